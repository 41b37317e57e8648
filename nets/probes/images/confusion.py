"""The images a net has wrong, and how a net bears images that are moved."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from nets.datasets.images.augmentation import moved
from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.images.image_input import about, packed, picture, shown

MOST = 1000  # test images that are looked at
MOST_SHOWN = 48
MOST_PLACES = 41
MOST_TESTED = 100
AT_ONCE = 100


def mistakes(net: nn.Module, task: Any, most: int = 24, truth: int = -1, predicted: int = -1) -> dict[str, np.ndarray]:
    """The test images that are wrong, the surest first; all that lie in one cell of the confusion matrix, if asked.

    "images" (n, C, P) float32, 0 to 1, "truth", "predicted" and "index" (n,) int64 and "confidence" (n,) float32: how
    sure the net is of what it says. With `truth` or `predicted`, the images of that class taken for that class, right
    ones too. "found": how many there are in all. "confusion" (K, K) int64: how many of the row's class were taken for
    the column's. Of up to "examples" 1000 test images. Needs of the task: test_inputs, test_truth, classes.
    """
    if not hasattr(task, "white"):
        raise Problem(N_("These data are no images."))
    inputs, wanted = task.test_inputs[:MOST], task.test_truth[:MOST]
    with looking(net):
        outputs = torch.cat([net(few) for few in inputs.split(AT_ONCE)])  # (N, K)
    chances, said = task.probabilities(outputs).max(dim=1)
    asked = (wanted == truth if truth >= 0 else said != -1) & (said == predicted if predicted >= 0 else said != -1)
    kept = asked if truth >= 0 or predicted >= 0 else said != wanted
    places = kept.nonzero()[:, 0]
    best = places[chances[places].argsort(descending=True, stable=True)][: min(most, MOST_SHOWN)]
    count = len(task.classes)
    confusion = np.bincount((wanted * count + said).numpy(), minlength=count**2).reshape(count, count)
    answer = {"images": shown(task, inputs[best]), "index": best, "truth": wanted[best], "predicted": said[best]}
    answer |= {"confidence": chances[best], "found": len(places), "confusion": confusion, "examples": len(wanted)}
    return packed(answer)


def robustness(
    net: nn.Module,
    task: Any,
    kind: Literal["shift", "turn", "size"] = "shift",
    steps: int = 21,
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """How a net bears an image that is moved further and further.

    "values" (n,) float64: shares of the edge to the right from -0.5 to 0.5, degrees clockwise from -180 to 180, or
    factors from 0.5 to 2. For each of them "probability" (n,) float32 of the right class (for a drawn image: of what
    was said of it unmoved), "said" (n,) int64 and "images" (n, C, P) float32, 0 to 1; "accuracy" (n,) float32: the
    share of the first 100 test images that are right when moved so. "tested": how many test images these are. And what
    `recognise` says of the unmoved image but for the scores. Raises Problem for a line that is to be turned.
    """
    count = min(max(3, steps), MOST_PLACES)
    values = {
        "shift": np.linspace(-0.5, 0.5, count),
        "turn": np.linspace(-180, 180, count),
        "size": np.geomspace(0.5, 2, count),
    }.get(kind)
    if values is None or (kind == "turn" and len(task.shape) == 2):
        raise Problem(N_("These images cannot be moved like that."))
    one = picture(task, **chosen)
    tested, truth = task.test_inputs[:MOST_TESTED], task.test_truth[:MOST_TESTED]
    with looking(net):
        outputs = net(one.inputs)
        target = one.truth if one.truth >= 0 else int(outputs.argmax())
        images = torch.cat([_moved(task, one.inputs, kind, float(value)) for value in values])  # (n, C, P)
        said = net(images)  # (n, K)
        right = [
            (net(_moved(task, tested, kind, float(value))).argmax(dim=1) == truth).float().mean() for value in values
        ]
    answer = {"values": values, "images": shown(task, images), "said": said.argmax(dim=1)}
    answer |= {"probability": task.probabilities(said)[:, target], "accuracy": torch.stack(right), "kind": kind}
    answer |= {"tested": len(tested)}
    return packed(about(task, one, outputs) | answer)


def _moved(task: Any, inputs: Tensor, kind: str, value: float) -> Tensor:
    """All inputs (N, C, P) moved alike."""
    count, dims = len(inputs), len(task.shape) - 1
    by = torch.zeros(count, dims)
    by[:, 0] = value if kind == "shift" else 0.0
    angle = torch.full((count,), np.deg2rad(value) if kind == "turn" else 0.0)
    size = torch.full((count,), value if kind == "size" else 1.0)
    return moved(inputs, by, angle, size, task.black)
