"""Which pixels a net relies on: saliency, Grad-CAM, occlusion; and what one of its maps is good for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.images.feature_maps import blocks
from nets.probes.images.image_input import Picture, about, packed, picture

MOST_PLACES = 900  # of the patch
AT_ONCE = 100
MOST_TESTED = 400


def saliency(net: nn.Module, task: Any, target: int = -1, **chosen: Any) -> dict[str, np.ndarray]:
    """How strongly a class's score answers to each pixel. Simonyan et al. 2014, "Deep inside convolutional networks".

    "saliency" (P,) float32: the largest absolute gradient over the colours; "gradient" (C, P) float32, by pixels from 0
    to 1; "target": the class asked for, the predicted one where that is -1. And what `recognise` says of the image but
    for the scores.
    """
    one = picture(task, **chosen)
    with looking(net), torch.enable_grad():
        x = one.inputs.clone().requires_grad_()
        outputs = net(x)  # (1, K)
        target = _target(outputs, target)
        gradient = torch.autograd.grad(outputs[0, target], x)[0][0]  # (C, P)
    gradient = gradient * (task.white / task.deviation)
    told = about(task, one, outputs.detach())
    return packed(told | {"gradient": gradient, "saliency": gradient.abs().amax(dim=0), "target": target})


def gradcam(net: nn.Module, task: Any, block: str = "", target: int = -1, **chosen: Any) -> dict[str, np.ndarray]:
    """Where a block sees what speaks for a class. Selvaraju et al. 2017, "Grad-CAM".

    "cam" (P',) float32: the block's maps, weighed by the mean gradient of the class's score by each and summed,
    negative sums as 0; "large" (P,): the same stretched over the image; "weights" (O,): the mean gradients; "block":
    the last one if none is named; "target" as in `saliency`. And what `recognise` says but for the scores. Raises
    Problem for a net without such a block.
    """
    names = blocks(net)
    block = block or (names[-1] if names else "")
    if block not in names:
        raise Problem(N_("This net has no convolutions to look at."))
    one, kept = picture(task, **chosen), dict[str, Tensor]()
    handle = net.get_submodule(block).register_forward_hook(lambda _module, _inputs, output: kept.update(maps=output))
    try:
        with looking(net), torch.enable_grad():
            outputs = net(one.inputs.clone().requires_grad_())
            target = _target(outputs, target)
            gradient = torch.autograd.grad(outputs[0, target], kept["maps"])[0][0]  # (O, P')
    finally:
        handle.remove()
    weights = gradient.flatten(1).mean(dim=1)  # (O,)
    cam = torch.tensordot(weights, kept["maps"].detach()[0], dims=1).relu()  # (P',)
    mode = "bilinear" if cam.ndim == 2 else "linear"
    large = functional.interpolate(cam[None, None], list(task.shape[1:]), mode=mode)[0, 0]
    told = about(task, one, outputs.detach())
    return packed(told | {"cam": cam, "large": large, "weights": weights, "block": block, "target": target})


def occlusion(
    net: nn.Module, task: Any, edge: int = 2, value: float = 0.5, target: int = -1, **chosen: Any
) -> dict[str, np.ndarray]:
    """What becomes of a class's probability when a patch of grey `value` lies over each place of the image in turn.

    Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks". "map" (n, m) float32, or (n,) on a
    line: the probability of the class with the patch's corner at "rows" (n,) and "columns" (m,); 900 places at most,
    further apart on a large image. "edge": of the patch; "target" as in `saliency`; and what `recognise` says of the
    image without the patch, but for the scores.
    """
    one = picture(task, **chosen)
    edge = _edge(task, edge)
    dims = len(task.shape) - 1
    starts = [np.arange(0, size - edge + 1) for size in task.shape[1:]]
    apart = 1
    while np.prod([len(each[::apart]) for each in starts]) > MOST_PLACES:
        apart += 1
    starts = [each[::apart] for each in starts]
    corners = np.stack(np.meshgrid(*starts, indexing="ij"), axis=-1).reshape(-1, dims)
    with looking(net):
        outputs = net(one.inputs)
        target = _target(outputs, target)
        chances = []
        for few in np.array_split(corners, max(1, len(corners) // AT_ONCE)):
            covered = torch.cat([cover(task, one.inputs, corner, edge, value) for corner in few])
            chances.append(task.probabilities(net(covered))[:, target])
    answer: dict[str, Any] = {"map": torch.cat(chances).reshape([len(each) for each in starts]), "rows": starts[0]}
    answer |= {"columns": starts[1]} if dims == 2 else {}
    return packed(about(task, one, outputs) | answer | {"edge": edge, "target": target})


def patch(
    net: nn.Module,
    task: Any,
    corner: Sequence[int] = (0, 0),
    edge: int = 2,
    value: float = 0.5,
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """What one patch of grey `value`, its corner at (row, column), or (position,), changes.

    "before" and "after" (K,) float32: the probabilities without and with it; "before_predicted" and "after_predicted";
    "image" (C, P): as the net sees it with the patch; "area": the share of the image that it covers; "corner" (dims,)
    and "edge": where it lies; "truth", "part" and "index" of the image.
    """
    one = picture(task, **chosen)
    edge = _edge(task, edge)
    sizes = task.shape[1:]
    at = [min(max(0, int(start)), size - edge) for start, size in zip(corner, sizes, strict=False)]
    if len(at) != len(sizes):
        raise Problem(N_("The patch needs a row and a column."))
    covered = cover(task, one.inputs, at, edge, value)
    with looking(net):
        outputs, others = net(one.inputs), net(covered)
    told = about(task, Picture(covered, one.truth, one.part, one.index), others)
    after, after_predicted = told.pop("probabilities"), told.pop("predicted")
    told |= {"before": task.probabilities(outputs)[0], "before_predicted": int(outputs.argmax())}
    told |= {"after": after, "after_predicted": after_predicted, "corner": np.array(at), "edge": edge}
    return packed(told | {"area": edge ** len(sizes) / float(np.prod(sizes))})


def map_ablation(
    net: nn.Module, task: Any, block: str = "blocks.0", channels: Sequence[int] = (0,), **chosen: Any
) -> dict[str, np.ndarray]:
    """What becomes of a net's answers when some maps of a block are switched off, that is 0 everywhere.

    "before" and "after" (K,) float32: the probabilities for one image; "before_scores" and "after_scores" (K,): the
    outputs before softmax; "accuracy" (2,) float32: the share of up to 400 test images that are right, before and
    after; "block" and "channels"; and what `recognise` says of the whole net but for the scores.
    """
    off = [int(each) for each in channels]
    module: Any = net.get_submodule(block) if block in blocks(net) else None
    if module is None or not all(0 <= each < len(module.weight) for each in off):
        raise Problem(N_("This net has no such feature map."))
    one = picture(task, **chosen)
    tested, truth = task.test_inputs[:MOST_TESTED], task.test_truth[:MOST_TESTED]
    found = []
    for these in ([], off):
        with looking(net), _without(module, these):
            scores = net(one.inputs)
            said = torch.cat([net(few).argmax(dim=1) for few in tested.split(AT_ONCE)])
        found.append((scores, (said == truth).float().mean().item()))
    (before, right), (after, left) = found
    answer: dict[str, Any] = {"before_scores": before[0], "after_scores": after[0]}
    answer |= {"before": task.probabilities(before)[0], "after": task.probabilities(after)[0]}
    answer |= {"accuracy": np.array([right, left], dtype=np.float32), "block": block, "channels": np.array(off, int)}
    return packed(about(task, one, before) | answer)


@contextmanager
def _without(module: nn.Module, channels: list[int]) -> Iterator[None]:
    """Some maps of a block are 0 while the block of code runs."""

    def switch(_module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
        output = output.clone()
        output[:, channels] = 0.0
        return output

    handle = module.register_forward_hook(switch)
    try:
        yield
    finally:
        handle.remove()


def cover(task: Any, inputs: Tensor, corner: Sequence[int], edge: int, value: float) -> Tensor:
    """Inputs (1, C, P) with a square of grey `value` (0 black, 1 white) over them."""
    covered = inputs.clone()
    place = (slice(None), slice(None), *(slice(int(start), int(start) + edge) for start in corner))
    covered[place] = (value * task.white - task.mean) / task.deviation
    return covered


def _edge(task: Any, edge: int) -> int:
    if not 1 <= edge <= min(task.shape[1:]):
        raise Problem(N_("The patch must have an edge from 1 to {most}."), most=min(task.shape[1:]))
    return int(edge)


def _target(outputs: Tensor, target: int) -> int:
    """The class asked for, or the predicted one."""
    return target if 0 <= target < outputs.shape[1] else int(outputs.argmax())
