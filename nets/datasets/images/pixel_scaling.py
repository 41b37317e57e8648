"""Pixels of a dataset as a net takes them: less the mean of all training pixels, over their deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor


@dataclass(frozen=True)
class PixelScaling:
    """How pixels become the inputs of a net.

    Attributes:
        mean: Mean of all training pixels, in the unit of the dataset.
        deviation: Their standard deviation.
        white: The brightest pixel of the dataset; the darkest is 0.
    """

    mean: float
    deviation: float
    white: float

    @property
    def black(self) -> float:
        """The input that a black pixel becomes."""
        return (0.0 - self.mean) / self.deviation

    @property
    def contrast(self) -> float:
        """The distance of white from black, as inputs."""
        return self.white / self.deviation

    def standardise(self, pixels: Tensor) -> Tensor:
        """Return pixels, in the unit of the dataset, as inputs of the same shape."""
        return (pixels - self.mean) / self.deviation

    def brightness(self, inputs: Tensor) -> Tensor:
        """Return inputs as pixels of the same shape, 0 black and 1 white."""
        return (inputs * self.deviation + self.mean) / self.white


def measure_scaling(pixels: np.ndarray, white: float) -> PixelScaling:
    """Return the scaling of training pixels of any shape; mean and deviation are rounded to 32 bits."""
    mean, deviation = pixels.mean(dtype=np.float64), max(pixels.std(dtype=np.float64), 1e-6)
    return PixelScaling(float(np.float32(mean)), float(np.float32(deviation)), white)


class Pixels:
    """Images that are kept as bytes and standardised only when they are read.

    Indexing by a tensor or a slice returns inputs (B, C, P) float32; `raw` (N, C, P) holds the bytes.
    """

    def __init__(self, raw: Tensor, scaling: PixelScaling) -> None:
        self.raw, self.scaling = raw, scaling

    def __len__(self) -> int:
        return len(self.raw)

    def __getitem__(self, index: Tensor | slice) -> Tensor:
        return self.scaling.standardise(self.raw[index].float())
