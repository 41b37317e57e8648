"""Covering sets: few experiments of a family that contain every valid pair of options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from allpairspy import AllPairs

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem

Factors = Mapping[str, Sequence[Any]]
Pair = frozenset[tuple[str, Any]]


def options(family: type[Experiment], sections: Sequence[str]) -> dict[str, Sequence[Any]]:
    """Return every choice and switch of these sections with all its options."""
    settings = {key: setting for key, setting in family.settings_by_key().items() if key.split(".")[0] in sections}
    choices = {key: setting.options for key, setting in settings.items() if setting.kind == "choice"}
    return choices | {key: (False, True) for key, setting in settings.items() if setting.kind == "switch"}


def covering_set(base: Experiment, factors: Factors) -> list[Experiment]:
    """Return experiments, each `base` with some settings changed, that contain every valid pair of values.

    `Experiment.completed` and `Experiment.replace` decide which pairs are valid.
    """
    keys = list(factors)
    rows = AllPairs(
        [list(factors[key]) for key in keys],
        filter_func=lambda row: _complete(base, dict(zip(keys, row, strict=False))) is not None,
    )
    experiments = [experiment for row in rows if (experiment := _complete(base, dict(zip(keys, row, strict=True))))]
    covered = {pair for experiment in experiments for pair in _pairs(experiment, keys)}
    for (one, values), (two, others) in combinations(factors.items(), 2):
        for pair in [{one: value, two: other} for value in values for other in others]:
            if frozenset(pair.items()) not in covered and (experiment := _complete(base, pair)):
                experiments.append(experiment)
                covered |= _pairs(experiment, keys)
    return list(dict.fromkeys(experiments))


def _complete(base: Experiment, values: Mapping[str, Any]) -> Experiment | None:
    """Return the experiment with these settings and those that have to change with them; None if it is invalid."""
    try:
        experiment = base.replace(base.completed(values))
    except Problem:
        return None
    return experiment if all(experiment.value(key) == value for key, value in values.items()) else None


def _pairs(experiment: Experiment, keys: Sequence[str]) -> set[Pair]:
    return {frozenset(pair) for pair in combinations([(key, experiment.value(key)) for key in keys], 2)}
