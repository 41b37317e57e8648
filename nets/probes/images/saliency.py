"""Which pixels a net relies on: saliency, Grad-CAM, occlusion; and the effect of single feature maps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.images.feature_maps import block_names
from nets.probes.images.image_input import ImageInput, image_input, input_arrays, to_arrays

MAX_POSITIONS = 900  # of the patch
BATCH_SIZE = 100
MAX_TESTED = 400


def saliency(net: nn.Module, task: Any, target: int = -1, **chosen: Any) -> dict[str, np.ndarray]:
    """Return how strongly a class's score depends on each pixel.

    Simonyan et al. 2014, "Deep inside convolutional networks".

    Args:
        net: A classifier of images.
        task: Supplies the images.
        target: The class; -1 is the predicted one.
        chosen: The arguments of `image_input`.

    Returns:
        "saliency" (P,) float32, the largest absolute gradient over the colours; "gradient" (C, P) float32, by pixels
        from 0 to 1; "target". What `recognise` returns, without the scores.
    """
    selected = image_input(task, **chosen)
    with evaluation_mode(net), torch.enable_grad():
        x = selected.inputs.clone().requires_grad_()
        outputs = net(x)  # (1, K)
        target = _target(outputs, target)
        gradient = torch.autograd.grad(outputs[0, target], x)[0][0]  # (C, P)
    gradient = gradient * task.scaling.contrast
    arrays = input_arrays(task, selected, outputs.detach())
    return to_arrays(arrays | {"gradient": gradient, "saliency": gradient.abs().amax(dim=0), "target": target})


def gradcam(net: nn.Module, task: Any, block: str = "", target: int = -1, **chosen: Any) -> dict[str, np.ndarray]:
    """Return where a block sees evidence for a class. Selvaraju et al. 2017, "Grad-CAM".

    Args:
        net: A classifier with convolutions.
        task: Supplies the images.
        block: Name of the block; empty is the last.
        target: The class; -1 is the predicted one.
        chosen: The arguments of `image_input`.

    Returns:
        "cam" (P',) float32, the maps weighted by "weights" (O,), the mean gradients, summed and rectified; "large"
        (P,), the same at the size of the image; "block"; "target". What `recognise` returns, without the scores.

    Raises:
        Problem: If there is no such block.
    """
    names = block_names(net)
    block = block or (names[-1] if names else "")
    if block not in names:
        raise Problem(N_("This net has no convolutions to look at."))
    selected, recorded = image_input(task, **chosen), dict[str, Tensor]()
    handle = net.get_submodule(block).register_forward_hook(
        lambda _module, _inputs, output: recorded.update(maps=output)
    )
    try:
        with evaluation_mode(net), torch.enable_grad():
            outputs = net(selected.inputs.clone().requires_grad_())
            target = _target(outputs, target)
            gradient = torch.autograd.grad(outputs[0, target], recorded["maps"])[0][0]  # (O, P')
    finally:
        handle.remove()
    weights = gradient.flatten(1).mean(dim=1)  # (O,)
    cam = torch.tensordot(weights, recorded["maps"].detach()[0], dims=1).relu()  # (P',)
    mode = "bilinear" if cam.ndim == 2 else "linear"
    large = functional.interpolate(cam[None, None], list(task.shape[1:]), mode=mode)[0, 0]
    arrays = input_arrays(task, selected, outputs.detach())
    return to_arrays(arrays | {"cam": cam, "large": large, "weights": weights, "block": block, "target": target})


def occlusion(
    net: nn.Module, task: Any, edge: int = 2, value: float = 0.5, target: int = -1, **chosen: Any
) -> dict[str, np.ndarray]:
    """Return a class's probability with a patch of grey `value` over each position of the image in turn.

    Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks".

    Returns:
        "map" (n, m) float32, or (n,) of a signal: the probability with the patch's corner at "rows" (n,) and "columns"
        (m,), at most 900 positions; "edge" of the patch; "target". What `recognise` returns, without the scores.
    """
    selected = image_input(task, **chosen)
    edge = _checked_edge(task, edge)
    dims = len(task.shape) - 1
    starts = [np.arange(0, size - edge + 1) for size in task.shape[1:]]
    stride = 1
    while np.prod([len(each[::stride]) for each in starts]) > MAX_POSITIONS:
        stride += 1
    starts = [each[::stride] for each in starts]
    corners = np.stack(np.meshgrid(*starts, indexing="ij"), axis=-1).reshape(-1, dims)
    with evaluation_mode(net):
        outputs = net(selected.inputs)
        target = _target(outputs, target)
        probabilities = []
        for batch in np.array_split(corners, max(1, len(corners) // BATCH_SIZE)):
            covered = torch.cat([cover_patch(task, selected.inputs, corner, edge, value) for corner in batch])
            probabilities.append(task.probabilities(net(covered))[:, target])
    answer: dict[str, Any] = {
        "map": torch.cat(probabilities).reshape([len(each) for each in starts]),
        "rows": starts[0],
    }
    answer |= {"columns": starts[1]} if dims == 2 else {}
    return to_arrays(input_arrays(task, selected, outputs) | answer | {"edge": edge, "target": target})


def patch(
    net: nn.Module,
    task: Any,
    corner: Sequence[int] = (0, 0),
    edge: int = 2,
    value: float = 0.5,
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """Return what one patch of grey `value`, its corner at (row, column) or (position,), changes.

    Returns:
        "before" and "after" (K,) float32: probabilities without and with it; "before_predicted" and "after_predicted";
        "image" (C, P) with the patch; "area": the share that it covers; "corner" (dims,) and "edge"; "truth", "part"
        and "index" of the image.
    """
    selected = image_input(task, **chosen)
    edge = _checked_edge(task, edge)
    sizes = task.shape[1:]
    position = [min(max(0, int(start)), size - edge) for start, size in zip(corner, sizes, strict=False)]
    if len(position) != len(sizes):
        raise Problem(N_("The patch needs a row and a column."))
    covered = cover_patch(task, selected.inputs, position, edge, value)
    with evaluation_mode(net):
        outputs, covered_outputs = net(selected.inputs), net(covered)
    arrays = input_arrays(task, ImageInput(covered, selected.truth, selected.part, selected.index), covered_outputs)
    covered_probabilities, covered_class = arrays.pop("probabilities"), arrays.pop("predicted")
    arrays |= {"before": task.probabilities(outputs)[0], "before_predicted": int(outputs.argmax())}
    arrays |= {
        "after": covered_probabilities,
        "after_predicted": covered_class,
        "corner": np.array(position),
        "edge": edge,
    }
    return to_arrays(arrays | {"area": edge ** len(sizes) / float(np.prod(sizes))})


def map_ablation(
    net: nn.Module, task: Any, block: str = "blocks.0", channels: Sequence[int] = (0,), **chosen: Any
) -> dict[str, np.ndarray]:
    """Return how predictions change when feature maps of a block are set to zero.

    Returns:
        "before" and "after" (K,) float32: probabilities for one image; "before_scores" and "after_scores" (K,), the
        logits; "accuracy" (2,) float32 on up to 400 test images, before and after; "block" and "channels". What
        `recognise` returns for the whole net, without the scores.
    """
    off = [int(each) for each in channels]
    module: Any = net.get_submodule(block) if block in block_names(net) else None
    if module is None or not all(0 <= each < len(module.weight) for each in off):
        raise Problem(N_("This net has no such feature map."))
    selected = image_input(task, **chosen)
    test = task.test.first(MAX_TESTED)
    results = []
    for switched_off in ([], off):
        with evaluation_mode(net), _switch_off(module, switched_off):
            scores = net(selected.inputs)
            predictions = torch.cat([net(batch).argmax(dim=1) for batch in test.inputs.split(BATCH_SIZE)])
        results.append((scores, (predictions == test.truth).float().mean().item()))
    (before, accuracy), (after, ablated_accuracy) = results
    answer: dict[str, Any] = {"before_scores": before[0], "after_scores": after[0]}
    answer |= {"before": task.probabilities(before)[0], "after": task.probabilities(after)[0]}
    answer |= {
        "accuracy": np.array([accuracy, ablated_accuracy], dtype=np.float32),
        "block": block,
        "channels": np.array(off, int),
    }
    return to_arrays(input_arrays(task, selected, before) | answer)


@contextmanager
def _switch_off(module: nn.Module, channels: list[int]) -> Iterator[None]:
    """Set feature maps of a block to zero while the block of code runs."""

    def switch(_module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
        output = output.clone()
        output[:, channels] = 0.0
        return output

    handle = module.register_forward_hook(switch)
    try:
        yield
    finally:
        handle.remove()


def cover_patch(task: Any, inputs: Tensor, corner: Sequence[int], edge: int, value: float) -> Tensor:
    """Return inputs (1, C, P) with a square of grey `value` (0 black, 1 white) over them."""
    covered = inputs.clone()
    region = (slice(None), slice(None), *(slice(int(start), int(start) + edge) for start in corner))
    covered[region] = task.scaling.standardise(value * task.scaling.white)
    return covered


def _checked_edge(task: Any, edge: int) -> int:
    if not 1 <= edge <= min(task.shape[1:]):
        raise Problem(N_("The patch must have an edge from 1 to {most}."), most=min(task.shape[1:]))
    return int(edge)


def _target(outputs: Tensor, target: int) -> int:
    """Return the requested class, or the predicted one."""
    return target if 0 <= target < outputs.shape[1] else int(outputs.argmax())
