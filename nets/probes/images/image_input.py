"""The input of a probe of images: a dataset example or a drawing, moved if the user likes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.datasets.images.augmentation import moved
from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.units.unit_arithmetic import example

MAX_IMAGES = 64  # images in an answer


@dataclass(frozen=True)
class ImageInput:
    """The net's input (1, C, P), the class it shows, -1 if unknown, and where it comes from."""

    inputs: Tensor
    truth: int
    part: str
    index: int


def image_input(
    task: Any,
    part: str = "test",
    index: int = 0,
    pixels: Sequence[float] | np.ndarray | bytes | None = None,
    shift: tuple[float, float] = (0.0, 0.0),
    turn: float = 0.0,
    size: float = 1.0,
) -> ImageInput:
    """Return the image to probe.

    Needs of the task: shape, scaling (a `PixelScaling`), and what `example` needs.

    Args:
        task: Supplies the examples.
        part: "train" or "test".
        index: Number of the example.
        pixels: A drawing instead: C·H·W numbers, row by row, 0 black to 1 white, as float32 bytes, array or list.
        shift: Moves it right and down by shares of its edge.
        turn: Turns it clockwise by degrees.
        size: Scale; 2 makes it twice as large.

    Raises:
        Problem: If there is no such image.
    """
    if not hasattr(task, "scaling"):
        raise Problem(N_("These data are no images."))
    if pixels is None:
        row = example(task, part, index)
        selected = ImageInput(row.inputs.reshape(1, *task.shape), int(row.truth), part, row.index)
    else:
        selected = ImageInput(drawing_input(task, pixels), -1, "drawn", 0)
    if tuple(shift) == (0.0, 0.0) and turn == 0 and size == 1:
        return selected
    if not (
        all(abs(offset) <= 2 for offset in shift) and len(shift) == 2 and 0.1 <= size <= 10 and math.isfinite(turn)
    ):
        raise Problem(N_("The image cannot be moved like that."))
    offset = torch.tensor([shift[: len(task.shape) - 1]])
    angle, factor = torch.tensor([math.radians(turn)]), torch.tensor([size])
    return ImageInput(
        moved(selected.inputs, offset, angle, factor, task.scaling.black), selected.truth, selected.part, selected.index
    )


def drawing_input(task: Any, pixels: Sequence[float] | np.ndarray | bytes) -> Tensor:
    """Return a drawing as net input (1, C, P). Raises Problem if it is not C·H·W finite numbers."""
    try:
        numbers = np.frombuffer(pixels, np.float32) if isinstance(pixels, bytes) else np.asarray(pixels, np.float32)
    except (TypeError, ValueError):
        numbers = np.zeros(0, np.float32)
    if numbers.size != math.prod(task.shape) or not np.isfinite(numbers).all():
        text = N_("An image for this net has {count} numbers, not {given}.")
        raise Problem(text, count=math.prod(task.shape), given=numbers.size)
    clipped = np.clip(numbers, 0, 1) if len(task.shape) == 3 else numbers  # a signal may be negative
    raw = torch.from_numpy(np.array(clipped)).reshape(1, *task.shape) * task.scaling.white
    inputs: Tensor = task.scaling.standardise(raw)
    return inputs


def display_pixels(task: Any, inputs: Tensor) -> np.ndarray:
    """Return inputs (N, C, P) as pixels, float32 from 0 black to 1 white; signals unscaled."""
    pixels = task.scaling.brightness(inputs)
    return (pixels.clamp(0, 1) if inputs.ndim == 4 else pixels).numpy().astype(np.float32)


def input_arrays(task: Any, selected: ImageInput, outputs: Tensor) -> dict[str, Any]:
    """Return the arrays that describe an image and its prediction, from raw outputs (1, K)."""
    return {
        "image": display_pixels(task, selected.inputs)[0],
        "truth": selected.truth,
        "part": selected.part,
        "index": selected.index,
        "probabilities": task.probabilities(outputs)[0].numpy().copy(),
        "predicted": int(task.predictions(outputs)[0]),
    }


def to_arrays(answer: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return tensors, numbers and texts as arrays of their own."""
    return {
        name: value.detach().numpy().copy() if isinstance(value, Tensor) else np.asarray(value)
        for name, value in answer.items()
    }


def recognise(net: nn.Module, task: Any, **chosen: Any) -> dict[str, np.ndarray]:
    """Return what the net predicts for one image; the arguments are those of `image_input`.

    Returns:
        "image" (C, P) float32, 0 to 1; "truth", its class, -1 for a drawing; "part" and "index"; "probabilities" (K,)
        float32; "predicted" (); "scores" (K,) float32, the logits.
    """
    selected = image_input(task, **chosen)
    with evaluation_mode(net):
        outputs = net(selected.inputs)  # (1, K)
    return to_arrays(input_arrays(task, selected, outputs) | {"scores": outputs[0]})


def augmentation(
    net: nn.Module, task: Any, part: str = "train", index: int = 0, count: int = 8, seed: int = 0
) -> dict[str, np.ndarray]:
    """Return one image as augmentation might show it to the net; the run's own randomness is not touched.

    Needs of the task: augmented, and what `image_input` needs.

    Returns:
        "original" (C, P) and "images" (n, C, P) float32, 0 to 1, at most 64; "truth".
    """
    selected = image_input(task, part, index)
    copies = selected.inputs.repeat(min(max(1, count), MAX_IMAGES), *[1] * (selected.inputs.ndim - 1))
    images = task.augmented(copies, torch.Generator().manual_seed(seed))
    return to_arrays(
        {
            "original": display_pixels(task, selected.inputs)[0],
            "images": display_pixels(task, images),
            "truth": selected.truth,
        }
    )
