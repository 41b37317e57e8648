"""Which images a net gets wrong, and how its predictions change when images are moved."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from nets.datasets.images.augmentation import moved
from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.images.image_input import display_pixels, image_input, input_arrays, to_arrays

MAX_EXAMPLES = 1000  # test images that are evaluated
MAX_IMAGES = 48
MAX_STEPS = 41
MAX_TESTED = 100
BATCH_SIZE = 100


def mistakes(net: nn.Module, task: Any, most: int = 24, truth: int = -1, predicted: int = -1) -> dict[str, np.ndarray]:
    """Return wrong test images, the most confident first, or those of a cell of the confusion matrix.

    Needs of the task: test, classes.

    Args:
        net: A classifier of images.
        task: Supplies the test part, of which 1000 images count.
        most: Most images.
        truth: Class of the row; -1 is any.
        predicted: Class of the column; -1 is any. With one of the two, right images count too.

    Returns:
        "images" (n, C, P) float32, 0 to 1, "truth", "predicted" and "index" (n,) int64, "confidence" (n,) float32.
        "total": the number of all; "confusion" (K, K) int64, a row for each true class; "examples": the number of test
        images.
    """
    if not hasattr(task, "scaling"):
        raise Problem(N_("These data are no images."))
    test = task.test.first(MAX_EXAMPLES)
    inputs, classes = test.inputs, test.truth
    with evaluation_mode(net):
        outputs = torch.cat([net(batch) for batch in inputs.split(BATCH_SIZE)])  # (N, K)
    confidence, predictions = task.probabilities(outputs).max(dim=1)
    is_selected = (classes == truth if truth >= 0 else predictions != -1) & (
        predictions == predicted if predicted >= 0 else predictions != -1
    )
    is_kept = is_selected if truth >= 0 or predicted >= 0 else predictions != classes
    candidates = is_kept.nonzero()[:, 0]
    order = candidates[confidence[candidates].argsort(descending=True, stable=True)][: min(most, MAX_IMAGES)]
    count = len(task.classes)
    confusion = np.bincount((classes * count + predictions).numpy(), minlength=count**2).reshape(count, count)
    answer = {
        "images": display_pixels(task, inputs[order]),
        "index": order,
        "truth": classes[order],
        "predicted": predictions[order],
    }
    answer |= {
        "confidence": confidence[order],
        "total": len(candidates),
        "confusion": confusion,
        "examples": len(classes),
    }
    return to_arrays(answer)


def robustness(
    net: nn.Module,
    task: Any,
    kind: Literal["shift", "turn", "size"] = "shift",
    steps: int = 21,
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """Return how predictions change when an image is moved further and further.

    `chosen` are the arguments of `image_input`.

    Returns:
        "values" (n,) float64: shares of the edge to the right from -0.5 to 0.5, degrees clockwise from -180 to 180, or
        factors from 0.5 to 2. "probability" (n,) float32 of the right class (of a drawing: of its first prediction),
        "predictions" (n,) int64, "images" (n, C, P) float32, 0 to 1; "accuracy" (n,) float32 on the first 100 test
        images; "tested": their number; "kind". What `recognise` returns for the unmoved image, without the scores.

    Raises:
        Problem: If a signal is to be turned.
    """
    count = min(max(3, steps), MAX_STEPS)
    values = {
        "shift": np.linspace(-0.5, 0.5, count),
        "turn": np.linspace(-180, 180, count),
        "size": np.geomspace(0.5, 2, count),
    }.get(kind)
    if values is None or (kind == "turn" and len(task.shape) == 2):
        raise Problem(N_("These images cannot be moved like that."))
    selected = image_input(task, **chosen)
    test = task.test.first(MAX_TESTED)
    with evaluation_mode(net):
        outputs = net(selected.inputs)
        target = selected.truth if selected.truth >= 0 else int(outputs.argmax())
        images = torch.cat([_transformed(task, selected.inputs, kind, float(value)) for value in values])  # (n, C, P)
        outputs_moved = net(images)  # (n, K)
        accuracies = [
            (net(_transformed(task, test.inputs, kind, float(value))).argmax(dim=1) == test.truth).float().mean()
            for value in values
        ]
    answer = {"values": values, "images": display_pixels(task, images), "predictions": outputs_moved.argmax(dim=1)}
    answer |= {
        "probability": task.probabilities(outputs_moved)[:, target],
        "accuracy": torch.stack(accuracies),
        "kind": kind,
    }
    answer |= {"tested": len(test)}
    return to_arrays(input_arrays(task, selected, outputs) | answer)


def _transformed(task: Any, inputs: Tensor, kind: str, value: float) -> Tensor:
    """Return all inputs (N, C, P), moved alike."""
    count, dims = len(inputs), len(task.shape) - 1
    offset = torch.zeros(count, dims)
    offset[:, 0] = value if kind == "shift" else 0.0
    angle = torch.full((count,), np.deg2rad(value) if kind == "turn" else 0.0)
    size = torch.full((count,), value if kind == "size" else 1.0)
    return moved(inputs, offset, angle, size, task.scaling.black)
