"""Optimizers for tables of which an update touches few rows; the other rows and their memory stay.

Gradients come as sparse tensors that name their rows. Each rule is torch.optim's, applied to those rows alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn


class RowOptimizer(torch.optim.Optimizer):
    """SGD, Adagrad or Adam, the last two with torch's defaults; the state has torch's names and shapes."""

    def __init__(self, parameters: Iterable[nn.Parameter], rule: str, lr: float) -> None:
        super().__init__(parameters, {"lr": lr})
        self.rule = {"sgd": self._sgd, "adagrad": self._adagrad, "adam": self._adam}[rule]

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Update the rows that the gradients name; `closure` is not used."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    gradient = parameter.grad.coalesce()
                    self.rule(parameter, gradient.indices()[0], gradient.values(), group["lr"])

    def _sgd(self, parameter: nn.Parameter, rows: Tensor, gradient: Tensor, lr: float) -> None:
        parameter.index_add_(0, rows, gradient, alpha=-lr)

    def _adagrad(self, parameter: nn.Parameter, rows: Tensor, gradient: Tensor, lr: float) -> None:
        """Duchi et al. 2011."""
        total = self._memory(parameter, "sum")["sum"]
        total.index_add_(0, rows, gradient.square())
        root = total.index_select(0, rows).sqrt_().add_(1e-10)
        parameter.index_add_(0, rows, gradient / root, alpha=-lr)

    def _adam(self, parameter: nn.Parameter, rows: Tensor, gradient: Tensor, lr: float) -> None:
        """Kingma & Ba 2015."""
        memory = self._memory(parameter, "exp_avg", "exp_avg_sq")
        steps = memory["step"].item()
        first = memory["exp_avg"].index_select(0, rows).lerp_(gradient, 0.1)
        second = memory["exp_avg_sq"].index_select(0, rows).mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        memory["exp_avg"].index_copy_(0, rows, first)
        memory["exp_avg_sq"].index_copy_(0, rows, second)
        root = second.sqrt_().div_((1 - 0.999**steps) ** 0.5).add_(1e-8)
        parameter.index_add_(0, rows, first.div_(root), alpha=-lr / (1 - 0.9**steps))

    def _memory(self, parameter: nn.Parameter, *names: str) -> dict[str, Any]:
        """Return the state of a parameter, with the number of its steps."""
        state: dict[str, Any] = self.state[parameter]
        if not state:
            state |= {"step": torch.zeros(())} | {name: torch.zeros_like(parameter) for name in names}
        state["step"] += 1
        return state
