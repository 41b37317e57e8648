"""Draw the panels of a page that trains nothing, one at a time, with its challenges, and poll for answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from nets.training.challenge import Challenge
from ui.fragments.error_boundary import error_boundary
from ui.fragments.server_value import on_user_change, show_value
from ui.fragments.ticker import ticker
from ui.page_parts.challenges import cards
from ui.session.study_session import StudySession
from ui.text.i18n import _, problem

Panels = Mapping[str, tuple[str, Callable[[Any], None]]]  # title and drawing function by name
Study = TypeVar("Study", bound=StudySession[Any])


def draw_study(
    study: Study,
    panels: Panels,
    *,
    challenge_help: str,
    above: Callable[[Study], bool] | None = None,
    status: Callable[[Study], None] | None = None,
    on_tick: Callable[[], None] | None = None,
) -> None:
    """Draw what changes with the answers of the workers: the panels and the challenges. Call it in a fragment.

    The fragment is drawn again until all answers have come.

    Args:
        study: State of the page.
        panels: The panels to choose from.
        challenge_help: What the button of a challenge does.
        above: Draws what stands above the panels, and returns whether there is something to show in them.
        status: Draws what stands between the choice of a panel and the open panel.
        on_tick: Called before the fragment is drawn again.
    """
    names = open_panel(study, panels)
    study.ask()
    if above is None or above(study):
        draw_switch(study, panels, names)
        if status is not None:
            status(study)
        draw_open_panel(study, panels, names)
    draw_challenges(study, study.challenges, lambda challenge: _on_start(study, challenge), challenge_help)
    draw_ticker(study, study.poll_ms, study.is_waiting, on_tick)


def _on_start(study: StudySession[Any], challenge: Challenge) -> None:
    study.set_up(challenge)
    study.redraw()


def open_panel(study: StudySession[Any], panels: Panels) -> list[str]:
    """Open the first panel if the lesson hides the open one. Call it before `study.ask`.

    Returns:
        The names of the panels that the lesson does not hide.
    """
    names = [name for name in panels if not study.hides(name)]
    if names and study.panel not in names:
        study.panel = names[0]
    return names


def draw_switch(study: StudySession[Any], panels: Panels, names: list[str]) -> None:
    """Draw the choice among the panels of these names, if there are any."""
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


def draw_open_panel(study: StudySession[Any], panels: Panels, names: list[str]) -> None:
    """Draw the open panel, if there are any of these names."""
    if names:
        with st.container(key=f"{study.name}-panel-{study.panel}"), error_boundary("panel"):
            panels[study.panel][1](study)


def draw_problems(study: StudySession[Any]) -> None:
    """Draw why settings were refused, and why a worker failed."""
    draw_refusals(study)
    draw_failure(study)


def draw_refusals(study: StudySession[Any]) -> None:
    """Draw why a change, or parts of the link, were refused."""
    for refusal in study.problems:
        st.error(problem(refusal), icon=":material/block:")


def draw_failure(study: StudySession[Any]) -> None:
    """Draw why a worker failed at a query, with a button that asks again; nothing if none failed."""
    if study.failure is not None:
        st.error(problem(study.failure), icon=":material/cloud_off:")
        st.button(_("Try again"), key=f"{study.name}/again", on_click=study.retry)


def draw_challenges(
    study: StudySession[Any], challenges: tuple[Challenge, ...], start: Callable[[Challenge], None], words: str
) -> None:
    """Draw the challenges, unless the lesson hides them. `words` say what the button of a challenge does."""
    if not study.hides("challenges"):
        with error_boundary("challenges"):
            cards(challenges, study.judge(), start, words)


def draw_ticker(
    study: StudySession[Any], milliseconds: int, is_waiting: bool, on_tick: Callable[[], None] | None = None
) -> None:
    """Draw the surrounding fragment again in `milliseconds` while an answer is on its way. Call it last."""
    ticker(f"{study.name}/ticker", milliseconds, is_waiting, on_tick)
