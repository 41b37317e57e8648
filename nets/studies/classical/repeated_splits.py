"""The same comparison again on other splits, and one model at other values of its knob; torch-free to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from nets.studies.classical.evaluation import Question, measured, question, values_of
from nets.studies.classical.settings import Classical, Model
from nets.studies.classical.standard_errors import Parts, paired, parts

SPLITS = 10
SAMPLES = 6
Key = tuple[Any, ...]


class Brief(NamedTuple):
    """What is kept of a fit among many: both scores, the CPU seconds, and what is said of the test part."""

    train: float
    test: float
    seconds: float
    said: np.ndarray


def brief(asked: Question) -> Brief:
    """Fit and judge; called in a worker."""
    found = measured(asked)
    classes = found.said.shape[1] > 1
    said = found.said.argmax(axis=1).astype(np.uint8) if classes else found.said[:, 0]
    return Brief(found.train, found.test, found.seconds, said)


def splits(settings: Classical) -> dict[Key, Question]:
    """Every model on splits of their own seeds: drawn data are drawn anew, tables are divided in another way."""
    first = settings.seed
    return {
        (seed, model): question(settings, model, seed=first + seed)
        for seed in range(SPLITS)
        for model in settings.fitted
    }


def values(settings: Classical, model: Model) -> dict[Key, Question]:
    """One model at each value of its knob: first on the training part, then on resamples of it."""
    found: dict[Key, Question] = {}
    for sample in (None, *range(SAMPLES)):
        for value in values_of(model, settings):
            found[sample, value] = question(settings, model, value)._replace(sample=sample)
    return found


def by_model(answers: Mapping[Key, Brief], models: tuple[Model, ...]) -> dict[Model, np.ndarray]:
    """Training and test scores (S, 2) of each model, of the splits that all of them have been through."""
    seeds = sorted({seed for seed, _model in answers})
    whole = [seed for seed in seeds if all((seed, model) in answers for model in models)]
    return {model: np.array([answers[seed, model][:2] for seed in whole]).reshape(-1, 2) for model in models}


def equivalent_values(whole: Mapping[float, Brief], best: float, truth: np.ndarray, classes: int) -> list[float]:
    """Return the values whose answers to the test examples are not clearly worse than those of the best value.

    Args:
        whole: Fits to the whole training part by the value of the knob.
        best: The value to compare with.
        truth: Targets (N,) of the test examples.
        classes: How many classes there are; 0 for numbers.
    """
    merits = {
        value: (found.said == truth).astype(float) if classes else -np.square(found.said - truth)
        for value, found in whole.items()
    }
    return sorted(value for value in whole if value != best and not paired(merits[best], merits[value]).sure)


def by_value(answers: Mapping[Key, Brief], truth: np.ndarray, classes: int) -> dict[float, Parts]:
    """Error, bias and variance at each value that two resamples or more were fitted at."""
    told: dict[float, list[np.ndarray]] = {}
    for (sample, value), found in answers.items():
        if sample is not None:
            told.setdefault(value, []).append(found.said)
    return {value: parts(np.stack(said), truth, classes) for value, said in told.items() if len(said) > 1}
