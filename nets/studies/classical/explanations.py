"""Explain the prediction of a model for one example, in the model's own terms. Runs in a worker."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from nets.studies.classical.dataset import Dataset, load_dataset
from nets.studies.classical.evaluation import FitRequest, fit_model
from nets.studies.classical.models import predict_scores

MAX_PARTS = 5
STAGES = (1, 3, 10, 30, 100, 300)


class Part(NamedTuple):
    """A part of an explanation.

    Attributes:
        name: What it is about, such as an input.
        detail: Text about it.
        weight: How much it counts; its meaning depends on the model.
        row: A training example or a class; -1 for none.
    """

    name: str
    detail: str
    weight: float
    row: int = -1


class Explanation(NamedTuple):
    """A prediction and its parts.

    Attributes:
        predictions: Probabilities of the classes (K,), or the number (1,).
        label: The predicted class; -1 for a number.
        other: The second likeliest class; -1 for a number.
        parts: The parts, largest first where they add up.
        start: Constant of the sum.
        rest: Sum of the parts that are left out.
        total: Sum of `start`, `rest` and all parts; 0 if they do not add up.
    """

    predictions: np.ndarray
    label: int
    other: int
    parts: tuple[Part, ...]
    start: float = 0.0
    rest: float = 0.0
    total: float = 0.0


def explain(request: FitRequest, part: str, row: int) -> Explanation:
    """Explain one example of the training part ("train") or the test part ("test")."""
    dataset, model = load_dataset(request.data), fit_model(request)[0]
    x = (dataset.inputs if part == "train" else dataset.test_inputs)[row : row + 1]
    classes = len(dataset.classes)
    predictions = predict_scores(model, x, classes)[0]
    label, other = (-1, -1) if not classes else tuple(np.argsort(-predictions, kind="stable")[:2].tolist())
    return EXPLAINERS[request.model](model, x, dataset, Explanation(predictions, label, other, ()))


def _largest(draft: Explanation, parts: list[Part], start: float) -> Explanation:
    """Keep the largest parts, and add up the others."""
    order = sorted(parts, key=lambda each: -abs(each.weight))
    rest = sum(each.weight for each in order[MAX_PARTS:])
    total = start + sum(each.weight for each in parts)
    return draft._replace(parts=tuple(order[:MAX_PARTS]), start=start, rest=rest, total=total)


def _linear(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return weight times input, of the label minus the other; two classes or a number have one row of weights."""
    grown, last = model[0].transform(x)[0], model[-1]
    coefficients, constants = np.atleast_2d(last.coef_), np.atleast_1d(last.intercept_)
    if len(coefficients) > 1:
        weights = coefficients[draft.label] - coefficients[draft.other]
        start = constants[draft.label] - constants[draft.other]
    else:
        sign = -1.0 if draft.label == 0 and dataset.classes else 1.0
        weights, start = sign * coefficients[0], sign * constants[0]
    names = model[0].get_feature_names_out(list(dataset.features))
    terms = zip(names, weights, grown, strict=True)
    parts = [Part(str(name), f"{weight:.3f} · {value:.3f}", float(weight * value)) for name, weight, value in terms]
    return _largest(draft, parts, float(start))


def _neighbours(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    distances, rows = (each[0] for each in model.kneighbors(x))
    near = zip(distances.tolist(), rows.tolist(), strict=True)
    return draft._replace(parts=tuple(Part("", "", away, row) for away, row in near))


def _tree(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return the splits on the path to the leaf, in original units; the weight counts the examples that pass."""
    grown = model.tree_
    path = model.decision_path(x).indices
    parts = []
    for node, after in pairwise(path.tolist()):
        column = int(grown.feature[node])
        border = float(grown.threshold[node] * dataset.std[column] + dataset.mean[column])
        value = float(x[0, column] * dataset.std[column] + dataset.mean[column])
        sign = "≤" if after == grown.children_left[node] else ">"
        parts.append(
            Part(dataset.features[column], f"{value:.4g} {sign} {border:.4g}", float(grown.n_node_samples[after]))
        )
    return draft._replace(parts=tuple(parts), total=float(grown.n_node_samples[path[-1]]))


def _forest(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return the votes of the trees for each class, or quantiles of their predictions."""
    predictions = np.array([each.predict(x)[0] for each in model.estimators_])
    if dataset.classes:
        votes = np.bincount(predictions.astype(int), minlength=len(dataset.classes))
        return draft._replace(parts=tuple(Part("", "", float(count), label) for label, count in enumerate(votes)))
    ends = dataset.in_original_unit(np.quantile(predictions, (0, 0.25, 0.5, 0.75, 1)))
    return draft._replace(parts=tuple(Part("", "", float(value)) for value in ends))


def _boosting(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return the prediction after some of the rounds."""
    stages = model.staged_predict_proba(x) if dataset.classes else model.staged_predict(x)
    predictions = [float(each[0, draft.label]) if dataset.classes else float(each[0]) for each in stages]
    rounds = sorted({min(stage, len(predictions)) for stage in STAGES} | {len(predictions)})
    values = predictions if dataset.classes else [dataset.in_original_unit(value) for value in predictions]
    return draft._replace(parts=tuple(Part(str(stage), "", values[stage - 1]) for stage in rounds))


def _svm(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return what each support vector adds to the margin; for more than two classes, their kernel values."""
    kernel = np.exp(-model.gamma * np.square(model.support_vectors_ - x).sum(axis=1))
    rows = model.support_.tolist()
    if len(dataset.classes) > 2:
        nearest = np.argsort(-kernel, kind="stable")[:MAX_PARTS]
        return draft._replace(parts=tuple(Part("", "", float(kernel[at]), rows[at]) for at in nearest))
    sign = -1.0 if draft.label == 0 and dataset.classes else 1.0
    terms = sign * model.dual_coef_[0] * kernel
    parts = [Part("", f"{kernel[at]:.3f}", float(terms[at]), rows[at]) for at in range(len(rows))]
    return _largest(draft, parts, float(sign * model.intercept_[0]))


def _bayes(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return the log-likelihood ratio of the label to the other class, for each input."""
    at = [draft.label, draft.other]
    theta, var = model.theta_[at], model.var_[at]
    logs = -0.5 * (np.log(2 * np.pi * var) + np.square(x - theta) / var)  # (2, F)
    start = float(np.diff(np.log(model.class_prior_[at])[::-1])[0])
    raw = x[0] * dataset.std + dataset.mean
    terms = zip(dataset.features, raw, logs[0] - logs[1], strict=True)
    return _largest(draft, [Part(name, f"{value:.4g}", float(gain)) for name, value, gain in terms], start)


def _net(model: Any, x: np.ndarray, dataset: Dataset, draft: Explanation) -> Explanation:
    """Return what the neurons of the last hidden layer add to the output, of the label minus the other."""
    hidden, (weights, biases) = model.hidden(x)[0], model.weights
    if dataset.classes:
        row, start = weights[draft.label] - weights[draft.other], biases[draft.label] - biases[draft.other]
    else:
        row, start = weights[0], biases[0]
    terms = enumerate(zip(row, hidden, strict=True))
    parts = [Part(str(at + 1), f"{weight:.3f} · {value:.3f}", float(weight * value)) for at, (weight, value) in terms]
    return _largest(draft, parts, float(start))


EXPLAINERS: dict[str, Callable[[Any, np.ndarray, Dataset, Explanation], Explanation]] = {
    "linear": _linear,
    "neighbours": _neighbours,
    "tree": _tree,
    "forest": _forest,
    "boosting": _boosting,
    "svm": _svm,
    "bayes": _bayes,
    "net": _net,
}
