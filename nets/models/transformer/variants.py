"""Variants of a Transformer with one part removed, to train along for comparison; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nets.experiment.experiment import Experiment

Changes = Mapping[str, Any]
VARIANTS: Mapping[str, Changes] = {
    "without_positions": {"net.positions": "none"},
    "without_residual": {"net.residual": False},
    "without_norm": {"net.norm": "off"},
    "one_head": {"net.heads": 1},
    "one_layer": {"net.layers": 1},
}


def variants(experiment: Experiment) -> Mapping[str, Changes]:
    """Return the variants that differ from the current net."""
    differs = lambda changes: any(experiment.value(key) != value for key, value in changes.items())  # noqa: E731
    return {name: changes for name, changes in VARIANTS.items() if differs(changes)}
