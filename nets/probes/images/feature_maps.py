"""Feature maps: what every layer makes of one image; and the kernels that make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.probes.activation_hooks import looking, taps, weighted
from nets.probes.images.captions import strip
from nets.probes.images.image_input import about, packed, picture, shown

MOST_MAPS = 64  # of a block
MOST_NUMBERS = 40_000  # of the kernels of a block


def blocks(net: nn.Module) -> list[str]:
    """The names of the blocks: modules whose weights are kernels."""
    return [name for name in weighted(net) if _weight(net, name).ndim > 2]


def _weight(net: nn.Module, name: str) -> Tensor:
    module: Any = net.get_submodule(name)
    return module.weight


def feature_maps(net: nn.Module, task: Any, most: int = MOST_MAPS, **chosen: Any) -> dict[str, np.ndarray]:
    """What each layer answers to one image, chosen as `nets.probes.images.image_input.picture` says.

    For each block "<block>" (O, P') uint8, its first maps, 64 at most, after the activation: 0 to 255 stand for
    "<block>/range" (2,) float32, the lowest and the highest number of the block; with pooling "pools.<n>" (O, P'')
    uint8 in the same range. For each fully connected layer "<layer>" (W,) float32. "blocks" names the blocks, "layers"
    the fully connected layers, the output among them. And what `recognise` says but for the scores.
    """
    one = picture(task, **chosen)
    dense = [name for name in weighted(net) if name not in blocks(net)]
    with looking(net), taps(net, dense) as seen:
        answer, outputs = _maps(net, lambda: net(one.inputs), most)  # (1, K)
    answer["layers"] = np.array(dense, dtype=str)
    answer |= {name: seen[name][0] for name in dense}
    return packed(answer | about(task, one, outputs))


def caption_maps(net: Any, task: Any, most: int = MOST_MAPS, **chosen: Any) -> dict[str, np.ndarray]:
    """What each block of a captioner makes of a strip, chosen as `nets.probes.images.captions.strip` says.

    Blocks and pools as `feature_maps` has them, and "image" (1, H, W) float32, 0 to 1.
    """
    x, _target = strip(task, **chosen)
    with looking(net):
        answer, _seen = _maps(net, lambda: net.seen(x), most)
    return packed(answer | {"image": shown(task, x)[0]})


def _maps(net: nn.Module, run: Callable[[], Tensor], most: int) -> tuple[dict[str, Any], Tensor]:
    """Return the answers of blocks and pools to one image, see `feature_maps`, and the outputs of the run."""
    convolving = blocks(net)
    pools = {name: f"pools.{name.rpartition('.')[2]}" for name in convolving}
    with taps(net, [*convolving, *pools.values()]) as seen:
        outputs = run()
    answer: dict[str, Any] = {"blocks": np.array(convolving, dtype=str)}
    for name in convolving:
        low, high = (float(edge) for edge in seen[name].aminmax())
        answer[f"{name}/range"] = np.array([low, high], dtype=np.float32)
        answer[name] = levels(seen[name][0, : min(most, MOST_MAPS)], low, high)
        if not isinstance(net.get_submodule(pools[name]), nn.Identity):
            answer[pools[name]] = levels(seen[pools[name]][0, : min(most, MOST_MAPS)], low, high)
    return answer, outputs


def levels(values: Tensor, low: float, high: float) -> np.ndarray:
    """Numbers from `low` to `high` as 0 to 255, uint8; what is no number is 0."""
    scaled = (values - low) / max(high - low, 1e-12) * 255
    return scaled.nan_to_num(0.0).round().clamp(0, 255).to(torch.uint8).numpy()


def filters(net: nn.Module, task: Any, gradients: bool = True) -> dict[str, np.ndarray]:
    """The kernels of each block, and how the last update's loss answered to them.

    For each block "<block>/weight" (O, I, k, k), or (O, I, k) on a line, float32, "<block>/bias" (O,) and, with
    `gradients`, "<block>/gradient" like the weight, zeros before the first update and where weights are frozen. Of a
    large block the kernels of the first input channels, then the first kernels: 40,000 numbers at most;
    "<block>/shape" is the whole. "blocks" names them.
    """
    names = blocks(net)
    answer: dict[str, Any] = {"blocks": np.array(names, dtype=str)}
    for name in names:
        weight = _weight(net, name)
        cut = _bounded(weight)
        answer[f"{name}/shape"] = np.array(weight.shape)
        answer[f"{name}/weight"] = weight[cut].contiguous()
        module: Any = net.get_submodule(name)
        answer[f"{name}/bias"] = module.bias
        if gradients:
            gradient = torch.zeros_like(weight) if weight.grad is None else weight.grad
            answer[f"{name}/gradient"] = gradient[cut].contiguous()
    return packed(answer)


def _bounded(weight: Tensor) -> tuple[slice, slice]:
    """The first kernels and the first of their channels that are not too many numbers."""
    one = weight[0, 0].numel()
    channels = max(1, min(weight.shape[1], MOST_NUMBERS // (one * min(len(weight), MOST_MAPS))))
    return slice(max(1, MOST_NUMBERS // (one * channels))), slice(channels)
