"""The settings of the page of decoding as widgets, and the prompt."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.experiment.settings import Setting
from nets.models.gpt import shipped
from nets.models.gpt.experiment import GPT
from nets.studies.decoding.settings import MOST_PROMPT, WIDEST
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.page_parts.share import bring_back
from ui.panels.decoding.models import own_run
from ui.panels.decoding.state import DecodingSession, changed
from ui.session.open_session import address, session_of
from ui.text.i18n import N_, _
from ui.widgets.number_field import number_field

FILTERS = ("temperature", "top_k", "top_p", "min_p", "penalty", "penalty_first", "seed")
WRITING = ("count", "ends", "width", "length_penalty")
MODELS = {"own": N_("my own GPT"), "zh": N_("shipped: Chinese stories"), "en": N_("shipped: English help")}
STEPS = {"temperature": 0.05, "top_p": 0.01, "min_p": 0.01, "penalty": 0.05, "length_penalty": 0.25}


@fragment("decoding-settings")
def settings_panel(study: DecodingSession) -> None:
    """Filters first, then what concerns whole texts."""
    st.markdown(_("**From scores to a symbol**"))
    for name in FILTERS:
        _control(study, name)
    st.markdown(_("**Whole texts**"))
    for name in WRITING:
        _control(study, name)
    st.button(_("All filters off"), key="decoding/off", icon=":material/filter_alt_off:", on_click=lambda: _off(study))


def _off(study: DecodingSession) -> None:
    kind = study.kind.model_fields
    study.turn(**{name: kind[name].default for name in FILTERS if name != "seed"})
    changed()


def _control(study: DecodingSession, name: str) -> None:
    setting: Setting = study.settings_by_key()[f"data.{name}"]
    if study.lesson.hides(setting.key):
        return
    key, value = f"decoding/{name}", getattr(study.settings, name)
    turn = lambda value: _turned(study, name, value)  # noqa: E731
    if name == "seed":
        number_field(_(setting.title), 0, 9999, key=key, value=value, do=turn, step=1, help=_(setting.help))
        return
    show_value(key, value)
    words: dict[str, Any] = {"label": _(setting.title), "help": _(setting.help), "key": key, "value": value}
    words["on_change"] = on_user_change(key, turn)
    if setting.kind == "switch":
        st.toggle(**words)
    elif setting.kind == "integer":
        st.slider(**words, min_value=int(setting.low or 0), max_value=int(setting.high or WIDEST), step=1)
    else:
        st.slider(**words, min_value=float(setting.low or 0), max_value=float(setting.high or 1), step=STEPS[name])


def _turned(study: DecodingSession, name: str, value: object) -> None:
    study.turn(**{name: value})
    changed()


@fragment("decoding-prompt")
def prompt_box(study: DecodingSession) -> None:
    """Which net, and what it is to continue."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _models(study)
        _prompt(study)
    about_model(study)


def _prompt(study: DecodingSession) -> None:
    if study.lesson.hides("data.prompt"):
        return
    show_value("decoding/prompt", study.settings.prompt)
    st.text_input(
        _("Prompt"),
        key="decoding/prompt",
        max_chars=MOST_PROMPT,
        placeholder=_("empty: a line of the test part"),
        width=420,
        on_change=on_user_change("decoding/prompt", lambda text: _turned(study, "prompt", text)),
    )


def about_model(study: DecodingSession) -> None:
    """Where a net that comes along is from, and the way into it."""
    if (name := study.model.name) == "own":
        return
    run = shipped.kept(name)
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


def _models(study: DecodingSession) -> None:
    """The choice of the net; of an own one only where it has learnt."""
    if study.lesson.hides("data.model"):
        return
    run = own_run()
    options = [name for name in MODELS if name != "own" or run is not None]
    show_value("decoding/model", study.model.name)
    st.segmented_control(
        _("Model"),
        options,
        format_func=lambda name: _(MODELS[name]),
        key="decoding/model",
        required=True,
        on_change=on_user_change("decoding/model", lambda name: _turned(study, "model", name)),
        help=_("A net of your own is here once it has made a step on the page GPT."),
    )
