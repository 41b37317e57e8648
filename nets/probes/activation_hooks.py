"""Forward hooks: record what flows through a net, by the names of its modules, and leave no trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn


@contextmanager
def record_outputs(net: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """Record the latest outputs of the named modules while the block runs, as tensors by name.

    The hooks are always removed. Raises AttributeError for a name the net does not have.
    """
    recorded: dict[str, Tensor] = {}
    handles = []
    try:
        for name in names:
            handles.append(net.get_submodule(name).register_forward_hook(partial(_record, recorded, name)))
        yield recorded
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def record_inputs(net: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """Record the latest first inputs of the named modules while the block runs, as tensors by name."""
    recorded: dict[str, Tensor] = {}
    handles = []
    try:
        for name in names:
            hook = partial(_record_input, recorded, name)
            handles.append(net.get_submodule(name).register_forward_pre_hook(hook))
        yield recorded
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def evaluation_mode(net: nn.Module) -> Iterator[None]:
    """Run the block in evaluation mode without gradients; afterwards every module is in its earlier mode."""
    modes = [(module, module.training) for module in net.modules()]
    try:
        for module, _ in modes:
            module.training = False
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode


def weighted_modules(net: nn.Module) -> list[str]:
    """Return the names of the modules with a weight matrix of their own, in the order of creation."""
    return [name for name, module in net.named_modules() if _weight_dimensions(module) >= 2]


def hidden_modules(net: nn.Module) -> list[str]:
    """Return the names of the hidden layers: every module with a weight matrix but the last."""
    return weighted_modules(net)[:-1]


def activation_range(module: nn.Module) -> tuple[float, float] | None:
    """Return the range (low, high) of a module's activation, by its `kind`; None if it is unbounded."""
    return {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}.get(getattr(module, "kind", ""))


def _record(recorded: dict[str, Tensor], name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
    recorded[name] = output.detach()


def _record_input(recorded: dict[str, Tensor], name: str, module: nn.Module, inputs: Any) -> None:
    recorded[name] = inputs[0].detach()


def _weight_dimensions(module: nn.Module) -> int:
    weight = dict(module.named_parameters(recurse=False)).get("weight")
    return 0 if weight is None else weight.ndim
