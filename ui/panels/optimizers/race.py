"""The race: its map and figures, the one it is compared with, and the challenges."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import streamlit as st

from nets.studies.optimizers.challenges import CHALLENGES
from nets.studies.optimizers.result import Path, Result
from nets.studies.optimizers.settings import OPTIMIZERS, Race
from nets.training.challenge import Challenge
from ui.components import race as element
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.page_parts.panel_switch import draw_challenges, draw_ticker
from ui.panels.optimizers import labels as titles
from ui.panels.optimizers.sentences import race_words
from ui.panels.optimizers.state import Desk, changed, draw_earlier
from ui.text.i18n import _, problem

POLL = 200  # milliseconds between two looks at whether an answer has come
KEY = "optimizers/race"


@fragment("optimizers-race")
def race_panel(desk: Desk) -> None:
    """Map, curves and numbers of the race; asked for anew until it has been run."""
    desk.ask()
    _told(desk)
    result = _shown(desk)
    if result is not None:
        with error_boundary("map"):
            draw_earlier(desk, result)
            _drawn(desk, result)
    if desk.moving:
        waiting = _("The race is being run …") if desk.result else _("The workers are starting …")
        st.caption(":material/hourglass_top: " + waiting)
    _compared(desk)
    words = _("Sets the surface, the start and the rates of this challenge.")
    draw_challenges(desk, CHALLENGES, lambda challenge: _start(desk, challenge), words)
    draw_ticker(desk, POLL, desk.moving, on_tick=_again)


def _again() -> None:
    redraw("optimizers-race", "optimizers-stability")


def _told(desk: Desk) -> None:
    """What did not fit, and what a race failed at. What was drawn before stays."""
    for found in desk.problems:
        st.error(problem(found), icon=":material/block:")
    if desk.fault is not None:
        st.error(problem(desk.fault), icon=":material/block:")
    elif desk.ran.problem is not None:
        st.error(problem(desk.ran.problem), icon=":material/block:")
        st.button(_("Try again"), key="optimizers/again", on_click=desk.ran.again)


def _shown(desk: Desk) -> Result | None:
    """The last race that was run; before the first the bare ground."""
    if desk.result is not None or desk.ground is None:
        return desk.result
    made = desk.race
    return Result(made, desk.ground, desk.ground.lowest, (), np.ones(made.steps), (np.nan, np.nan))


def _drawn(desk: Desk, result: Result) -> None:
    made, other = result.made, desk.compared
    racers = [_racer(path, made, False) for path in result.paths]
    racers += [_racer(path, other.made, True) for path in other.paths] if other else []
    stamp = sha256((made.model_dump_json() + (other.made.model_dump_json() if other else "")).encode()).hexdigest()
    element.race(
        KEY,
        result,
        stamp=f"{stamp}{len(result.paths)}",
        racers=racers,
        words=race_words(titles.surface(made.surface), [titles.optimizer(path.name) for path in result.paths]),
        on_start=lambda: _put(desk),
    )


def _racer(path: Path, made: Race, pinned: bool) -> dict[str, Any]:
    name = titles.optimizer(path.name)
    title = f"A · {name}" if pinned else name
    colour = OPTIMIZERS.index(path.name)
    return element.racer(path, title=title, colour=colour, rate=made.rate(path.name), pinned=pinned)


def _put(desk: Desk) -> None:
    """Begin where a person pointed."""
    place = element.put(st.session_state[KEY]["start"])
    if place is not None:
        desk.turn(x=round(place[0], 3), y=round(place[1], 3))
        changed()


def _compared(desk: Desk) -> None:
    """Pin the race as A, and see how the rules of the one at hand differ from it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if desk.pinned is None:
            about = _("Keeps these rules as race A, dashed, to compare others with: same start, same seed.")
            pin = lambda: _pin(desk, desk.race)  # noqa: E731
            st.button(_("Pin as A"), key="optimizers/pin", icon=":material/push_pin:", help=about, on_click=pin)
            return
        st.button(_("Unpin A"), key="optimizers/unpin", icon=":material/keep_off:", on_click=lambda: _pin(desk, None))
        told = titles.differences(desk.pinned, desk.race)
        st.caption(_("From A to B: {changes}", changes=told) if told else _("B has the rules of A: change something."))


def _pin(desk: Desk, made: Race | None) -> None:
    desk.pinned = made
    changed()


def _start(desk: Desk, challenge: Challenge) -> None:
    desk.pinned = None
    desk.set_up(challenge)
    changed()
