"""Fitting one model, and what it then reaches; called in a worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from time import thread_time
from typing import Any, NamedTuple

import numpy as np

from nets.datasets.toy.plane_sets import EDGE, engineer
from nets.models.perceptron.settings import Data
from nets.studies.classical.dataset import Held, held
from nets.studies.classical.models import MAKERS, score, scores, size
from nets.studies.classical.settings import KNOBS, Classical, Model

GRID = 48  # cells along an edge of a map
QUICK = 0.05  # seconds; what is quicker is timed again, and the quickest counts
TRIES = 5
LOADING = Lock()  # where threads work in one process: two that load scikit-learn at once trip over each other


class Question(NamedTuple):
    """One model on one split. `sample` numbers a resample of the training part; None is the part itself.

    `steps` are the updates of the net, 0 for any other model.
    """

    data: Data
    model: Model
    value: float
    steps: int = 0
    sample: int | None = None


class Measured(NamedTuple):
    """Accuracy or R squared of both parts, CPU seconds of fitting, size and bytes, and what is said of the test part.

    `said` is (N, K): chances of classes, or the number.
    """

    train: float
    test: float
    seconds: float
    pieces: int
    content: int
    said: np.ndarray


class View(NamedTuple):
    """Two inputs, across and up; the others are as they are at `row` of the test part, None: at their mean."""

    across: int = 0
    up: int = 1
    row: int | None = None


class Region(NamedTuple):
    """A map (GRID, GRID), lowest row first: levels 0 to 255, and with more than two classes the likeliest class."""

    levels: np.ndarray
    winner: np.ndarray | None


def question(settings: Classical, model: Model, value: float | None = None, **data: Any) -> Question:
    """What to ask of a model, with its own knob or this value; `data` are settings of the data to change."""
    chosen = settings.value(model) if value is None else value
    changed = settings.data.model_copy(update=data) if data else settings.data
    return Question(changed, model, chosen, settings.steps if model == "net" else 0)


def look(asked: Question, view: View) -> tuple[Measured, Region]:
    """What a model reaches, and its map."""
    return measured(asked), region(asked, view)


def measured(asked: Question) -> Measured:
    """Fit and judge."""
    (model, seconds), known = fitted(asked) if asked.sample is None else _fit(asked), held(asked.data)
    classes = len(known.classes)
    said = scores(model, known.test_inputs, classes)
    test = score(said, known.test_targets, classes)
    train = score(scores(model, known.inputs, classes), known.targets, classes)
    return Measured(train, test, seconds, *size(asked.model, model), said.astype(np.float32))


@lru_cache(maxsize=16)
def fitted(asked: Question) -> tuple[Any, float]:
    """The fitted model and the CPU seconds that it took; the latest ones are kept, to be asked more."""
    return _fit(asked)


def _fit(asked: Question) -> tuple[Any, float]:
    known = held(asked.data)
    rows = sampled(known.targets, asked.sample, len(known.classes))
    return _timed(_net(asked, rows) if asked.model == "net" else _model(asked, known, rows))


def _model(asked: Question, known: Held, rows: np.ndarray) -> Callable[[], Any]:
    classes, inputs, value = len(known.classes), known.inputs[rows], asked.value
    if asked.model == "neighbours":
        value = min(value, len(rows))
    if asked.model == "svm":
        value = value / inputs.shape[1]
    targets = known.targets[rows]
    with LOADING:
        model = MAKERS[asked.model](value, classes, asked.data.seed)
    return lambda: model.fit(inputs, targets)


def _net(asked: Question, rows: np.ndarray) -> Callable[[], Any]:
    from nets.engine.workers.backends import warm_up
    from nets.studies.classical.network import Net

    warm_up()
    settings = Classical.model_validate(asked.data.model_dump() | {"width": int(asked.value), "steps": asked.steps})
    return lambda: Net(settings, asked.data.seed).fit(rows)


def _timed(fit: Callable[[], Any]) -> tuple[Any, float]:
    """The model and the least CPU time of fitting it: a quick one is fitted again, the first time also loads code."""
    best = float("inf")
    for _try in range(TRIES):
        start = thread_time()
        model = fit()
        best = min(best, thread_time() - start)
        if best > QUICK:
            break
    return model, best


def sampled(targets: np.ndarray, sample: int | None, classes: int) -> np.ndarray:
    """Places of training examples (N,): each once, or drawn with replacement; no class is left without an example."""
    if sample is None:
        return np.arange(len(targets))
    rows = np.random.default_rng([sample, 7]).integers(0, len(targets), len(targets))
    if classes:
        first = np.unique(targets, return_index=True)[1]
        rows[: len(first)] = first
    return rows


def region(asked: Question, view: View) -> Region:
    """What the fitted model says over a plane of two inputs."""
    known = held(asked.data)
    said = scores(fitted(asked)[0], grid(asked.data, view), len(known.classes))
    if len(known.classes) > 2:
        return Region(_levels(said.max(axis=1)), said.argmax(axis=1).astype(np.uint8).reshape(GRID, GRID))
    if known.classes:
        return Region(_levels(said[:, 1]), None)
    return Region(_levels((1 + said[:, 0] / span(known)) / 2), None)


def _levels(shares: np.ndarray) -> np.ndarray:
    return np.rint(255 * np.clip(shares, 0, 1)).astype(np.uint8).reshape(GRID, GRID)


def span(known: Held) -> float:
    """How far numbers to predict reach to either side of their mean, in deviations."""
    return float(max(1e-9, np.abs(np.concatenate([known.targets, known.test_targets])).max()))


def extent(known: Held, view: View) -> tuple[tuple[float, float], tuple[float, float]]:
    """What a map shows, across and up: the whole plane, or as far as the examples reach."""
    if known.xy.shape[1]:
        return (-EDGE, EDGE), (-EDGE, EDGE)
    return _ends(known, view.across), _ends(known, view.up)


def _ends(known: Held, column: int) -> tuple[float, float]:
    values = np.concatenate([known.raw[:, column], known.test_raw[:, column]])
    low, high = float(values.min()), float(values.max())
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def grid(data: Data, view: View) -> np.ndarray:
    """The scaled inputs (GRID * GRID, F) at the middles of a map's cells."""
    known = held(data)
    x, y = extent(known, view)
    middles = (np.arange(GRID) + 0.5) / GRID
    across, up = np.meshgrid(x[0] + middles * (x[1] - x[0]), y[0] + middles * (y[1] - y[0]))
    if known.xy.shape[1]:
        raw = engineer(np.stack([across.ravel(), up.ravel()], axis=1), data.features)
        return ((raw - known.mean) / known.deviation).astype(np.float32)
    base = np.zeros(known.inputs.shape[1]) if view.row is None else known.test_inputs[view.row]
    inputs = np.tile(base, (GRID * GRID, 1)).astype(np.float32)
    for column, values in {view.up: up, view.across: across}.items():
        inputs[:, column] = (values.ravel() - known.mean[column]) / known.deviation[column]
    return inputs


def values_of(model: Model, settings: Classical) -> tuple[float, ...]:
    """The values of a model's knob that its curve is measured at, simplest model last only where the knob says so."""
    found = CURVES[KNOBS[model]]
    if model == "linear":
        return tuple(value for value in found if value <= settings.most_degree)
    if model == "neighbours":
        return tuple(value for value in found if value <= settings.shape.examples // 2)
    return found


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
