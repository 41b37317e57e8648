"""A desk: what one visitor has on the page of classical models. Fits, the example looked at, series of fits."""

from __future__ import annotations

from typing import Any

from nets.classical.challenges import CHALLENGES
from nets.classical.held import Held, held, telling
from nets.classical.measure import Measured, Region, View, look, question
from nets.classical.repeat import Brief, brief, splits, values
from nets.classical.seen import Fits, Repeated
from nets.classical.settings import MODELS, Classical, Model
from nets.classical.why import Why, why
from nets.data import tables
from nets.perceptron.examples import as_points
from nets.training.engine import Engine
from ui import desk as shared
from ui.asked import Asked
from ui.challenges import Standing, judged
from ui.classical.series import Series
from ui.desk import write_link
from ui.redraw import redraw

MOST_PAST, MOST_SEEN = 50, 200
BRIEF = 0.03  # seconds that a drawing waits for each of the models


class Desk(shared.Desk):
    """`example` is the one that is looked at: its part and number. `axes` are the inputs of the maps of a table."""

    name, kind, own = "classical", Classical, ("csv", "target", "points")
    panels = ("scores", "why", "complexity", "threshold", "code", "cases", "challenges")

    def __init__(self, engine: Engine, settings: Classical) -> None:
        super().__init__(engine, settings)
        self.panel = "why"
        self.past: list[Classical] = []
        self.examples: Asked[Held] = Asked(engine)
        self.looks: dict[Model, Asked[tuple[Measured, Region]]] = {name: Asked(engine, BRIEF) for name in MODELS}
        self.reasons: dict[Model, Asked[Why]] = {name: Asked(engine, BRIEF) for name in MODELS}
        self.repeated: Series[Brief] | None = None
        self.curve: Series[Brief] | None = None
        self.example: tuple[str, int] = ("test", 0)
        self.axes: tuple[int, int] | None = None
        self.brush = 1
        self.curved: Model = "tree"  # whose curve is shown
        self.cut_by: Model = "forest"  # whose answers are cut at the threshold
        self.coded: Model = "tree"  # whose code is shown
        self.positive: int | None = None  # the class in question; None: nobody has chosen one
        self.threshold, self.miss, self.alarm = 0.5, 1.0, 1.0
        self.seen: list[Any] = []  # what challenges judge

    @property
    def known(self) -> Held | None:
        """The examples; scikit-learn's tables come from a worker."""
        if self.settings.name in tables.NAMES:
            return self.examples.answer if self.examples.answered == self.settings.data else None
        return held(self.settings.data)

    @property
    def view(self) -> View:
        """What maps show: on a table the chosen inputs, the others as they are in the example that is looked at."""
        known = self.known
        if known is None or known.xy.shape[1]:
            return View()
        row = self.example[1] if self.panel == "why" and self.example[0] == "test" else None
        most = known.inputs.shape[1]
        axes = self.axes if self.axes and max(self.axes) < most else telling(known)
        return View(*axes, row if row is not None and row < len(known.test_inputs) else None)

    def found(self, model: Model) -> tuple[Measured, Region] | None:
        """What a model reaches on the data at hand; None while it is not yet known."""
        asked = self.looks[model]
        if asked.answer is None or asked.answered is None or asked.answered[0].data != self.settings.data:
            return None
        return asked.answer

    @property
    def moving(self) -> bool:
        """Whether an answer is under way."""
        series = (self.repeated, self.curve)
        return any(each.moving for each in self._asked) or any(each is not None and each.moving for each in series)

    @property
    def problem(self) -> Asked[Any] | None:
        """A question that a worker failed at."""
        return next((each for each in self._asked if each.problem is not None), None)

    @property
    def _asked(self) -> list[Asked[Any]]:
        return [self.examples, *self.looks.values(), *self.reasons.values()]

    def ask(self) -> None:
        """Ask the workers for what is shown and not yet known."""
        made = self.settings
        if made.name in tables.NAMES:
            self.examples.ask(made.data, held, made.data)
        if self.known is None:
            return
        for model in made.fitted:
            asked = question(made, model)
            self.looks[model].ask((asked, self.view), look, asked, self.view)
            if self.panel == "why":
                self.reasons[model].ask((asked, *self.example), why, asked, *self.example)
        for series in (self.repeated, self.curve):
            if series is not None:
                series.follow()
        self._note()

    def repeat(self) -> None:
        """Fit all models again on other splits."""
        _end(self.repeated)
        self.repeated = Series(self.engine, self.about_repeats, brief, splits(self.settings))

    @property
    def about_repeats(self) -> Any:
        """What repeated fits are of."""
        return self.settings.model_copy(update={"models": self.settings.fitted})

    def draw_curve(self) -> None:
        """Fit one model at each value of its knob."""
        _end(self.curve)
        self.curve = Series(self.engine, self.about_curve, brief, values(self.settings, self.curved))

    @property
    def about_curve(self) -> Any:
        """What a curve is of: the data and the model, whatever its knob is at."""
        return self.settings.data, self.curved, self.settings.steps if self.curved == "net" else 0

    def turn(self, **changes: Any) -> None:
        """Change settings; own points begin with those at hand."""
        before = self.settings
        if changes.get("name") == "points" and not before.points and "points" not in changes:
            changes["points"] = as_points(before.data)
        super().turn(**changes)
        if self.settings != before:
            self.past = [*self.past, before][-MOST_PAST:]
        if self.settings.data != before.data:
            self.example, self.axes, self.positive = ("test", 0), None, None

    def undo(self) -> None:
        """Take the last change back."""
        if self.past:
            self.settings, self.problems = self.past.pop(), []
            self.example, self.axes, self.positive = ("test", 0), None, None
            write_link(self)

    def _note(self) -> None:
        """Keep what was found, for the challenges."""
        made = self.settings
        told = {
            model: found[0] for model in made.fitted if (found := self.found(model)) and not self.looks[model].moving
        }
        self.note(Fits(made, {model: (each.train, each.test) for model, each in told.items()}))
        series = self.repeated
        if series is not None and series.answers and series.about == self.about_repeats:
            self.note(Repeated.of(made, series.answers))

    def note(self, fact: Any) -> None:
        """Keep one fact; a newer one of the same settings takes the place of the older."""
        before = [each for each in self.seen if (type(each), each.settings) != (type(fact), fact.settings)]
        self.seen = [*before, fact][-MOST_SEEN:]

    def close(self) -> None:
        """End the series that are under way."""
        _end(self.repeated)
        _end(self.curve)

    def judge(self) -> Standing:
        """How far the challenges have come."""
        for challenge in CHALLENGES:
            self.standing.verdicts[challenge.name] = judged(self.standing, challenge, self.seen)
        return self.standing


def _end(series: Series[Brief] | None) -> None:
    if series is not None:
        series.cancel()


def choose(desk: Desk, name: str, value: Any) -> None:
    """A person chose what a panel shows."""
    setattr(desk, name, value)
    changed()


def changed() -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("classical-knobs", "classical-found", "desk-foot")
