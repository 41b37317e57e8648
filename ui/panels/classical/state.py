"""Hold the state of the Classical page in one session: fits, the selected example, series of fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nets.datasets.tables import tables
from nets.engine.engine import Engine
from nets.models.perceptron.examples import as_points, points_problem
from nets.studies.classical.challenges import CHALLENGES
from nets.studies.classical.dataset import Held, held, telling
from nets.studies.classical.evaluation import Measured, Question, Region, View, look, question
from nets.studies.classical.explanations import Why, why
from nets.studies.classical.repeated_splits import Brief, brief, splits, values
from nets.studies.classical.results import Fits, Repeated
from nets.studies.classical.settings import MODELS, Classical, Model
from ui.fragments.rerun import redraw
from ui.panels.classical.series import Series
from ui.session import study_session as shared
from ui.session.challenge_progress import Standing, judged
from ui.session.requests.latest_query import Asked
from ui.session.requests.uploads import Uploads
from ui.session.study_session import write_link

MOST_PAST, MOST_SEEN = 50, 200
BRIEF = 0.03  # seconds that a drawing waits for each of the models


class ClassicalSession(shared.StudySession):
    """`example` is the one that is looked at: its part and number. `axes` are the inputs of the maps of a table.

    These two and `positive` are chosen among what there is in the data, and go with the data.
    """

    name, kind, own = "classical", Classical, ("csv", "target", "points")
    panels = ("scores", "why", "complexity", "threshold", "code", "cases", "challenges")

    def __init__(self, engine: Engine, settings: Classical) -> None:
        super().__init__(engine, settings)
        self.panel = "why"
        self.uploads = Uploads(engine, "classical-found")  # files that a worker reads
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
            return self.examples.to(self.settings.data)
        if points_problem(self.settings.data) is not None:
            return None
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

    def measured(self, model: Model) -> Measured | None:
        """Return what a model reaches with the settings as they stand; None while it is not yet known."""
        asked = question(self.settings, model)
        return self._look(model, lambda made, _view: made == asked)

    def before(self, model: Model) -> Measured | None:
        """Return what a model reached last on the same data, while it is fitted anew."""
        return self._look(model, lambda made, _view: self.looks[model].moving and made.data == self.settings.data)

    def region(self, model: Model) -> Region | None:
        """Return the map of a model, also the last one of the same two inputs while it is fitted anew."""
        asked, view = question(self.settings, model), self.view

        def fits(made: Question, seen: View) -> bool:
            if not self.looks[model].moving:
                return made == asked and seen == view
            return made.data == asked.data and seen[:2] == view[:2]

        return self._look(model, fits, 1)

    def _look(self, model: Model, fits: Callable[[Question, View], bool], part: int = 0) -> Any:
        found = self.looks[model].latest(lambda made: fits(*made))
        return None if found is None else found[part]

    def why(self, model: Model) -> Why | None:
        """Return why a model says what it says of the example that is looked at."""
        return self.reasons[model].to((question(self.settings, model), *self.example))

    @property
    def moving(self) -> bool:
        """Whether an answer is under way."""
        series = (self.repeated, self.curve)
        return (
            self.uploads.moving
            or any(each.moving for each in self._asked)
            or any(each is not None and each.moving for each in series)
        )

    @property
    def problem(self) -> Asked[Any] | None:
        """A question that a worker failed at."""
        return next((each for each in self._asked if each.problem is not None), None)

    def again(self) -> None:
        """Put all questions once more that a worker failed at."""
        for each in self._asked:
            if each.problem is not None:
                each.again()

    @property
    def _asked(self) -> list[Asked[Any]]:
        """The questions that are put with the settings as they stand."""
        fitted = self.settings.fitted
        reasons = [self.reasons[model] for model in fitted] if self.panel == "why" else []
        return [self.examples, *(self.looks[model] for model in fitted), *reasons]

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

    def take(self, settings: Classical) -> None:
        """Make these the settings; what was chosen among other data goes."""
        if settings.data != self.settings.data:
            self.example, self.axes, self.positive = ("test", 0), None, None
        super().take(settings)

    def undo(self) -> None:
        """Take the last change back."""
        if self.past:
            self.take(self.past.pop())
            self.problems = []
            write_link(self)

    def _note(self) -> None:
        """Keep what was found, for the challenges."""
        made = self.settings
        told = {model: found for model in made.fitted if (found := self.measured(model))}
        self.note(Fits(made, {model: (each.train, each.test) for model, each in told.items()}))
        series = self.repeated
        if series is not None and series.answers and series.about == self.about_repeats:
            self.note(Repeated.of(made, series.answers))

    def note(self, fact: Any) -> None:
        """Keep one fact; a newer one of the same settings takes the place of the older."""
        before = [each for each in self.seen if (type(each), each.settings) != (type(fact), fact.settings)]
        self.seen = [*before, fact][-MOST_SEEN:]

    def close(self) -> None:
        """End the series that are under way, and the reading of a file."""
        self.uploads.close()
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


def choose(study: ClassicalSession, name: str, value: Any) -> None:
    """A person chose what a panel shows."""
    setattr(study, name, value)
    changed()


def changed() -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("classical-knobs", "classical-found", "study-footer")
