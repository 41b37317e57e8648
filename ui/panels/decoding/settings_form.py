"""Draw the settings of the Decoding page, the choice of the model, and the prompt."""

from __future__ import annotations

import streamlit as st

from nets.models.gpt import shipped
from nets.models.gpt.experiment import GPT
from nets.studies.decoding.settings import FILTERS, MAX_PROMPT
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.page_parts.share import bring_back
from ui.panels.decoding.models import own_run
from ui.panels.decoding.state import DecodingSession
from ui.session.open_session import address, session_of
from ui.text.i18n import N_, _
from ui.widgets.study_form import NumberStyle, study_control

TOKEN_SETTINGS = (*FILTERS, "penalty_first")
TEXT_SETTINGS = ("count", "ends", "width", "length_penalty")
MODELS = {"own": N_("my own GPT"), "zh": N_("shipped: Chinese stories"), "en": N_("shipped: English help")}
STEPS = {"temperature": 0.05, "top_p": 0.01, "min_p": 0.01, "penalty": 0.05, "length_penalty": 0.25}


@fragment("decoding-settings")
def settings_form(study: DecodingSession) -> None:
    """Draw the settings of single tokens, then those of whole texts."""
    st.markdown(_("**From scores to a symbol**"))
    for name in (*TOKEN_SETTINGS, "seed"):
        study_control(study, name, number=NumberStyle(step=STEPS.get(name)))
    st.markdown(_("**Whole texts**"))
    for name in TEXT_SETTINGS:
        study_control(study, name, number=NumberStyle(step=STEPS.get(name)))
    off = lambda: _on_switch_off(study)  # noqa: E731
    st.button(_("All filters off"), key="decoding/off", icon=":material/filter_alt_off:", on_click=off)


def _on_switch_off(study: DecodingSession) -> None:
    fields = study.settings_class.model_fields
    study.change(**{name: fields[name].default for name in TOKEN_SETTINGS})
    study.redraw()


@fragment("decoding-prompt")
def prompt_box(study: DecodingSession) -> None:
    """Draw the choice of the model, and the prompt."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _model_choice(study)
        _prompt(study)
    _about_model(study)


def _prompt(study: DecodingSession) -> None:
    if study.link.lesson.hides("data.prompt"):
        return
    show_value("decoding/prompt", study.settings.prompt)
    st.text_input(
        _("Prompt"),
        key="decoding/prompt",
        max_chars=MAX_PROMPT,
        placeholder=_("empty: a line of the test part"),
        width=420,
        on_change=on_user_change("decoding/prompt", lambda text: _on_change(study, "prompt", text)),
    )


def _on_change(study: DecodingSession, name: str, value: object) -> None:
    study.change(**{name: value})
    study.redraw()


def _about_model(study: DecodingSession) -> None:
    """Draw where a bundled model is from, and a button that opens it on its own page."""
    if (name := study.model.name) == "own":
        return
    run = shipped.bundled_run(name)
    words = _(
        "This net comes with the app: {steps:,} updates, {bits:.2f} bits a character on the test part.",
        steps=run.about.index,
        bits=run.history.last("test_bits"),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(words, width="content", help=f"`{shipped.command(name)}`")
        if st.button(_("Look into it"), key="decoding/inside", type="tertiary", icon=":material/biotech:"):
            session = session_of(GPT)
            bring_back(session, run)
            st.switch_page("../../pages/gpt.py", query_params=address(session))


def _model_choice(study: DecodingSession) -> None:
    """Draw the choice of the model; the user's own one only if it has trained."""
    if study.link.lesson.hides("data.model"):
        return
    has_own = own_run() is not None
    options = [name for name in MODELS if name != "own" or has_own]
    show_value("decoding/model", study.model.name)
    st.segmented_control(
        _("Model"),
        options,
        format_func=lambda name: _(MODELS[name]),
        key="decoding/model",
        required=True,
        on_change=on_user_change("decoding/model", lambda name: _on_change(study, "model", name)),
        help=_("A net of your own is here once it has made a step on the page GPT."),
    )
