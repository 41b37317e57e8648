"""Fit a model, score it, and compute its decision map. Runs in a worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from time import thread_time
from typing import Any, NamedTuple

import numpy as np

from nets.datasets.toy.plane_sets import EDGE, compute_features
from nets.models.perceptron.settings import Data
from nets.studies.classical.dataset import Dataset, load_dataset
from nets.studies.classical.models import FACTORIES, model_size, predict_scores, score
from nets.studies.classical.settings import COMPLEXITY, ClassicalSettings, Model

GRID = 48  # cells along an edge of a map
QUICK_SECONDS = 0.05  # a faster fit is timed again, and the fastest counts
MAX_TRIES = 5
IMPORT_LOCK = Lock()  # scikit-learn cannot be imported by two threads at once


class FitRequest(NamedTuple):
    """One model on one split.

    Attributes:
        data: The data and the split.
        model: Name of the model.
        value: Its setting.
        steps: Updates of the net; 0 for any other model.
        sample: Number of a resample of the training part; None for the part itself.
    """

    data: Data
    model: Model
    value: float
    steps: int = 0
    sample: int | None = None


class Scores(NamedTuple):
    """Scores of a fitted model.

    Attributes:
        train: Accuracy or R² on the training part.
        test: Accuracy or R² on the test part.
        seconds: CPU seconds of fitting.
        size: Size in the `UNITS` of the model.
        bytes: Size of a file with the model.
        predictions: Probabilities of the classes, or numbers, for the test part (M, K).
    """

    train: float
    test: float
    seconds: float
    size: int
    bytes: int
    predictions: np.ndarray


class MapView(NamedTuple):
    """Columns of the two inputs of a map; the others are those of test example `row`, or their means if None."""

    across: int = 0
    up: int = 1
    row: int | None = None


class DecisionMap(NamedTuple):
    """Predictions of a model over a plane, lowest row first.

    Attributes:
        levels: 0 to 255 (GRID, GRID): probability of the second class, of the likeliest class, or the number.
        classes: The likeliest class (GRID, GRID), if there are more than two.
    """

    levels: np.ndarray
    classes: np.ndarray | None


def fit_request(settings: ClassicalSettings, model: Model, value: float | None = None, **data: Any) -> FitRequest:
    """Return the request for a model.

    Args:
        settings: The settings of the page.
        model: Name of the model.
        value: Value of its setting; that of the page if None.
        data: Settings of the data to change.
    """
    value = settings.value(model) if value is None else value
    new_data = settings.data.model_copy(update=data) if data else settings.data
    return FitRequest(new_data, model, value, settings.steps if model == "net" else 0)


def evaluate_and_map(request: FitRequest, view: MapView) -> tuple[Scores, DecisionMap]:
    """Return the scores of a model and its map."""
    return evaluate(request), decision_map(request, view)


def evaluate(request: FitRequest) -> Scores:
    """Fit a model and return its scores."""
    (model, seconds), dataset = (
        fit_model(request) if request.sample is None else _fit(request),
        load_dataset(request.data),
    )
    classes = len(dataset.classes)
    predictions = predict_scores(model, dataset.test_inputs, classes)
    test = score(predictions, dataset.test_targets, classes)
    train = score(predict_scores(model, dataset.inputs, classes), dataset.targets, classes)
    return Scores(train, test, seconds, *model_size(request.model, model), predictions.astype(np.float32))


@lru_cache(maxsize=16)
def fit_model(request: FitRequest) -> tuple[Any, float]:
    """Return the fitted model and the CPU seconds of fitting; the latest models are cached."""
    return _fit(request)


def _fit(request: FitRequest) -> tuple[Any, float]:
    dataset = load_dataset(request.data)
    rows = bootstrap_rows(dataset.targets, request.sample, len(dataset.classes))
    return _timed(_net(request, rows) if request.model == "net" else _model(request, dataset, rows))


def _model(request: FitRequest, dataset: Dataset, rows: np.ndarray) -> Callable[[], Any]:
    classes, inputs, value = len(dataset.classes), dataset.inputs[rows], request.value
    if request.model == "neighbours":
        value = min(value, len(rows))
    if request.model == "svm":
        value = value / inputs.shape[1]
    targets = dataset.targets[rows]
    with IMPORT_LOCK:
        model = FACTORIES[request.model](value, classes, request.data.seed)
    return lambda: model.fit(inputs, targets)


def _net(request: FitRequest, rows: np.ndarray) -> Callable[[], Any]:
    from nets.engine.workers.worker_functions import warm_up
    from nets.studies.classical.network import PerceptronEstimator

    warm_up()
    settings = ClassicalSettings.model_validate(
        request.data.model_dump() | {"width": int(request.value), "steps": request.steps}
    )
    return lambda: PerceptronEstimator(settings, request.data.seed).fit(rows)


def _timed(fit: Callable[[], Any]) -> tuple[Any, float]:
    """Return the model and its shortest CPU time; a fast one is fitted again, as the first fit also loads code."""
    best = float("inf")
    for _try in range(MAX_TRIES):
        start = thread_time()
        model = fit()
        best = min(best, thread_time() - start)
        if best > QUICK_SECONDS:
            break
    return model, best


def bootstrap_rows(targets: np.ndarray, sample: int | None, classes: int) -> np.ndarray:
    """Return rows of training examples (N,): each once, or drawn with replacement with at least one of each class."""
    if sample is None:
        return np.arange(len(targets))
    rows = np.random.default_rng([sample, 7]).integers(0, len(targets), len(targets))
    if classes:
        first = np.unique(targets, return_index=True)[1]
        rows[: len(first)] = first
    return rows


def decision_map(request: FitRequest, view: MapView) -> DecisionMap:
    """Return the predictions of the fitted model over a plane of two inputs."""
    dataset = load_dataset(request.data)
    predictions = predict_scores(fit_model(request)[0], map_inputs(request.data, view), len(dataset.classes))
    if len(dataset.classes) > 2:
        classes = predictions.argmax(axis=1).astype(np.uint8).reshape(GRID, GRID)
        return DecisionMap(_levels(predictions.max(axis=1)), classes)
    if dataset.classes:
        return DecisionMap(_levels(predictions[:, 1]), None)
    return DecisionMap(_levels((1 + predictions[:, 0] / target_range(dataset)) / 2), None)


def _levels(shares: np.ndarray) -> np.ndarray:
    return np.rint(255 * np.clip(shares, 0, 1)).astype(np.uint8).reshape(GRID, GRID)


def target_range(dataset: Dataset) -> float:
    """Return the largest absolute value of the standardised targets."""
    return float(max(1e-9, np.abs(np.concatenate([dataset.targets, dataset.test_targets])).max()))


def map_extent(dataset: Dataset, view: MapView) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of a map, across and up: the whole plane, or the range of the examples."""
    if dataset.xy.shape[1]:
        return (-EDGE, EDGE), (-EDGE, EDGE)
    return _ends(dataset, view.across), _ends(dataset, view.up)


