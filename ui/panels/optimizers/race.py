"""The race: its map and figures, the one it is compared with, and the challenges."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
import streamlit as st

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES, OPTIMIZERS
from nets.studies.optimizers.challenges import CHALLENGES
from nets.studies.optimizers.result import Path, Result
from nets.studies.optimizers.settings import Race
from nets.training.challenge import Challenge
from ui.components import race as element
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.page_parts.panel_switch import draw_challenges, draw_refusals, draw_ticker
from ui.panels.optimizers import labels as titles
from ui.panels.optimizers.sentences import race_words, racer_words
from ui.panels.optimizers.state import OptimizersSession, draw_earlier
from ui.text.i18n import _, problem

POLL_MS = 200  # between two polls for an answer
KEY = "optimizers/race"


@fragment("optimizers-race")
def race_panel(study: OptimizersSession) -> None:
    """Map, curves and numbers of the race; asked for anew until it has been run."""
    study.ask()
    _draw_failures(study)
    result = _shown(study)
    if result is not None:
        with error_boundary("map"):
            draw_earlier(study, result)
            _drawn(study, result)
    if study.is_waiting:
        waiting = _("The race is being run …") if study.result else _("The workers are starting …")
        st.caption(":material/hourglass_top: " + waiting)
    _compared(study)
    words = _("Sets the surface, the start and the rates of this challenge.")
    draw_challenges(study, CHALLENGES, lambda challenge: _start(study, challenge), words)
    draw_ticker(study, POLL_MS, study.is_waiting, on_tick=_again)


def _again() -> None:
    redraw("optimizers-race", "optimizers-stability")


def _draw_failures(study: OptimizersSession) -> None:
    """Draw why settings were refused, and why a race failed. What was drawn before stays."""
    draw_refusals(study)
    if study.races.problem is not None:
        st.error(problem(study.races.problem), icon=":material/block:")
    elif study.races.current.problem is not None:
        st.error(problem(study.races.current.problem), icon=":material/block:")
        st.button(_("Try again"), key="optimizers/again", on_click=study.races.current.again)


def _shown(study: OptimizersSession) -> Result | None:
    """The last race that was run; before the first the bare ground."""
    if study.result is not None or study.races.height_map is None:
        return study.result
    race = study.race
    return Result(
        race, study.races.height_map, study.races.height_map.lowest, (), np.ones(race.steps), (np.nan, np.nan)
    )


def _drawn(study: OptimizersSession, result: Result) -> None:
    race, other = result.race, study.compared
    racers = [_racer(path, race, False) for path in result.paths]
    racers += [_racer(path, other.race, True) for path in other.paths] if other else []
    stamp = sha256((race.model_dump_json() + (other.race.model_dump_json() if other else "")).encode()).hexdigest()
    element.race(
        KEY,
        result,
        stamp=f"{stamp}{len(result.paths)}",
        racers=racers,
        words=race_words(titles.surface(race.surface), [titles.optimizer(path.name) for path in result.paths]),
        on_start=lambda: _put(study),
    )


def _racer(path: Path, race: Race, pinned: bool) -> dict[str, Any]:
    name = titles.optimizer(path.name)
    title = f"A · {name}" if pinned else name
    colour = OPTIMIZER_NAMES.index(path.name)
    decay = race.weight_decay if OPTIMIZERS[path.name].has_own_decay else 0.0
    words = racer_words(path.name)
    rate = race.rate(path.name)
    return element.racer(path, title=title, colour=colour, rate=rate, decay=decay, words=words, pinned=pinned)


def _put(study: OptimizersSession) -> None:
    """Begin where a user pointed."""
    place = element.put(st.session_state[KEY]["start"])
    if place is not None:
        study.change(x=round(place[0], 3), y=round(place[1], 3))
        study.redraw()


def _compared(study: OptimizersSession) -> None:
    """Pin the race as A, and see how the rules of the current one differ from it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if study.races.pinned_race is None:
            about = _("Keeps these rules as race A, dashed, to compare others with: same start, same seed.")
            pin = lambda: _pin(study, study.race)  # noqa: E731
            st.button(_("Pin as A"), key="optimizers/pin", icon=":material/push_pin:", help=about, on_click=pin)
            return
        st.button(_("Unpin A"), key="optimizers/unpin", icon=":material/keep_off:", on_click=lambda: _pin(study, None))
        differences = titles.differences(study.races.pinned_race, study.race)
        st.caption(
            _("From A to B: {changes}", changes=differences)
            if differences
            else _("B has the rules of A: change something.")
        )


def _pin(study: OptimizersSession, race: Race | None) -> None:
    study.races.pinned_race = race
    study.redraw()


def _start(study: OptimizersSession, challenge: Challenge) -> None:
    study.races.pinned_race = None
    study.set_up(challenge)
    study.redraw()
