"""Repeat the comparison on other splits, and fit one model at other values of its setting.

Torch-free, except for `summarize_fit`, which runs in a worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nets.studies.classical.evaluation import FitRequest, curve_values, evaluate, fit_request
from nets.studies.classical.settings import ClassicalSettings, Model
from nets.studies.classical.standard_errors import BiasVariance, bias_variance, paired_difference

SPLITS = 10
RESAMPLES = 6
Key = tuple[Any, ...]


class FitSummary(NamedTuple):
    """Result of one of many fits.

    Attributes:
        train: Training score.
        test: Test score.
        seconds: CPU seconds of fitting.
        predictions: Class indices or numbers for the test part (M,).
    """

    train: float
    test: float
    seconds: float
    predictions: np.ndarray


def summarize_fit(request: FitRequest) -> FitSummary:
    """Fit a model and evaluate it. Runs in a worker."""
    scores = evaluate(request)
    classes = scores.predictions.shape[1] > 1
    predictions = scores.predictions.argmax(axis=1).astype(np.uint8) if classes else scores.predictions[:, 0]
    return FitSummary(scores.train, scores.test, scores.seconds, predictions)


def split_requests(settings: ClassicalSettings) -> dict[Key, FitRequest]:
    """Return requests for every model with different seeds, which draw other data or split a table differently."""
    first = settings.seed
    return {
        (seed, model): fit_request(settings, model, seed=first + seed)
        for seed in range(SPLITS)
        for model in settings.fitted_models
    }


def curve_requests(settings: ClassicalSettings, model: Model) -> dict[Key, FitRequest]:
    """Return requests for one model at each value of its setting: on the training part, then on resamples of it."""
    requests: dict[Key, FitRequest] = {}
    for sample in (None, *range(RESAMPLES)):
        for value in curve_values(model, settings):
            requests[sample, value] = fit_request(settings, model, value)._replace(sample=sample)
    return requests


def scores_by_model(answers: Mapping[Key, FitSummary], models: tuple[Model, ...]) -> dict[Model, np.ndarray]:
    """Return training and test scores (S, 2) of each model, for the splits that all of them were fitted on."""
    seeds = sorted({seed for seed, _model in answers})
    complete = [seed for seed in seeds if all((seed, model) in answers for model in models)]
    return {model: np.array([answers[seed, model][:2] for seed in complete]).reshape(-1, 2) for model in models}


def equivalent_values(whole: Mapping[float, FitSummary], best: float, truth: np.ndarray, classes: int) -> list[float]:
    """Return the values whose answers to the test examples are not clearly worse than those of the best value.

    Args:
        whole: Fits to the whole training part by the value of the setting.
        best: The value to compare with.
        truth: Targets (N,) of the test examples.
        classes: Number of classes; 0 for numbers.
    """
    merits = {
        value: (scores.predictions == truth).astype(float) if classes else -np.square(scores.predictions - truth)
        for value, scores in whole.items()
    }
    return sorted(
        value for value in whole if value != best and not paired_difference(merits[best], merits[value]).is_significant
    )


def bias_variance_by_value(
    answers: Mapping[Key, FitSummary], truth: np.ndarray, classes: int
) -> dict[float, BiasVariance]:
    """Return bias and variance at each value with two or more resamples."""
    by_value: dict[float, list[np.ndarray]] = {}
    for (sample, value), scores in answers.items():
        if sample is not None:
            by_value.setdefault(value, []).append(scores.predictions)
    return {
        value: bias_variance(np.stack(predictions), truth, classes)
        for value, predictions in by_value.items()
        if len(predictions) > 1
    }