def _ends(dataset: Dataset, column: int) -> tuple[float, float]:
    values = np.concatenate([dataset.raw[:, column], dataset.test_raw[:, column]])
    low, high = float(values.min()), float(values.max())
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def map_inputs(data: Data, view: MapView) -> np.ndarray:
    """Return the standardised inputs (GRID * GRID, F) at the centres of a map's cells."""
    dataset = load_dataset(data)
    x, y = map_extent(dataset, view)
    centres = (np.arange(GRID) + 0.5) / GRID
    across, up = np.meshgrid(x[0] + centres * (x[1] - x[0]), y[0] + centres * (y[1] - y[0]))
    if dataset.xy.shape[1]:
        raw = compute_features(np.stack([across.ravel(), up.ravel()], axis=1), data.features)
        return ((raw - dataset.mean) / dataset.std).astype(np.float32)
    base = np.zeros(dataset.inputs.shape[1]) if view.row is None else dataset.test_inputs[view.row]
    inputs = np.tile(base, (GRID * GRID, 1)).astype(np.float32)
    for column, values in {view.up: up, view.across: across}.items():
        inputs[:, column] = (values.ravel() - dataset.mean[column]) / dataset.std[column]
    return inputs


def curve_values(model: Model, settings: ClassicalSettings) -> tuple[float, ...]:
    """Return the values of a model's setting that its complexity curve is measured at."""
    values = CURVES[COMPLEXITY[model]]
    if model == "linear":
        return tuple(value for value in values if value <= settings.max_degree)
    if model == "neighbours":
        return tuple(value for value in values if value <= settings.shape.examples // 2)
    return values


CURVES: dict[str, tuple[float, ...]] = {
    "degree": (1, 2, 3, 4, 5, 6, 8),
    "k": (1, 2, 3, 5, 9, 15, 25, 50, 100),
    "depth": (1, 2, 3, 4, 5, 7, 10, 15, 20),
    "trees": (1, 2, 5, 10, 20, 50, 100, 200),
    "rounds": (1, 3, 10, 30, 60, 100, 200, 300),
    "gamma": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0),
    "smoothing": (1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0),
    "width": (1, 2, 3, 4, 8, 16, 32, 64),
}
