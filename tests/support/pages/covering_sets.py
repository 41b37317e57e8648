"""Covering sets: few experiments of a family in which every two options that go together meet."""

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
    """Every choice and switch of these sections with all its options."""
    settings = {key: setting for key, setting in family.settings_by_key().items() if key.split(".")[0] in sections}
    choices = {key: setting.options for key, setting in settings.items() if setting.kind == "choice"}
    return choices | {key: (False, True) for key, setting in settings.items() if setting.kind == "switch"}


def covering_set(base: Experiment, factors: Factors) -> list[Experiment]:
    """Experiments, each `base` with some settings changed, that hold every pair of values which goes together.

    What does not go together is found out by `Experiment.completed` and `Experiment.replace`.
    """
    keys = list(factors)
    rows = AllPairs(
        [list(factors[key]) for key in keys],
        filter_func=lambda row: _settle(base, dict(zip(keys, row, strict=False))) is not None,
    )
    found = [made for row in rows if (made := _settle(base, dict(zip(keys, row, strict=True))))]
    covered = {pair for made in found for pair in _pairs(made, keys)}
    for (one, values), (two, others) in combinations(factors.items(), 2):
        for wanted in [{one: value, two: other} for value in values for other in others]:
            if frozenset(wanted.items()) not in covered and (made := _settle(base, wanted)):
                found.append(made)
                covered |= _pairs(made, keys)
    return list(dict.fromkeys(found))


def _settle(base: Experiment, wanted: Mapping[str, Any]) -> Experiment | None:
    """The experiment with these settings and what has to change along with them; None where they do not fit."""
    try:
        made = base.replace(base.completed(wanted))
    except Problem:
        return None
    return made if all(made.value(key) == value for key, value in wanted.items()) else None


def _pairs(made: Experiment, keys: Sequence[str]) -> set[Pair]:
    return {frozenset(pair) for pair in combinations([(key, made.value(key)) for key in keys], 2)}
