"""Pack images and feature maps for the elements that draw them: one byte a pixel, with the scale of the values."""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.components.library import encode

Packed = dict[str, Any]


def stack(
    values: np.ndarray, low: float | None = None, high: float | None = None, signed: bool | None = None
) -> Packed:
    """Return images packed as levels from `low` to `high`.

    Args:
        values: Images (N, H, W), signals (N, L), or colour images (N, 3, H, W).
        low: Lowest value; by default 0.
        high: Highest value; by default the largest number.
        signed: Whether levels diverge around zero, scaled by the largest absolute value; by default if any number is
            negative.
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
    """Return images packed as they are, one channel as ink, three as colours, of other numbers the mean.

    Args:
        pixels: Images (N, C, H, W), or signals (N, C, L), which are drawn around zero.
        white: The largest value; the smallest is 0.
    """
    if pixels.ndim == 3:
        return stack(pixels.mean(axis=1))
    drawn_channels = pixels if pixels.shape[1] == 3 else pixels.mean(axis=1)
    return stack(drawn_channels, 0.0, float(white), signed=False)


def floats(values: Any) -> str:
    """Return exact numbers as text: float32, little-endian."""
    return encode(np.ascontiguousarray(values, dtype="<f4"))
