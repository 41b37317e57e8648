"""Round numbers that users set, so that links do not show the noise of binary fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

DIGITS = 10  # significant: more than any slider has, too few to show the noise of float64
STEPS = (1.0, 2.0, 5.0, 10.0)


def without_noise(value: Any) -> Any:
    """Round a number, or each of a tuple, to `DIGITS` significant digits. Anything else is returned as it is."""
    if isinstance(value, tuple):
        return tuple(map(without_noise, value))
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) and math.isfinite(value) else value


def rounded(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changed settings with rounded numbers: 0.027 for 0.027000000000000003."""
    return {key: without_noise(value) for key, value in changes.items()}


def slider_step(low: float, high: float) -> float:
    """Return the step of a slider: 1, 2 or 5 times a power of ten, about a hundredth of the range."""
    hundredth = (high - low) / 100
    power = 10.0 ** math.floor(math.log10(hundredth))
    return float(without_noise(min(STEPS, key=lambda step: abs(math.log(step * power / hundredth))) * power))
