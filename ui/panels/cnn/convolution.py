"""Convolution in numpy for what the server itself draws, and its output sizes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nets.experiment.user_error import N_, Problem


class Slide(NamedTuple):
    """How a kernel slides: stride, padding and dilation."""

    stride: int = 1
    padding: int = 0
    dilation: int = 1

    def size(self, edge: int, kernel: int) -> int:
        """Return the output edge: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1; 0 or less if the kernel does not fit."""
        return (edge + 2 * self.padding - self.dilation * (kernel - 1) - 1) // self.stride + 1

    def check_size(self, edge: int, kernel: int) -> None:
        """Raise Problem if the kernel does not fit into an image with this edge."""
        if self.size(edge, kernel) < 1:
            text = N_(
                "A kernel of {kernel} with dilation {dilation} covers {covered} pixels, but the image with its padding "
                "has only {edge}. Use a smaller kernel, less dilation or more padding."
            )
            covered = self.dilation * (kernel - 1) + 1
            values = {"kernel": kernel, "dilation": self.dilation, "covered": covered, "edge": edge + 2 * self.padding}
            raise Problem(text, **values)


def convolve(image: np.ndarray, kernel: np.ndarray, slide: Slide) -> np.ndarray:
    """Return the convolution (H', W') of an image (H, W) with a kernel (k, l).

    As in nets, the kernel is not flipped. An edge of 1, as signals have, is neither padded nor strided.
    """
    line = image.shape[0] == 1 and kernel.shape[0] == 1
    pads = [(0, 0) if line else (slide.padding,) * 2, (slide.padding,) * 2]
    reach = [slide.dilation * (edge - 1) + 1 for edge in kernel.shape]
    windows = sliding_window_view(np.pad(image, pads), reach)  # (H + 2p - reach + 1, …, reach, reach)
    patches = windows[:: 1 if line else slide.stride, :: slide.stride, :: slide.dilation, :: slide.dilation]
    return np.einsum("hwkl,kl->hw", patches, kernel)  # (H', W')
