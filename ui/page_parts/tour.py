"""Draw a guided tour: steps that open an inspector, and are ticked off once it was open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import open_inspector
from ui.session.training_session import TrainingSession
from ui.text.i18n import _

SEEN, AT = "tour/seen", "tour/at"


class TourStep(NamedTuple):
    """What to look for. Opening its `inspector` ticks it off or, without one, `done`."""

    title: str
    words: str
    inspector: str = ""
    done: Callable[[TrainingSession], bool] = lambda _session: False


def ticked_steps(session: TrainingSession) -> set[int]:
    """Return the indices of the steps that are ticked off."""
    steps_done: set[int] = session.selection.choices.setdefault(SEEN, set())
    return steps_done


def follow(session: TrainingSession, steps: Sequence[TourStep]) -> None:
    """Tick off the current step if it is done. Called with every frame."""
    at = session.selection.choices.get(AT)
    if at is None:
        return
    ticked = ticked_steps(session)
    ticked |= {place for place, step in enumerate(steps) if place == at and _is_done(session, step)}
    session.redraws.current_state["tour"] = (at, frozenset(ticked))


def _is_done(session: TrainingSession, step: TourStep) -> bool:
    return session.selection.inspector == step.inspector if step.inspector else step.done(session)


@fragment("tour")
def tour(session: TrainingSession, steps: Sequence[TourStep]) -> None:
    """Draw one step at a time, with buttons to the previous and the next."""
    at, ticked = session.selection.choices.get(AT), ticked_steps(session)
    session.redraws.drawn_state["tour"] = (at, frozenset(ticked))
    if at is None:
        label = _("Guided tour in {count} steps", count=len(steps))
        st.button(
            label, key="tour-begin", icon=":material/tour:", type="tertiary", on_click=lambda: _go_to(session, steps, 0)
        )
        return
    with st.container(border=True):
        _step(session, steps, at, ticked)


def _step(session: TrainingSession, steps: Sequence[TourStep], at: int, ticked: set[int]) -> None:
    step = steps[at]
    tick = " :green[:material/check_circle:]" if at in ticked else ""
    st.markdown(f"**{at + 1} / {len(steps)} · {_(step.title)}**{tick}  \n{_(step.words)}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        before = lambda: _go_to(session, steps, at - 1)  # noqa: E731
        st.button(_("Back"), key="tour-back", icon=":material/chevron_left:", disabled=at == 0, on_click=before)
        if at + 1 < len(steps):
            st.button(
                _("Next"),
                key="tour-next",
                icon=":material/chevron_right:",
                type="primary" if at in ticked else "secondary",
                on_click=lambda: _go_to(session, steps, at + 1),
            )
        st.button(
            _("Begin again"),
            key="tour-again",
            icon=":material/replay:",
            on_click=lambda: _on_click_again(session, steps),
        )
        st.button(_("End the tour"), key="tour-end", type="tertiary", on_click=lambda: _on_click_end(session))
        st.caption(_("{done} of {all} seen", done=len(ticked), all=len(steps)))


def _go_to(session: TrainingSession, steps: Sequence[TourStep], at: int) -> None:
    session.selection.choices[AT] = at
    follow(session, steps)
    if steps[at].inspector:
        open_inspector(session, steps[at].inspector, "tour")
    else:
        redraw("tour", "live")


def _on_click_again(session: TrainingSession, steps: Sequence[TourStep]) -> None:
    ticked_steps(session).clear()
    _go_to(session, steps, 0)


def _on_click_end(session: TrainingSession) -> None:
    session.selection.choices[AT] = None
    session.redraws.current_state.pop("tour", None)
    redraw("tour")
