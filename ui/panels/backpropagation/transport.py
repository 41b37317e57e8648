"""The buttons that go through both passes, and the guess that may be asked for before a gradient is shown."""

from __future__ import annotations

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import MANY, BackpropagationSession
from ui.text.i18n import _, plain


def transport(study: BackpropagationSession) -> None:
    """One button for whatever comes next; others for more at once, and back."""
    phase, playing = study.phase, bool(study.playing)
    guessing = study.predicting and phase == "backward" and not playing
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _next(study),
            key="backpropagation/next",
            type="primary",
            icon=ICONS[phase],
            shortcut="Right",
            disabled=playing or guessing,
            on_click=study.step,
        )
        st.button(
            _("The whole pass"),
            key="backpropagation/whole",
            icon=":material/fast_forward:",
            disabled=playing or guessing or phase == "update",
            on_click=lambda: study.step(whole=True),
        )
        st.button(
            _("Stop") if playing else _("{count} updates", count=MANY),
            key="backpropagation/play",
            icon=":material/stop:" if playing else ":material/movie:",
            on_click=study.play,
        )
        _back(study, playing)
        show_value("backpropagation/predicting", study.predicting)
        st.toggle(
            _("Predict first"),
            key="backpropagation/predicting",
            help=_("Before a gradient is shown, you say what it will be."),
            on_change=on_user_change("backpropagation/predicting", lambda on: setattr(study, "predicting", on)),
        )
    if guessing:
        _guess(study)
    _outcome(study)


ICONS = {
    "forward": ":material/arrow_forward:",
    "backward": ":material/arrow_back:",
    "update": ":material/trending_down:",
}


def _next(study: BackpropagationSession) -> str:
    at = study.coming
    if at is None:
        return _("Update the inputs")
    name = plain(study.labels[at])
    return _("Forward: {name}", name=name) if study.phase == "forward" else _("Backward: {name}", name=name)


def _back(study: BackpropagationSession, playing: bool) -> None:
    st.button(
        _("Undo"),
        key="backpropagation/undo",
        icon=":material/undo:",
        disabled=not study.past or playing,
        on_click=lambda: _undo(study),
    )
    st.button(
        _("Reset"),
        key="backpropagation/reset",
        icon=":material/restart_alt:",
        disabled=playing,
        on_click=study.reset,
        help=_("Back to the numbers before all updates; no pass is done."),
    )


def _undo(study: BackpropagationSession) -> None:
    from ui.panels.backpropagation.state import changed

    study.undo()
    changed()


def _guess(study: BackpropagationSession) -> None:
    """The question, for one node."""
    at = study.coming
    assert at is not None
    names = {"output": plain(study.labels[study.expression.output]), "name": plain(study.labels[at])}
    with (
        st.form("backpropagation/guess", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        asked = _("What will ∂{output}/∂{name} be?", **names)
        st.number_input(asked, value=None, format="%.4g", step=0.1, key="backpropagation/guessed", width=260)
        st.form_submit_button(_("Reveal"), key="backpropagation/reveal", on_click=lambda: _reveal(study))


def _reveal(study: BackpropagationSession) -> None:
    said = st.session_state["backpropagation/guessed"]
    if said is not None:
        study.guess(float(said))


def _outcome(study: BackpropagationSession) -> None:
    """How good the last guess was."""
    made = study.predicted
    if made is None or not study.predicting:
        return
    values = {"name": plain(made.name), "gradient": number(made.gradient), "guess": number(made.guess)}
    if made.right:
        st.success(_("Right: the gradient of {name} is {gradient}.", **values), icon=":material/check_circle:")
    else:
        words = _("The gradient of {name} is {gradient}, not {guess}. Its sum stands below.", **values)
        st.warning(words, icon=":material/cancel:")
