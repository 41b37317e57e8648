"""One convolution in numbers: a map as the sum over channels, and a pixel as patch times kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, record_inputs, record_outputs
from nets.probes.images.feature_maps import block_names
from nets.probes.images.image_input import image_input, input_arrays, to_arrays

MAX_CHANNELS = 32  # told one by one


def channel(
    net: nn.Module, task: Any, block: str = "blocks.0", channel: int = 0, **chosen: Any
) -> dict[str, np.ndarray]:
    """Return one feature map of one image as the sum over I input channels, plus the bias.

    Args:
        net: A net with convolutions.
        task: Supplies the images.
        block: Name of the block.
        channel: Number of the map.
        chosen: The arguments of `image_input`.

    Returns:
        "channels" (n,) int64: up to 32 input channels, the largest contributions first. Of these "inputs" (n, P),
        "kernels" (n, k, k) and "parts" (n, P'), the contributions; "rest" (P'), all others; "bias"; "sum" (P');
        "normed" (P') with batch norm; "output" (P') after the activation, named by "kind"; all float32. "block",
        "channel", "count": I; "steps" (3,): stride, padding and dilation. What `recognise` returns, without the scores.

    Raises:
        Problem: If there is no such map.
    """
    module, inputs, output, arrays = _record_map(net, task, block, channel, chosen)
    stride, padding, dilation = _steps(module)
    with torch.no_grad():
        kernels = module.weight[channel]  # (I, k, k)
        convolve = functional.conv2d if kernels.ndim == 3 else functional.conv1d
        separate = kernels[:, None]  # (I, 1, k, k): a kernel for every channel of its own
        parts = convolve(inputs[None], separate, None, stride, padding, dilation, len(kernels))[0]  # (I, P')
        total = parts.sum(dim=0) + module.bias[channel]
        order = parts.abs().flatten(1).sum(dim=1).argsort(descending=True)[:MAX_CHANNELS]
        answer = {"channels": order, "inputs": inputs[order], "kernels": kernels[order], "parts": parts[order]}
        rest = parts.sum(dim=0) - parts[order].sum(dim=0)
    answer |= {"rest": rest, "sum": total, "bias": module.bias[channel]}
    if module.norm is not None:
        answer["normed"] = _batch_norm(module.norm, total, channel)
    details = {"output": output, "kind": module.kind, "block": block, "channel": channel, "count": len(kernels)}
    return to_arrays(arrays | answer | details | {"steps": np.array([stride, padding, dilation])})


def pixel(
    net: nn.Module,
    task: Any,
    block: str = "blocks.0",
    channel: int = 0,
    place: Sequence[int] = (0, 0),
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """Return the arithmetic of a feature map at `place`, (row, column) or (position,) of a signal.

    Returns:
        "patch", "kernel" and "products" (I, k, k) float32; "bias"; "sum"; "normed" with batch norm; "output" after the
        activation, named by "kind". "corner" (dims,) int64: where the patch begins in the input, negative in the
        padding; "edge" (dims,): size of the map; "place"; "steps" (3,): stride, padding and dilation; "pixels" (k, …,
        dims): the input position of each kernel position; "block", "channel". What `recognise` returns, without the
        scores.

    Raises:
        Problem: If there is no such pixel.
    """
    module, inputs, output, arrays = _record_map(net, task, block, channel, chosen)
    stride, padding, dilation = _steps(module)
    position = tuple(place)[: output.ndim]
    is_inside = len(position) == output.ndim and all(
        0 <= start < edge for start, edge in zip(position, output.shape, strict=True)
    )
    if not is_inside:
        raise Problem(N_("This map has no such pixel."))
    kernel = module.weight[channel].detach()  # (I, k, k)
    dims, edge = kernel.ndim - 1, kernel.shape[-1]
    padded = functional.pad(inputs, [padding] * (2 * dims))
    window = [slice(start * stride, start * stride + dilation * (edge - 1) + 1, dilation) for start in position]
    patch = padded[(slice(None), *window)]  # (I, k, k)
    total = (patch * kernel).sum() + module.bias[channel].detach()
    corner = np.array([start * stride - padding for start in position])
    offsets = np.stack(np.meshgrid(*[np.arange(edge) * dilation] * dims, indexing="ij"), axis=-1)  # (k, k, dims)
    answer = {"patch": patch, "kernel": kernel, "products": patch * kernel, "bias": module.bias[channel], "sum": total}
    if module.norm is not None:
        answer["normed"] = _batch_norm(module.norm, total, channel)
    answer |= {"output": output[position], "kind": module.kind, "corner": corner, "edge": np.array(output.shape)}
    answer |= {"place": np.array(position), "steps": np.array([stride, padding, dilation]), "pixels": corner + offsets}
    return to_arrays(arrays | answer | {"block": block, "channel": channel})


def _record_map(
    net: nn.Module, task: Any, block: str, channel: int, chosen: dict[str, Any]
) -> tuple[Any, Tensor, Tensor, dict[str, Any]]:
    """Return the block, its input (I, P), the map (P'), and the arrays that describe the image."""
    module: Any = net.get_submodule(block) if block in block_names(net) else None
    if module is None or not 0 <= channel < len(module.weight):
        raise Problem(N_("This net has no such feature map."))
    selected = image_input(task, **chosen)
    with evaluation_mode(net), record_inputs(net, [block]) as inputs, record_outputs(net, [block]) as maps:
        outputs = net(selected.inputs)
    return module, inputs[block][0], maps[block][0, channel], input_arrays(task, selected, outputs)


def _steps(module: Any) -> tuple[int, int, int]:
    shape = module.shape
    return shape.stride, shape.padding, shape.dilation


def _batch_norm(norm: Any, total: Tensor, channel: int) -> Tensor:
    """Return sums of one channel after batch norm with its running mean and variance."""
    with torch.no_grad():
        scaled = (total - norm.running_mean[channel]) / torch.sqrt(norm.running_var[channel] + 1e-5)
        return scaled * norm.weight[channel] + norm.bias[channel]
