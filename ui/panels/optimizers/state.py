"""What one visitor has on the page of optimizers: settings, the race at hand, the one it is compared with, nets."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.engine.engine import Engine
from nets.experiment.user_error import Problem
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.optimizers.challenges import CHALLENGES
from nets.studies.optimizers.height_map import Ground, begin, ground
from nets.studies.optimizers.result import Result
from nets.studies.optimizers.settings import Optimizing, Race, beside
from nets.studies.optimizers.surfaces import OWN, SURFACES
from nets.studies.optimizers.worker import run
from ui.fragments.rerun import redraw
from ui.panels.optimizers.network_runs import Field
from ui.session import study_session as shared
from ui.session.challenge_progress import Standing, judged
from ui.session.requests.latest_query import Asked
from ui.text.i18n import _, plain

MOST_UNDONE = 30


class OptimizersSession(shared.StudySession):
    """`past` are settings to go back to; `pinned` is race A, of which the rules count and not the start."""

    name, settings_class, user_content = "optimizers", Optimizing, ("formula", "reach")
    panel_names = ("stability", "network", "own_run", "own_range", "own_sharpness", "challenges")

    def __init__(self, engine: Engine, settings: Optimizing) -> None:
        super().__init__(engine, settings)
        self.past: list[Optimizing] = []
        self.pinned: Race | None = None
        self.ground: Ground | None = None  # of the race at hand
        self.fault: Problem | None = None  # why there is none
        self.ran: Asked[Result] = Asked(engine)
        self.ran_a: Asked[Result] = Asked(engine)
        self.network: Field | None = None  # the nets that race

    @property
    def race(self) -> Race:
        """The race at hand."""
        return self.settings.race

    @property
    def result(self) -> Result | None:
        """The last race that was run, which is another one than that at hand while this is run or cannot be."""
        return self.ran.latest(lambda _race: True)

    @property
    def compared(self) -> Result | None:
        """Race A over the ground of the last race, if there is one."""
        if self.pinned is None or self.result is None:
            return None
        return self.ran_a.to(beside(self.pinned, self.result.made))

    @property
    def is_earlier(self) -> bool:
        """Whether the drawing shows another race than the current settings, and no new one is computed."""
        return self.result is not None and self.result.made != self.race and not self.moving

    @property
    def field(self) -> Field | None:
        """The nets that race on the examples and with the rate as they are set now."""
        if self.network is None or self.network.stamp != (self.settings.examples, self.settings.shared_rate):
            return None
        return self.network

    @property
    def moving(self) -> bool:
        """Whether a race is under way."""
        return self.ran.moving or self.ran_a.moving

    def ask(self) -> None:
        """Have the race run, and race A over the same ground; unless there is no ground to run on."""
        try:
            surface = parse(self.race.typed, ("x", "y"))
            self.ground, self.fault = ground(self.race, surface), None
            begin(self.race, surface)
        except Problem as why:
            self.fault = why
            return
        self.ran.ask(self.race, run, self.race)
        if self.pinned is not None:
            other = beside(self.pinned, self.race)
            self.ran_a.ask(other, run, other)

    def change(self, **changes: Any) -> None:
        """Change settings; what was before can be had back."""
        before = self.settings
        super().change(**changes)
        if self.settings != before:
            self.past = [*self.past, before][-MOST_UNDONE:]

    def undo(self) -> None:
        """Back to the settings before the last change."""
        if self.past:
            *past, before = self.past
            self.change(**before.model_dump())
            self.past = past

    def over(self, surface: str) -> None:
        """Another surface, with a start and rates that suit it."""
        self.change(surface=surface, **({} if surface == OWN else SURFACES[surface].setup()))

    def reset(self) -> None:
        """The surface at hand as it was at first."""
        fresh = self.settings_class().model_dump()
        kept = {"surface": self.settings.surface, "formula": self.settings.formula, "reach": self.settings.reach}
        setup = {} if self.settings.surface == OWN else SURFACES[self.settings.surface].setup()
        self.change(**fresh | kept | setup)

    def close(self) -> None:
        """Stop the nets that race."""
        if self.network is not None:
            self.network.close()

    def judge(self) -> Standing:
        """How far the challenges have come."""
        result = self.ran.to(self.race)
        found = [] if result is None else [result]
        for challenge in CHALLENGES:
            if found or challenge.name not in self.standing.verdicts:
                self.standing.verdicts[challenge.name] = judged(self.standing, challenge, found)
        return self.standing


def draw_earlier(study: OptimizersSession, result: Result) -> None:
    """Name the race that is drawn, where it is not the race of the current settings."""
    if study.is_earlier:
        st.caption(plain(_("What is drawn is an earlier race: f(x, y) = {formula}").format(formula=result.made.typed)))


def changed() -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("optimizers-knobs", "optimizers-race", "optimizers-stability", "study-footer")
