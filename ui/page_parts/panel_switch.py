"""Draw the panels of a page that trains nothing: one open at a time, challenges below, redrawn by a ticker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nets.training.challenge import Challenge
from ui.fragments.error_boundary import error_boundary
from ui.fragments.server_value import on_user_change, show_value
from ui.fragments.ticker import ticker
from ui.page_parts.challenges import cards
from ui.session.requests.latest_query import LatestQuery
from ui.session.study_session import StudySession
from ui.text.i18n import _, problem

Panels = Mapping[str, tuple[str, Callable[[Any], None]]]  # title and what draws it, by name


def open_panel(study: StudySession, panels: Panels) -> list[str]:
    """Return the panels that the lesson does not hide, and open one of them. Call it before `study.ask`."""
    names = [name for name in panels if not study.hides(name)]
    if names and study.panel not in names:
        study.panel = names[0]
    return names


def draw_switch(study: StudySession, panels: Panels, names: list[str]) -> None:
    """Draw a choice among the panels of these names, if there are any."""
    if not names:
        return
    key = f"{study.name}/panel"
    show_value(key, study.panel)
    st.segmented_control(
        _("Look into"),
        names,
        format_func=lambda name: _(panels[name][0]),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=on_user_change(key, lambda name: setattr(study, "panel", name)),
    )


def draw_open_panel(study: StudySession, panels: Panels, names: list[str]) -> None:
    """Draw the open panel, if there are any of these names."""
    if names:
        with st.container(key=f"{study.name}-panel-{study.panel}"), error_boundary("panel"):
            panels[study.panel][1](study)


def draw_failure(study: StudySession, query: LatestQuery[Any] | None, again: Callable[[], None]) -> None:
    """Draw why a worker failed at a query, if it did, and a button that calls `again`."""
    if query is not None and query.problem is not None:
        st.error(problem(query.problem), icon=":material/cloud_off:")
        st.button(_("Try again"), key=f"{study.name}/again", on_click=again)


def draw_challenges(
    study: StudySession, challenges: tuple[Challenge, ...], start: Callable[[Challenge], None], words: str
) -> None:
    """Draw the challenges, unless the lesson hides them. `words` say what the button of a challenge does."""
    if not study.hides("challenges"):
        with error_boundary("challenges"):
            cards(challenges, study.judge(), start, words)


def draw_ticker(
    study: StudySession, milliseconds: int, moving: bool, on_tick: Callable[[], None] | None = None
) -> None:
    """Draw the surrounding fragment again in `milliseconds`, while an answer is `moving`. Call it last."""
    study.frames += 1
    ticker(f"{study.name}/ticker", study.frames, milliseconds, moving, on_tick)
