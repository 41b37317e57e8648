"""Examples: inputs and targets, split into a training and a test part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nets.experiment.user_error import Problem


@dataclass(frozen=True)
class Examples:
    """Inputs and targets of N examples.

    Attributes:
        inputs: (N, F) float32.
        targets: (N,) int64 class indices, or float32 for a regression.
        features: The names of the F inputs.
        classes: The names of the classes; empty for a regression.
        test: Which examples are the test part, (N,) bool.
        notes: What reading has changed or left out, as untranslated Problems.
    """

    inputs: np.ndarray
    targets: np.ndarray
    features: tuple[str, ...]
    classes: tuple[str, ...]
    test: np.ndarray
    notes: tuple[Problem, ...] = ()
