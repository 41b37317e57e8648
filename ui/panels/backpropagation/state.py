"""What one visitor has on the page of backpropagation: the formula, how far both passes are, what was tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nets.engine.engine import Engine
from nets.experiment.user_error import Problem
from nets.studies.backpropagation.challenges import CHALLENGES
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.backpropagation.formula.samples import SAMPLES
from nets.studies.backpropagation.passes import Measured, Passes, by_torch, firsts, labels
from nets.studies.backpropagation.progress import Graph, Walk, finished, named, phase, stepped, updated
from nets.studies.backpropagation.records import Both, Predicted, Trained
from nets.studies.backpropagation.settings import NOBODY, Backpropagation, written
from ui.fragments.rerun import redraw
from ui.session import study_session as shared
from ui.session.address.rounding import without_noise
from ui.session.challenge_progress import ChallengeProgress
from ui.session.requests.latest_query import LatestQuery

MOST_PAST, MOST_RECORDS = 50, 100
MANY = 20  # updates of an animation


class BackpropagationSession(shared.StudySession):
    """`expression` is the last text that could be read; `wrong` says why the one that is typed cannot."""

    name, kind = "backpropagation", Backpropagation
    panels = ("node", "updates", "check", "code", "depth", "challenges")

    def __init__(self, engine: Engine, settings: Backpropagation) -> None:
        super().__init__(engine, settings)
        self.expression: Expression = parse(SAMPLES[Backpropagation().sample].text)
        self.wrong: Problem | None = None
        self.read_from = ""
        self.walk = Walk()
        self.past: list[tuple[Backpropagation, Walk]] = []
        self.playing = 0  # updates that are still to be shown
        self.chosen: int | None = None  # the node that is looked at
        self.predicting = False
        self.predicted: Predicted | None = None  # the last guess
        self.torch: LatestQuery[Measured] = LatestQuery(engine)
        self.chain: dict[str, Any] = {"depth": 12, "weight": 1.0, "residual": False}
        self.records: list[Any] = []
        self._passes: tuple[Any, Passes] | None = None

    def read(self) -> None:
        """Read the formula, if it is another one than before; one that cannot be read leaves the graph as it was."""
        text = self.settings.formula
        if text == self.read_from:
            return
        self.read_from = text
        try:
            self.expression, self.wrong = parse(text), None
        except Problem as wrong:
            self.wrong = wrong
            return
        self.walk, self.chosen, self.playing, self.predicted = Walk(), None, 0, None

    @property
    def labels(self) -> tuple[str, ...]:
        """What each node is called."""
        return labels(self.expression)

    @property
    def start(self) -> dict[str, float]:
        """The number of each input before any update."""
        first = firsts(self.expression)
        return first | {name: value for name, value in self.settings.by_hand.items() if name in first}

    @property
    def graph(self) -> Graph:
        """The formula with its numbers as they are now."""
        frozen = named(self.labels, self.settings.names_frozen)
        return Graph(self.expression, self.start | dict(self.walk.trained), frozen)

    @property
    def passes(self) -> Passes:
        """Both passes over it, however much of them is shown. Asked for often, and kept until something changes."""
        graph, carried = self.graph, self.walk.carried
        key = self.read_from, tuple(graph.numbers.items()), graph.frozen, tuple(carried.items())
        if self._passes is None or self._passes[0] != key:
            self._passes = key, graph.passes(carried)
        return self._passes[1]

    @property
    def phase(self) -> str:
        """What comes next: "forward", "backward", "update"."""
        return phase(self.walk, self.passes)

    @property
    def coming(self) -> int | None:
        """The node whose value or gradient comes next."""
        passes, phase = self.passes, self.phase
        if phase == "update":
            return None
        return passes.forward[self.walk.forward] if phase == "forward" else passes.backward[self.walk.backward]

    def remember(self) -> None:
        """Keep how things stand, so that what comes can be taken back."""
        self.past = [*self.past, (self.settings, self.walk)][-MOST_PAST:]

    def undo(self) -> None:
        """Take back what was done last."""
        if self.past:
            self.playing = 0
            self.settings, walk = self.past.pop()
            self.read()
            self.walk, self.predicted = walk, None
            shared.write_link(self)

    def turn(self, **changes: Any) -> None:
        """Change settings; can be taken back."""
        self.remember()
        super().turn(**changes)

    def put(self, name: str, number: float) -> None:
        """Give an input this number. Both passes are there again as far as they were."""
        self.turn(numbers=written(self.settings.by_hand | {name: without_noise(number)}))
        trained = {each: value for each, value in self.walk.trained.items() if each != name}
        self.walk, self.playing = replace(self.walk, trained=trained, losses=()), 0

    def freeze(self, names: list[str]) -> None:
        """Freeze these nodes and no others; the backward pass begins anew."""
        self.turn(frozen=",".join(names) or NOBODY)
        self.walk = replace(self.walk, backward=0, carried={})

    def step(self, whole: bool = False) -> None:
        """The next node, or all of this pass; after both passes an update."""
        self.remember()
        coming = self.coming
        if coming is None:
            self.update()
        else:
            self.chosen = coming
            self.walk = stepped(self.walk, self.passes, whole)
            if whole:
                order = self.passes.backward  # none in a formula of numbers alone
                self.chosen = order[-1] if self.phase == "update" and order else self.expression.output

    def update(self) -> None:
        """One update, with whatever is still missing of both passes."""
        start, settings = tuple(sorted(self.start.items())), self.settings
        self.walk = updated(finished(self.walk, self.passes), self.graph, settings.lr, settings.zero)
        self.chosen = self.expression.output
        made = Trained(settings.formula, start, settings.names_frozen, settings.lr, settings.zero, self.walk.losses)
        self.records = [record for record in self.records if not made.continues(record)]
        self.note(made)

    def play(self) -> None:
        """Begin the animation of many updates, or stop it."""
        if not self.playing:
            self.remember()
            self.panel = self.panel if self.hides("updates") else "updates"
        self.playing = 0 if self.playing else MANY

    def tick(self) -> None:
        """The next update of the animation; the last one is shown with both of its passes."""
        if self.playing:
            self.playing -= 1
            self.update()
            self.walk = finished(self.walk, self.passes)

    def reset(self) -> None:
        """Back to the numbers before all updates; no pass is done."""
        self.remember()
        self.walk, self.playing, self.chosen, self.predicted = Walk(), 0, None, None

    def guess(self, number: float) -> None:
        """Say what the next gradient will be, and see it."""
        if self.phase == "backward" and (at := self.coming) is not None:
            passes = self.passes
            gradient, uses = passes.gradients[at], len(passes.terms[at])
            assert gradient is not None
            self.predicted = Predicted(self.settings.formula, self.labels[at], number, gradient, uses)
            self.note(self.predicted)
            self.step()

    def note(self, record: Any) -> None:
        """Keep what was done, for the challenges to judge."""
        self.records = [*(each for each in self.records if each != record), record][-MOST_RECORDS:]

    def judge(self) -> ChallengeProgress:
        """How far the challenges have come."""
        shown = Both(self.graph, self.passes, self.labels, self.phase == "update")
        for challenge in CHALLENGES:
            self.challenge_progress.verdicts[challenge.name] = self.challenge_progress.judge(
                challenge, [*self.records, shown]
            )
        return self.challenge_progress

    def ask(self) -> None:
        """Have torch compute the same, where it is shown."""
        if self.panel in ("check", "code") and not self.playing:
            graph = self.graph
            self.torch.ask(self.question, by_torch, graph.expression, dict(graph.numbers), graph.frozen)

    @property
    def by_torch(self) -> Measured | None:
        """What torch computes for the graph as it is now; None while it is not yet known."""
        return self.torch.to(self.question)

    @property
    def question(self) -> tuple[Any, ...]:
        """What torch is asked about."""
        graph = self.graph
        return self.read_from, tuple(graph.numbers.items()), graph.frozen


def changed(*_study: Any) -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("backpropagation-settings", "backpropagation-text", "backpropagation", "study-footer")
