"""The state of the Optimizers page in one browser tab: settings, the race, race A beside it, the nets that race."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from nets.engine.engine import Engine
from nets.experiment.user_error import Problem
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.optimizers.challenges import CHALLENGES
from nets.studies.optimizers.height_map import HeightMap, compute_height_map, start_height
from nets.studies.optimizers.result import Result
from nets.studies.optimizers.settings import Optimizing, Race, apply_rules
from nets.studies.optimizers.surfaces import OWN, SURFACES
from nets.studies.optimizers.worker import compute_race
from ui.panels.optimizers.network_runs import NetworkRace
from ui.session.requests.latest_query import LatestQuery
from ui.session.study_session import StudySession
from ui.text.i18n import _, plain


@dataclass
class Races:
    """The race of the current settings, and race A, which it is compared with.

    Attributes:
        current: Answers to the race of the current settings.
        pinned: Answers to race A over the same surface from the same start.
        pinned_race: The rules of race A, None if no race is pinned.
        height_map: The surface of the current race, None before the first.
        problem: Why the current race cannot be run.
    """

    current: LatestQuery[Result]
    pinned: LatestQuery[Result]
    pinned_race: Race | None = None
    height_map: HeightMap | None = None
    problem: Problem | None = None


class OptimizersSession(StudySession[Optimizing]):
    """The settings, the races on the surface, and the race on a real net."""

    name, settings_class, user_content = "optimizers", Optimizing, ("formula", "reach")
    panel_names = ("stability", "network", "own_run", "own_range", "own_sharpness", "challenges")
    fragments = ("optimizers-settings", "optimizers-race", "optimizers-stability")
    challenges = CHALLENGES
    undo_limit = 30

    def __init__(self, engine: Engine, settings: Optimizing) -> None:
        super().__init__(engine, settings)
        self.races = Races(LatestQuery(engine), LatestQuery(engine))
        self.network: NetworkRace | None = None

    @property
    def race(self) -> Race:
        """The race of the current settings."""
        return self.settings.race

    @property
    def result(self) -> Result | None:
        """The last answer; it is of an earlier race while the current one is computed or cannot be."""
        return self.races.current.latest(lambda _race: True)

    @property
    def compared(self) -> Result | None:
        """Race A over the surface of the last answer, None if no race is pinned."""
        if self.races.pinned_race is None or self.result is None:
            return None
        return self.races.pinned.to(apply_rules(self.races.pinned_race, self.result.race))

    @property
    def is_earlier(self) -> bool:
        """Whether the drawing shows another race than the current settings, and no new one is computed."""
        return self.result is not None and self.result.race != self.race and not self.is_waiting

    @property
    def current_network(self) -> NetworkRace | None:
        """The nets that race with the examples and the rate of the current settings."""
        if self.network is None or self.network.settings != (self.settings.examples, self.settings.shared_rate):
            return None
        return self.network

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """The races that are shown."""
        return self.races.current, self.races.pinned

    def ask(self) -> None:
        """Have the race computed, and race A over the same surface, unless the surface has no heights."""
        races = self.races
        try:
            surface = parse(self.race.formula_text, ("x", "y"))
            races.height_map, races.problem = compute_height_map(self.race, surface), None
            start_height(self.race, surface)
        except Problem as problem:
            races.problem = problem
            return
        races.current.ask(self.race, compute_race, self.race)
        if races.pinned_race is not None:
            pinned = apply_rules(races.pinned_race, self.race)
            races.pinned.ask(pinned, compute_race, pinned)

    def choose_surface(self, surface: str) -> None:
        """Change the surface, with a start and rates that suit it."""
        self.change(surface=surface, **({} if surface == OWN else SURFACES[surface].setup()))

    def reset(self) -> None:
        """Restore the first settings of the current surface."""
        fresh = self.settings_class().model_dump()
        kept = {"surface": self.settings.surface, "formula": self.settings.formula, "reach": self.settings.reach}
        setup = {} if self.settings.surface == OWN else SURFACES[self.settings.surface].setup()
        self.change(**fresh | kept | setup)

    def close(self) -> None:
        """Stop the nets that race."""
        if self.network is not None:
            self.network.close()

    @property
    def evidence(self) -> Sequence[Any]:
        """The current race, once it is computed."""
        result = self.races.current.to(self.race)
        return [] if result is None else [result]


def draw_earlier(study: OptimizersSession, result: Result) -> None:
    """Name the race that is drawn if it is not the race of the current settings."""
    if study.is_earlier:
        st.caption(
            plain(_("What is drawn is an earlier race: f(x, y) = {formula}").format(formula=result.race.formula_text))
        )
