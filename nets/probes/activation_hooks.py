"""Taps: look at what flows through a net, by the names of its modules, and leave no trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn


@contextmanager
def taps(net: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """Record the outputs of the named modules while the block runs: a dict from name to the latest output.

    Raises AttributeError for a name the net does not have. The hooks are always removed.
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
def inflows(net: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """Record what goes into the named modules while the block runs, as `taps` does with what comes out."""
    recorded: dict[str, Tensor] = {}
    handles = []
    try:
        for name in names:
            keep = partial(_record_input, recorded, name)
            handles.append(net.get_submodule(name).register_forward_pre_hook(keep))
        yield recorded
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def looking(net: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients while the block runs; afterwards every module is in the mode it was in."""
    modes = [(module, module.training) for module in net.modules()]
    try:
        for module, _ in modes:
            module.training = False
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode


def weighted(net: nn.Module) -> list[str]:
    """The names of the modules that hold a weight matrix of their own, in the order in which they were made."""
    return [name for name, module in net.named_modules() if _weight_dimensions(module) >= 2]


def hidden(net: nn.Module) -> list[str]:
    """The names of the hidden layers: every module with a weight matrix but the last."""
    return weighted(net)[:-1]


def span(module: nn.Module) -> tuple[float, float] | None:
    """The range a module's activation cannot leave, as (low, high); None where there is no such range.

    Read off the name the module gives its activation as `kind`.
    """
    return {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}.get(getattr(module, "kind", ""))


def _record(recorded: dict[str, Tensor], name: str, module: nn.Module, inputs: Any, output: Tensor) -> None:
    recorded[name] = output.detach()


def _record_input(recorded: dict[str, Tensor], name: str, module: nn.Module, inputs: Any) -> None:
    recorded[name] = inputs[0].detach()


def _weight_dimensions(module: nn.Module) -> int:
    weight = dict(module.named_parameters(recurse=False)).get("weight")
    return 0 if weight is None else weight.ndim
