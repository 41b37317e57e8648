"""One image to ask about: an example of the data or one that a person drew, moved about if they like."""

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
from nets.probes.activation_hooks import looking
from nets.probes.units.unit_arithmetic import example

MOST = 64  # images in an answer


@dataclass(frozen=True)
class Picture:
    """The net's input (1, C, P), the class it shows, -1 where nobody knows, and where it comes from."""

    inputs: Tensor
    truth: int
    part: str
    index: int


def picture(
    task: Any,
    part: str = "test",
    index: int = 0,
    pixels: Sequence[float] | np.ndarray | bytes | None = None,
    shift: tuple[float, float] = (0.0, 0.0),
    turn: float = 0.0,
    size: float = 1.0,
) -> Picture:
    """The image to ask about.

    `pixels`, if given, are the C·H·W numbers of a drawn image, row by row, 0 for black to 1 for white, as float32
    bytes, as an array or as a list. `shift` moves it right and down by shares of its edge, `turn` turns it clockwise by
    degrees, `size` 2 makes it twice as large. Raises Problem for what is no such image. Needs of the task: shape,
    white, mean, deviation, black, and what `example` needs.
    """
    if not hasattr(task, "white"):
        raise Problem(N_("These data are no images."))
    if pixels is None:
        found = example(task, part, index)
        chosen = Picture(found.inputs.reshape(1, *task.shape), int(found.truth), part, found.index)
    else:
        chosen = Picture(drawn(task, pixels), -1, "drawn", 0)
    if tuple(shift) == (0.0, 0.0) and turn == 0 and size == 1:
        return chosen
    if not (all(abs(by) <= 2 for by in shift) and len(shift) == 2 and 0.1 <= size <= 10 and math.isfinite(turn)):
        raise Problem(N_("The image cannot be moved like that."))
    by = torch.tensor([shift[: len(task.shape) - 1]])
    angle, factor = torch.tensor([math.radians(turn)]), torch.tensor([size])
    return Picture(moved(chosen.inputs, by, angle, factor, task.black), chosen.truth, chosen.part, chosen.index)


def drawn(task: Any, pixels: Sequence[float] | np.ndarray | bytes) -> Tensor:
    """A drawn image as the net gets it, (1, C, P). Raises Problem."""
    try:
        given = np.frombuffer(pixels, np.float32) if isinstance(pixels, bytes) else np.asarray(pixels, np.float32)
    except (TypeError, ValueError):
        given = np.zeros(0, np.float32)
    if given.size != math.prod(task.shape) or not np.isfinite(given).all():
        text = N_("An image for this net has {count} numbers, not {given}.")
        raise Problem(text, count=math.prod(task.shape), given=given.size)
    bright = np.clip(given, 0, 1) if len(task.shape) == 3 else given  # a signal may be negative
    raw = torch.from_numpy(np.array(bright)).reshape(1, *task.shape) * task.white
    return (raw - task.mean) / task.deviation


def shown(task: Any, inputs: Tensor) -> np.ndarray:
    """Inputs (N, C, P) as a person sees them, float32: 0 is black and 1 is white; signals as they are."""
    raw = (inputs * task.deviation + task.mean) / task.white
    return (raw.clamp(0, 1) if inputs.ndim == 4 else raw).numpy().astype(np.float32)


def about(task: Any, chosen: Picture, outputs: Tensor) -> dict[str, Any]:
    """What every answer about an image says of it, from raw outputs (1, K)."""
    return {
        "image": shown(task, chosen.inputs)[0],
        "truth": chosen.truth,
        "part": chosen.part,
        "index": chosen.index,
        "probabilities": task.probabilities(outputs)[0].numpy().copy(),
        "predicted": int(task.predictions(outputs)[0]),
    }


def packed(answer: dict[str, Any]) -> dict[str, np.ndarray]:
    """Tensors, numbers and texts as arrays of their own."""
    return {k: v.detach().numpy().copy() if isinstance(v, Tensor) else np.asarray(v) for k, v in answer.items()}


def recognise(net: nn.Module, task: Any, **chosen: Any) -> dict[str, np.ndarray]:
    """What the net says of one image, chosen as `picture` says.

    "image" (C, P) float32, 0 to 1; "truth", its class, -1 for a drawn one; "part" and "index"; "probabilities" (K,)
    float32; "predicted": the likeliest class; "scores" (K,) float32: the outputs before softmax.
    """
    one = picture(task, **chosen)
    with looking(net):
        outputs = net(one.inputs)  # (1, K)
    return packed(about(task, one, outputs) | {"scores": outputs[0]})


def augmentation(
    net: nn.Module, task: Any, part: str = "train", index: int = 0, count: int = 8, seed: int = 0
) -> dict[str, np.ndarray]:
    """One image as augmentation might show it to the net.

    "original" (C, P) and "images" (n, C, P) float32, 0 to 1, of at most 64 draws from `seed`; "truth". The run's own
    randomness is left alone. Needs of the task: varied, and what `picture` needs.
    """
    one = picture(task, part, index)
    several = one.inputs.repeat(min(max(1, count), MOST), *[1] * (one.inputs.ndim - 1))
    images = task.varied(several, torch.Generator().manual_seed(seed))
    return packed({"original": shown(task, one.inputs)[0], "images": shown(task, images), "truth": one.truth})
