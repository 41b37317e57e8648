"""Hold the state of the Classical page in one session: fits, repeated fits, what the panels show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nets.datasets.tables import tables
from nets.engine.engine import Engine
from nets.models.perceptron.examples import as_points, points_problem
from nets.studies.classical.challenges import CHALLENGES
from nets.studies.classical.dataset import Dataset, load_dataset, most_informative_inputs
from nets.studies.classical.evaluation import DecisionMap, FitRequest, MapView, Scores, evaluate_and_map, fit_request
from nets.studies.classical.explanations import Explanation, explain
from nets.studies.classical.repeated_splits import FitSummary, curve_requests, split_requests, summarize_fit
from nets.studies.classical.results import FittedScores, RepeatedComparison
from nets.studies.classical.settings import MODELS, ClassicalSettings, Model
from ui.panels.classical.series import Series
from ui.session.requests.latest_query import LatestQuery
from ui.session.requests.uploads import Uploads
from ui.session.study_session import StudySession

FIT_PATIENCE_SECONDS = 0.03  # that a drawing waits for each of the models


class FitQueries:
    """The queries about the data and about each model.

    Attributes:
        dataset: The examples, for tables of scikit-learn.
        scores: Scores and decision map of each model.
        explanations: Explanation of the selected example by each model.
    """

    def __init__(self, engine: Engine) -> None:
        self.dataset: LatestQuery[Dataset] = LatestQuery(engine)
        self.scores: dict[Model, LatestQuery[tuple[Scores, DecisionMap]]] = {
            model: LatestQuery(engine, FIT_PATIENCE_SECONDS) for model in MODELS
        }
        self.explanations: dict[Model, LatestQuery[Explanation]] = {
            model: LatestQuery(engine, FIT_PATIENCE_SECONDS) for model in MODELS
        }


@dataclass
class SelectedExample:
    """The example that is explained: its part, "train" or "test", and its row."""

    part: str = "test"
    row: int = 0


@dataclass
class MapState:
    """What the maps show.

    Attributes:
        axes: Columns of the two inputs of a table; None for the most informative ones.
        new_class: Class of points that the user adds.
    """

    axes: tuple[int, int] | None = None
    new_class: int = 1


@dataclass
class CurveState:
    """The model whose complexity curve is shown, and the fits of the last measured curve."""

    model: Model = "tree"
    fits: Series[FitSummary] | None = None


@dataclass
class ThresholdState:
    """What the panel about thresholds shows.

    Attributes:
        model: The model whose scores are compared with the threshold.
        positive: The class in question; None for the default one.
        threshold: Between 0 and 1.
        miss_cost: Cost of a false negative.
        alarm_cost: Cost of a false positive.
    """

    model: Model = "forest"
    positive: int | None = None
    threshold: float = 0.5
    miss_cost: float = 1.0
    alarm_cost: float = 1.0


@dataclass
class CodeState:
    """The model whose code is shown."""

    model: Model = "tree"


@dataclass
class PanelStates:
    """What each panel of the page shows."""

    example: SelectedExample = field(default_factory=SelectedExample)
    map: MapState = field(default_factory=MapState)
    curve: CurveState = field(default_factory=CurveState)
    threshold: ThresholdState = field(default_factory=ThresholdState)
    code: CodeState = field(default_factory=CodeState)


class ClassicalSession(StudySession[ClassicalSettings]):
    """State of the Classical page.

    Attributes:
        uploads: Files that a worker reads.
        fits: Queries to the workers.
        repeats: Fits on other splits, once they were started.
        panels: What the panels show. The example, the axes and the class in question are reset with the data.
    """

    name, settings_class, user_content = "classical", ClassicalSettings, ("csv", "target", "points")
    panel_names = ("scores", "why", "complexity", "threshold", "code", "cases", "challenges")
    fragments = ("classical-settings", "classical-found")
    challenges = CHALLENGES
    undo_limit = 50

    def __init__(self, engine: Engine, settings: ClassicalSettings) -> None:
        super().__init__(engine, settings)
        self.panel = "why"
        self.uploads = Uploads(engine, "classical-found")
        self.fits = FitQueries(engine)
        self.repeats: Series[FitSummary] | None = None
        self.panels = PanelStates()

    # Data and fits

    @property
    def dataset(self) -> Dataset | None:
        """The examples; None while they are not known, or if the user's points cannot be split yet."""
        if self.settings.name in tables.NAMES:
            return self.fits.dataset.to(self.settings.data)
        if points_problem(self.settings.data) is not None:
            return None
        return load_dataset(self.settings.data)

    @property
    def view(self) -> MapView:
        """What maps show: for a table two inputs, with the others as in the selected example."""
        dataset = self.dataset
        if dataset is None or dataset.xy.shape[1]:
            return MapView()
        example, axes = self.panels.example, self.panels.map.axes
        row = example.row if self.panel == "why" and example.part == "test" else None
        if axes is None or max(axes) >= dataset.inputs.shape[1]:
            axes = most_informative_inputs(dataset)
        return MapView(*axes, row if row is not None and row < len(dataset.test_inputs) else None)

    def scores(self, model: Model) -> Scores | None:
        """Return the scores of a model with the current settings; None while they are not known."""
        current = fit_request(self.settings, model)
        answer = self._answer(model, lambda request, _view: request == current)
        return None if answer is None else answer[0]

    def previous_scores(self, model: Model) -> Scores | None:
        """Return the last scores of a model on the same data, while it is fitted again."""
        is_waiting = self.fits.scores[model].moving
        answer = self._answer(model, lambda request, _view: is_waiting and request.data == self.settings.data)
        return None if answer is None else answer[0]

    def decision_map(self, model: Model) -> DecisionMap | None:
        """Return the map of a model; while it is fitted again, the last one of the same inputs."""
        current, current_view = fit_request(self.settings, model), self.view

        def fits(request: FitRequest, view: MapView) -> bool:
            if not self.fits.scores[model].moving:
                return request == current and view == current_view
            return request.data == current.data and view[:2] == current_view[:2]

        answer = self._answer(model, fits)
        return None if answer is None else answer[1]

    def _answer(self, model: Model, fits: Callable[[FitRequest, MapView], bool]) -> tuple[Scores, DecisionMap] | None:
        return self.fits.scores[model].latest(lambda question: fits(*question))

    def explanation(self, model: Model) -> Explanation | None:
        """Return the explanation of the selected example by a model; None while it is not known."""
        return self.fits.explanations[model].to(self._explanation_question(model))

    def _explanation_question(self, model: Model) -> tuple[FitRequest, str, int]:
        example = self.panels.example
        return fit_request(self.settings, model), example.part, example.row

    # Queries

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """The queries about the data, the fitted models, and the selected example if it is explained."""
        models = self.settings.fitted_models
        explanations = [self.fits.explanations[model] for model in models] if self.panel == "why" else []
        return [self.fits.dataset, *(self.fits.scores[model] for model in models), *explanations]

    def ask(self) -> None:
        """Ask for the data, then for the fits and explanations that are shown."""
        settings = self.settings
        if settings.name in tables.NAMES:
            self.fits.dataset.ask(settings.data, load_dataset, settings.data)
        if self.dataset is None:
            return
        for model in settings.fitted_models:
            question = fit_request(settings, model), self.view
            self.fits.scores[model].ask(question, evaluate_and_map, *question)
            if self.panel == "why":
                why_question = self._explanation_question(model)
                self.fits.explanations[model].ask(why_question, explain, *why_question)
        for fits in self._series:
            fits.follow()
        self._record_fits()

    @property
    def is_waiting(self) -> bool:
        """Whether a fit, an explanation or the reading of a file is on its way."""
        return self.uploads.moving or super().is_waiting or any(fits.moving for fits in self._series)

    @property
    def poll_ms(self) -> int:
        """Milliseconds until the page is drawn again while it waits."""
        return 300

    def close(self) -> None:
        """Stop the fits and the reading of files."""
        self.uploads.close()
        for fits in self._series:
            fits.cancel()

    # Repeated fits and curves

    @property
    def _series(self) -> list[Series[FitSummary]]:
        return [fits for fits in (self.repeats, self.panels.curve.fits) if fits is not None]

    @property
    def current_repeats(self) -> Series[FitSummary] | None:
        """The fits on other splits, if they belong to the current settings."""
        return self.repeats if self.repeats is not None and self.repeats.about == self._repeats_subject else None

    @property
    def current_curve(self) -> Series[FitSummary] | None:
        """The fits of the curve, if they belong to the current data and the selected model."""
        fits = self.panels.curve.fits
        return fits if fits is not None and fits.about == self._curve_subject else None

    @property
    def _repeats_subject(self) -> ClassicalSettings:
        return self.settings.model_copy(update={"models": self.settings.fitted_models})

    @property
    def _curve_subject(self) -> tuple[Any, ...]:
        model = self.panels.curve.model
        return self.settings.data, model, self.settings.steps if model == "net" else 0

    def repeat(self) -> None:
        """Fit all models again on other splits."""
        if self.repeats is not None:
            self.repeats.cancel()
        self.repeats = Series(self.engine, self._repeats_subject, summarize_fit, split_requests(self.settings))

    def measure_curve(self) -> None:
        """Fit the selected model at each value of its setting."""
        curve = self.panels.curve
        if curve.fits is not None:
            curve.fits.cancel()
        requests = curve_requests(self.settings, curve.model)
        curve.fits = Series(self.engine, self._curve_subject, summarize_fit, requests)

    # Changes

    def change(self, **changes: Any) -> None:
        """Change settings; can be undone. The user's own points begin with the current ones."""
        before = self.settings
        if changes.get("name") == "points" and not before.points and "points" not in changes:
            changes["points"] = as_points(before.data)
        super().change(**changes)

    def apply_settings(self, settings: ClassicalSettings) -> None:
        """Replace the settings. What was selected among other data is reset."""
        if settings.data != self.settings.data:
            self.panels.example, self.panels.map.axes = SelectedExample(), None
            self.panels.threshold.positive = None
        super().apply_settings(settings)

    # Challenges

    def _record_fits(self) -> None:
        settings = self.settings
        scores = {model: scores for model in settings.fitted_models if (scores := self.scores(model))}
        self.record(FittedScores(settings, {model: (each.train, each.test) for model, each in scores.items()}))
        repeats = self.current_repeats
        if repeats is not None and repeats.answers:
            self.record(RepeatedComparison.of(settings, repeats.answers))

    def record(self, record: Any) -> None:
        """Add a record; it replaces an older one of its kind with the same settings."""
        same_kind = lambda each: (type(each), each.settings) == (type(record), record.settings)  # noqa: E731
        self.challenge_progress.record(record, is_replaced=same_kind)
