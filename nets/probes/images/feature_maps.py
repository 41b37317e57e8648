"""Feature maps: what every layer computes from one image; and the kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.probes.activation_hooks import evaluation_mode, record_outputs, weighted_modules
from nets.probes.images.captions import strip_input
from nets.probes.images.image_input import display_pixels, image_input, input_arrays, to_arrays

MAX_MAPS = 64  # of a block
MAX_NUMBERS = 40_000  # of the kernels of a block


def block_names(net: nn.Module) -> list[str]:
    """Return the names of the blocks: modules whose weights are kernels."""
    return [name for name in weighted_modules(net) if _weight(net, name).ndim > 2]


def _weight(net: nn.Module, name: str) -> Tensor:
    module: Any = net.get_submodule(name)
    return module.weight


def feature_maps(net: nn.Module, task: Any, most: int = MAX_MAPS, **chosen: Any) -> dict[str, np.ndarray]:
    """Return the activations of each layer for one image; `chosen` are the arguments of `image_input`.

    Returns:
        For each block "<block>" (O, P') uint8, its first maps, 64 at most, after the activation: 0 to 255 stand for
        "<block>/range" (2,) float32, its minimum and maximum; with pooling "pools.<n>" (O, P'') uint8 in the same
        range. For each dense layer "<layer>" (W,) float32. "blocks" and "layers" name both kinds, the output among the
        latter. What `recognise` returns, without the scores.
    """
    selected = image_input(task, **chosen)
    dense = [name for name in weighted_modules(net) if name not in block_names(net)]
    with evaluation_mode(net), record_outputs(net, dense) as outputs_of_layers:
        answer, outputs = _maps(net, lambda: net(selected.inputs), most)  # (1, K)
    answer["layers"] = np.array(dense, dtype=str)
    answer |= {name: outputs_of_layers[name][0] for name in dense}
    return to_arrays(answer | input_arrays(task, selected, outputs))


def caption_maps(net: Any, task: Any, most: int = MAX_MAPS, **chosen: Any) -> dict[str, np.ndarray]:
    """Return the feature maps of a captioner for a strip; `chosen` are the arguments of `strip_input`.

    Returns:
        Blocks and pools as in `feature_maps`, and "image" (1, H, W) float32, 0 to 1.
    """
    x, _target = strip_input(task, **chosen)
    with evaluation_mode(net):
        answer, _seen = _maps(net, lambda: net.feature_map(x), most)
    return to_arrays(answer | {"image": display_pixels(task, x)[0]})


def _maps(net: nn.Module, run: Callable[[], Tensor], most: int) -> tuple[dict[str, Any], Tensor]:
    """Return the answers of blocks and pools to one image, see `feature_maps`, and the outputs of the run."""
    names = block_names(net)
    pools = {name: f"pools.{name.rpartition('.')[2]}" for name in names}
    with record_outputs(net, [*names, *pools.values()]) as maps:
        outputs = run()
    answer: dict[str, Any] = {"blocks": np.array(names, dtype=str)}
    for name in names:
        low, high = (float(edge) for edge in maps[name].aminmax())
        answer[f"{name}/range"] = np.array([low, high], dtype=np.float32)
        answer[name] = grey_levels(maps[name][0, : min(most, MAX_MAPS)], low, high)
        if not isinstance(net.get_submodule(pools[name]), nn.Identity):
            answer[pools[name]] = grey_levels(maps[pools[name]][0, : min(most, MAX_MAPS)], low, high)
    return answer, outputs


def grey_levels(values: Tensor, low: float, high: float) -> np.ndarray:
    """Return numbers from `low` to `high` as 0 to 255, uint8; NaN is 0."""
    scaled = (values - low) / max(high - low, 1e-12) * 255
    return scaled.nan_to_num(0.0).round().clamp(0, 255).to(torch.uint8).numpy()


def filters(net: nn.Module, task: Any, gradients: bool = True) -> dict[str, np.ndarray]:
    """Return the kernels of each block, and their gradients of the last update.

    Returns:
        For each block "<block>/weight" (O, I, k, k), or (O, I, k) of signals, float32, "<block>/bias" (O,) and, with
        `gradients`, "<block>/gradient", zeros before the first update and for frozen weights. Of a large block the
        first kernels of the first input channels, at most 40,000 numbers; "<block>/shape" is the whole. "blocks" names
        them.
    """
    names = block_names(net)
    answer: dict[str, Any] = {"blocks": np.array(names, dtype=str)}
    for name in names:
        weight = _weight(net, name)
        kept_slices = _first_kernels(weight)
        answer[f"{name}/shape"] = np.array(weight.shape)
        answer[f"{name}/weight"] = weight[kept_slices].contiguous()
        module: Any = net.get_submodule(name)
        answer[f"{name}/bias"] = module.bias
        if gradients:
            gradient = torch.zeros_like(weight) if weight.grad is None else weight.grad
            answer[f"{name}/gradient"] = gradient[kept_slices].contiguous()
    return to_arrays(answer)


def _first_kernels(weight: Tensor) -> tuple[slice, slice]:
    """Return the slices of the first kernels and channels within MAX_NUMBERS."""
    kernel_size = weight[0, 0].numel()
    channels = max(1, min(weight.shape[1], MAX_NUMBERS // (kernel_size * min(len(weight), MAX_MAPS))))
    return slice(max(1, MAX_NUMBERS // (kernel_size * channels))), slice(channels)
