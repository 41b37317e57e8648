"""Why a model says what it says of one example: what its answer is made of, in its own terms. Called in a worker."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from nets.studies.classical.dataset import Held, held
from nets.studies.classical.evaluation import Question, fitted
from nets.studies.classical.models import scores

MOST = 5  # parts that are told
STAGES = (1, 3, 10, 30, 100, 300)


class Part(NamedTuple):
    """A part of an answer: what it is called, what it says, and how much it counts. `row` is a training example."""

    name: str
    detail: str
    weight: float
    row: int = -1


class Why(NamedTuple):
    """An answer: the scores (K,), and what it is made of.

    The class in question is `label`, the one that it was preferred to `other`; both are -1 for a number. `total` is
    what the parts, those that are not told and `start` add up to, where they add up at all.
    """

    said: np.ndarray
    label: int
    other: int
    parts: tuple[Part, ...]
    start: float = 0.0
    rest: float = 0.0
    total: float = 0.0


def why(asked: Question, part: str, row: int) -> Why:
    """Of one example of the training ("train") or test part."""
    known, model = held(asked.data), fitted(asked)[0]
    x = (known.inputs if part == "train" else known.test_inputs)[row : row + 1]
    classes = len(known.classes)
    said = scores(model, x, classes)[0]
    label, other = (-1, -1) if not classes else tuple(np.argsort(-said, kind="stable")[:2].tolist())
    return TELLERS[asked.model](model, x, known, Why(said, label, other, ()))


def _largest(found: Why, parts: list[Part], start: float) -> Why:
    """The largest parts told, the others as one sum."""
    order = sorted(parts, key=lambda each: -abs(each.weight))
    rest = sum(each.weight for each in order[MOST:])
    total = start + sum(each.weight for each in parts)
    return found._replace(parts=tuple(order[:MOST]), start=start, rest=rest, total=total)


def _linear(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """Weight times input, of the label against the other; of two classes or a number there is one row of weights."""
    grown, last = model[0].transform(x)[0], model[-1]
    coefficients, constants = np.atleast_2d(last.coef_), np.atleast_1d(last.intercept_)
    if len(coefficients) > 1:
        weights = coefficients[found.label] - coefficients[found.other]
        start = constants[found.label] - constants[found.other]
    else:
        sign = -1.0 if found.label == 0 and known.classes else 1.0
        weights, start = sign * coefficients[0], sign * constants[0]
    names = model[0].get_feature_names_out(list(known.features))
    terms = zip(names, weights, grown, strict=True)
    parts = [Part(str(name), f"{weight:.3f} · {value:.3f}", float(weight * value)) for name, weight, value in terms]
    return _largest(found, parts, float(start))


def _neighbours(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    distances, rows = (each[0] for each in model.kneighbors(x))
    near = zip(distances.tolist(), rows.tolist(), strict=True)
    return found._replace(parts=tuple(Part("", "", away, row) for away, row in near))


def _tree(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """The questions on the way down, in the units of the data; the weight is how many examples went along."""
    grown = model.tree_
    path = model.decision_path(x).indices
    parts = []
    for node, after in pairwise(path.tolist()):
        column = int(grown.feature[node])
        border = float(grown.threshold[node] * known.deviation[column] + known.mean[column])
        value = float(x[0, column] * known.deviation[column] + known.mean[column])
        sign = "≤" if after == grown.children_left[node] else ">"
        parts.append(
            Part(known.features[column], f"{value:.4g} {sign} {border:.4g}", float(grown.n_node_samples[after]))
        )
    return found._replace(parts=tuple(parts), total=float(grown.n_node_samples[path[-1]]))


def _forest(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """The votes of the trees: how many for each class, or their answers from the lowest to the highest."""
    said = np.array([each.predict(x)[0] for each in model.estimators_])
    if known.classes:
        votes = np.bincount(said.astype(int), minlength=len(known.classes))
        return found._replace(parts=tuple(Part("", "", float(count), label) for label, count in enumerate(votes)))
    ends = known.in_own_unit(np.quantile(said, (0, 0.25, 0.5, 0.75, 1)))
    return found._replace(parts=tuple(Part("", "", float(value)) for value in ends))


def _boosting(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """What is said after so many rounds."""
    stages = model.staged_predict_proba(x) if known.classes else model.staged_predict(x)
    said = [float(each[0, found.label]) if known.classes else float(each[0]) for each in stages]
    told = sorted({min(stage, len(said)) for stage in STAGES} | {len(said)})
    shown = said if known.classes else [known.in_own_unit(value) for value in said]
    return found._replace(parts=tuple(Part(str(stage), "", shown[stage - 1]) for stage in told))


def _svm(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """How much each support vector adds to the margin; between more than two classes, how near each of them is."""
    kernel = np.exp(-model.gamma * np.square(model.support_vectors_ - x).sum(axis=1))
    rows = model.support_.tolist()
    if len(known.classes) > 2:
        nearest = np.argsort(-kernel, kind="stable")[:MOST]
        return found._replace(parts=tuple(Part("", "", float(kernel[at]), rows[at]) for at in nearest))
    sign = -1.0 if found.label == 0 and known.classes else 1.0
    terms = sign * model.dual_coef_[0] * kernel
    parts = [Part("", f"{kernel[at]:.3f}", float(terms[at]), rows[at]) for at in range(len(rows))]
    return _largest(found, parts, float(sign * model.intercept_[0]))


def _bayes(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """Of each input, how much likelier it makes the label than the other: a difference of logarithms."""
    at = [found.label, found.other]
    theta, var = model.theta_[at], model.var_[at]
    logs = -0.5 * (np.log(2 * np.pi * var) + np.square(x - theta) / var)  # (2, F)
    start = float(np.diff(np.log(model.class_prior_[at])[::-1])[0])
    raw = x[0] * known.deviation + known.mean
    terms = zip(known.features, raw, logs[0] - logs[1], strict=True)
    return _largest(found, [Part(name, f"{value:.4g}", float(gain)) for name, value, gain in terms], start)


def _net(model: Any, x: np.ndarray, known: Held, found: Why) -> Why:
    """What the neurons of the last hidden layer add to the output, of the label against the other."""
    hidden, (weights, biases) = model.hidden(x)[0], model.weights
    if known.classes:
        row, start = weights[found.label] - weights[found.other], biases[found.label] - biases[found.other]
    else:
        row, start = weights[0], biases[0]
    terms = enumerate(zip(row, hidden, strict=True))
    parts = [Part(str(at + 1), f"{weight:.3f} · {value:.3f}", float(weight * value)) for at, (weight, value) in terms]
    return _largest(found, parts, float(start))


TELLERS: dict[str, Callable[[Any, np.ndarray, Held, Why], Why]] = {
    "linear": _linear,
    "neighbours": _neighbours,
    "tree": _tree,
    "forest": _forest,
    "boosting": _boosting,
    "svm": _svm,
    "bayes": _bayes,
    "net": _net,
}
