"""Draw the buttons that step through both passes, and the prediction before a gradient is shown."""

from __future__ import annotations

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import ANIMATED_UPDATES, BackpropagationSession
from ui.text.i18n import _, plain


def transport(study: BackpropagationSession) -> None:
    """Draw a button for the next step, others for several steps, and undo."""
    phase, is_playing = study.phase, bool(study.updates_left)
    is_predicting = study.panels.prediction.is_on and phase == "backward" and not is_playing
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            _next_label(study),
            key="backpropagation/next",
            type="primary",
            icon=ICONS[phase],
            shortcut="Right",
            disabled=is_playing or is_predicting,
            on_click=study.step,
        )
        st.button(
            _("The whole pass"),
            key="backpropagation/whole",
            icon=":material/fast_forward:",
            disabled=is_playing or is_predicting or phase == "update",
            on_click=lambda: study.step(whole_pass=True),
        )
        st.button(
            _("Stop") if is_playing else _("{count} updates", count=ANIMATED_UPDATES),
            key="backpropagation/play",
            icon=":material/stop:" if is_playing else ":material/movie:",
            on_click=study.toggle_animation,
        )
        _undo_buttons(study, is_playing)
        show_value("backpropagation/predicting", study.panels.prediction.is_on)
        st.toggle(
            _("Predict first"),
            key="backpropagation/predicting",
            help=_("Before a gradient is shown, you say what it will be."),
            on_change=on_user_change(
                "backpropagation/predicting", lambda on: setattr(study.panels.prediction, "is_on", on)
            ),
        )
    if is_predicting:
        _prediction_form(study)
    _prediction_result(study)


ICONS = {
    "forward": ":material/arrow_forward:",
    "backward": ":material/arrow_back:",
    "update": ":material/trending_down:",
}


def _next_label(study: BackpropagationSession) -> str:
    node = study.next_node
    if node is None:
        return _("Update the inputs")
    name = plain(study.labels[node])
    return _("Forward: {name}", name=name) if study.phase == "forward" else _("Backward: {name}", name=name)


def _undo_buttons(study: BackpropagationSession, is_playing: bool) -> None:
    st.button(
        _("Undo"),
        key="backpropagation/undo",
        icon=":material/undo:",
        disabled=not study.history or is_playing,
        on_click=study.on_click_undo,
    )
    st.button(
        _("Reset"),
        key="backpropagation/reset",
        icon=":material/restart_alt:",
        disabled=is_playing,
        on_click=study.reset,
        help=_("Back to the numbers before all updates; no pass is done."),
    )


def _prediction_form(study: BackpropagationSession) -> None:
    """Ask for the next gradient."""
    node = study.next_node
    assert node is not None
    names = {"output": plain(study.labels[study.expression.output]), "name": plain(study.labels[node])}
    with (
        st.form("backpropagation/guess", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        question = _("What will ∂{output}/∂{name} be?", **names)
        st.number_input(question, value=None, format="%.4g", step=0.1, key="backpropagation/guessed", width=260)
        st.form_submit_button(_("Reveal"), key="backpropagation/reveal", on_click=lambda: _on_reveal(study))


def _on_reveal(study: BackpropagationSession) -> None:
    gradient = st.session_state["backpropagation/guessed"]
    if gradient is not None:
        study.predict(float(gradient))


def _prediction_result(study: BackpropagationSession) -> None:
    """Say whether the last prediction was correct."""
    prediction = study.panels.prediction.last
    if prediction is None or not study.panels.prediction.is_on:
        return
    values = {
        "name": plain(prediction.name),
        "gradient": number(prediction.gradient),
        "guess": number(prediction.prediction),
    }
    if prediction.is_correct:
        st.success(_("Right: the gradient of {name} is {gradient}.", **values), icon=":material/check_circle:")
    else:
        words = _("The gradient of {name} is {gradient}, not {guess}. Its sum stands below.", **values)
        st.warning(words, icon=":material/cancel:")
