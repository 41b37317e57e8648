"""Examples: inputs with what is to be learnt of them, split into a training and a test part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nets.experiment.user_error import Problem


@dataclass(frozen=True)
class Examples:
    """`inputs` (N, F) float32 and `targets` (N,): int64 class indices where there are `classes`, else float32.

    `features` names the F inputs, `classes` the classes (empty for a regression). `test` (N,) bool marks the test
    part. `notes` say, as untranslated Problems, what was changed or left out when the data was read.
    """

    inputs: np.ndarray
    targets: np.ndarray
    features: tuple[str, ...]
    classes: tuple[str, ...]
    test: np.ndarray
    notes: tuple[Problem, ...] = ()
