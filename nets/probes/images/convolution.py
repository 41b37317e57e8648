"""One convolution looked into: a map as the sum over channels, and a pixel as patch times kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import inflows, looking, taps
from nets.probes.images.feature_maps import blocks
from nets.probes.images.image_input import about, packed, picture

MOST_CHANNELS = 32  # told one by one


def channel(
    net: nn.Module, task: Any, block: str = "blocks.0", channel: int = 0, **chosen: Any
) -> dict[str, np.ndarray]:
    """One feature map of one image as the sum over I input channels: each channel under its kernel, plus the bias.

    "channels" (n,) int64: up to 32 input channels, those that count most first. For these "inputs" (n, P), what comes
    in, "kernels" (n, k, k) and "parts" (n, P'), what each contributes; "rest" (P'), all others together; "bias";
    "sum" (P'): parts, rest and bias; "normed" (P'), where there is batch norm; "output" (P'): after the activation,
    which "kind" names; all float32. "count": I. "steps" (3,): stride, padding and dilation. And what `recognise` says
    but for the scores. Raises Problem where there is no such map.
    """
    module, arriving, output, told = _followed(net, task, block, channel, chosen)
    stride, padding, dilation = _steps(module)
    with torch.no_grad():
        kernels = module.weight[channel]  # (I, k, k)
        convolve = functional.conv2d if kernels.ndim == 3 else functional.conv1d
        each = kernels[:, None]  # (I, 1, k, k): a kernel for every channel of its own
        parts = convolve(arriving[None], each, None, stride, padding, dilation, len(kernels))[0]  # (I, P')
        total = parts.sum(dim=0) + module.bias[channel]
        order = parts.abs().flatten(1).sum(dim=1).argsort(descending=True)[:MOST_CHANNELS]
        answer = {"channels": order, "inputs": arriving[order], "kernels": kernels[order], "parts": parts[order]}
        rest = parts.sum(dim=0) - parts[order].sum(dim=0)
    answer |= {"rest": rest, "sum": total, "bias": module.bias[channel]}
    if module.norm is not None:
        answer["normed"] = _normed(module.norm, total, channel)
    about_it = {"output": output, "kind": module.kind, "block": block, "channel": channel, "count": len(kernels)}
    return packed(told | answer | about_it | {"steps": np.array([stride, padding, dilation])})


def pixel(
    net: nn.Module,
    task: Any,
    block: str = "blocks.0",
    channel: int = 0,
    place: Sequence[int] = (0, 0),
    **chosen: Any,
) -> dict[str, np.ndarray]:
    """One pixel of a feature map, at `place` (row, column), or (position,) on a line, number by number.

    "patch", "kernel" and "products" (I, k, k) float32; "bias"; "sum": all products and the bias; "normed", where there
    is batch norm; "output": after the activation, which "kind" names. "corner" (dims,) int64: where the patch begins in
    what comes in, less than 0 in the padding; "edge" (dims,): the size of the map; "place"; "steps" (3,): stride,
    padding and dilation; "pixels" (k, …, dims): the place in the input of each place of the kernel. Raises Problem
    where there is no such pixel.
    """
    module, arriving, output, told = _followed(net, task, block, channel, chosen)
    stride, padding, dilation = _steps(module)
    at = tuple(place)[: output.ndim]
    inside = len(at) == output.ndim and all(0 <= p < edge for p, edge in zip(at, output.shape, strict=True))
    if not inside:
        raise Problem(N_("This map has no such pixel."))
    kernel = module.weight[channel].detach()  # (I, k, k)
    dims, edge = kernel.ndim - 1, kernel.shape[-1]
    wide = functional.pad(arriving, [padding] * (2 * dims))
    reach = [slice(p * stride, p * stride + dilation * (edge - 1) + 1, dilation) for p in at]
    patch = wide[(slice(None), *reach)]  # (I, k, k)
    total = (patch * kernel).sum() + module.bias[channel].detach()
    corner = np.array([p * stride - padding for p in at])
    offsets = np.stack(np.meshgrid(*[np.arange(edge) * dilation] * dims, indexing="ij"), axis=-1)  # (k, k, dims)
    answer = {"patch": patch, "kernel": kernel, "products": patch * kernel, "bias": module.bias[channel], "sum": total}
    if module.norm is not None:
        answer["normed"] = _normed(module.norm, total, channel)
    answer |= {"output": output[at], "kind": module.kind, "corner": corner, "edge": np.array(output.shape)}
    answer |= {"place": np.array(at), "steps": np.array([stride, padding, dilation]), "pixels": corner + offsets}
    return packed(told | answer | {"block": block, "channel": channel})


def _followed(
    net: nn.Module, task: Any, block: str, channel: int, chosen: dict[str, Any]
) -> tuple[Any, Tensor, Tensor, dict[str, Any]]:
    """The block, what comes into it (I, P), the map that leaves it (P'), and what there is to say of the image."""
    module: Any = net.get_submodule(block) if block in blocks(net) else None
    if module is None or not 0 <= channel < len(module.weight):
        raise Problem(N_("This net has no such feature map."))
    one = picture(task, **chosen)
    with looking(net), inflows(net, [block]) as arriving, taps(net, [block]) as leaving:
        outputs = net(one.inputs)
    return module, arriving[block][0], leaving[block][0, channel], about(task, one, outputs)


def _steps(module: Any) -> tuple[int, int, int]:
    shape = module.shape
    return shape.stride, shape.padding, shape.dilation


def _normed(norm: Any, total: Tensor, channel: int) -> Tensor:
    """Sums of one channel after batch norm with its running mean and variance."""
    with torch.no_grad():
        scaled = (total - norm.mean[channel]) / torch.sqrt(norm.variance[channel] + 1e-5)
        return scaled * norm.weight[channel] + norm.bias[channel]
