"""Images and feature maps packed for the elements that draw them: a byte a pixel, with the scale they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.components.library import encode

Packed = dict[str, Any]


def stack(
    values: np.ndarray, low: float | None = None, high: float | None = None, signed: bool | None = None
) -> Packed:
    """Images `values`: (N, H, W), signals (N, L), or colours (N, 3, H, W), as levels from `low` to `high`.

    Signed images get levels that diverge around zero, by the largest number in size; that is so where there are
    numbers below zero, unless `signed` says otherwise. Other images are inked from `low` to `high`, 0 and the largest
    number where those are not given.
    """
    if values.ndim == 2:
        values = values[:, None, :]  # (N, 1, L)
    colours = 3 if values.ndim == 4 else 1
    numbers = np.nan_to_num(np.asarray(values, np.float32), posinf=0.0, neginf=0.0)
    around = bool((numbers < 0).any()) if signed is None else signed
    size = float(np.abs(numbers).max(initial=0.0)) or 1.0
    bottom, top = (-size, size) if around else (0.0, size)
    bottom, top = bottom if low is None else low, top if high is None else high
    levels = np.clip(np.rint((numbers - bottom) / ((top - bottom) or 1.0) * 255), 0, 255).astype(np.uint8)
    return {
        "count": len(values),
        "colours": colours,
        "rows": values.shape[-2],
        "columns": values.shape[-1],
        "signed": around,
        "low": bottom,
        "high": top,
        "levels": encode(levels),
    }


def inked(pixels: np.ndarray, white: float) -> Packed:
    """Images as they are, (N, C, H, W) or (N, C, L), 0 to `white`: one channel as ink, three as colours.

    Signals, which go both ways, are drawn around zero. Of other counts of channels the mean is shown.
    """
    if pixels.ndim == 3:
        return stack(pixels.mean(axis=1))
    shown = pixels if pixels.shape[1] == 3 else pixels.mean(axis=1)
    return stack(shown, 0.0, float(white), signed=False)


def floats(values: Any) -> str:
    """Exact numbers as text: float32, little-endian."""
    return encode(np.ascontiguousarray(values, dtype="<f4"))
