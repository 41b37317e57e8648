"""One output pixel of a convolution: patch times kernel, summed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


def patch(
    key: str,
    *,
    inputs: np.ndarray,
    names: Sequence[str],
    kernels: np.ndarray,
    rest: np.ndarray | None,
    bias: float | None,
    sums: np.ndarray,
    output: np.ndarray,
    stride: int,
    padding: int,
    dilation: int,
    words: Mapping[str, str],
    natural: bool = False,
) -> None:
    """Draw the arithmetic of a pixel, which a user selects by mouse, finger, keys or the sweep; no run is needed.

    Less obvious arguments:
        inputs: Input channels that are written out (N, H, W); signals have H = 1.
        names: Names of these channels (N).
        kernels: Their kernels (N, k, k).
        rest: What the other channels add (H', W'); None if there are none.
        bias: The bias; None if there is none.
        sums: Sums with the bias (H', W').
        output: What becomes of the sums (H', W').
        dilation: Dilation of the kernel.
        words: Labels `alt`, `drag`, `patch`, `kernel`, `products`, `map`, `pixel`, `row`, `column`, `bias`, `rest`,
            `play`, `stop`, and `bent`, what is applied to the sum, if anything.
        natural: Whether the inputs are a photo, in which 0 is black on any page.
    """
    line = inputs.shape[1] == 1 and kernels.shape[1] == 1
    data: dict[str, Any] = {
        "inputs": floats(inputs),
        "shape": list(inputs.shape[1:]),
        "names": list(names),
        "kernels": floats(kernels),
        "kernel": list(kernels.shape[1:]),
        "rest": None if rest is None else floats(rest),
        "bias": bias if bias is None else float(bias),
        "sums": floats(sums),
        "output": floats(output),
        "out": list(output.shape),
        "stride": [1 if line else stride, stride],
        "padding": [0 if line else padding, padding],
        "dilation": dilation,
        "natural": natural,
        "words": dict(words),
    }
    mount("patch", key, data)
