"""Snapshots: weights and gradients of a net at some steps of its training, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor, nn

MOST = 60  # snapshots of a training
MAX_BYTES = 32 * 2**20  # for all of them


class Snapshot(NamedTuple):
    """The number of moments offered before, the weights, and the gradients of the last update."""

    number: int
    weights: dict[str, Tensor]
    gradients: list[Tensor | None]


class Snapshots:
    """Copies of a net's weights and gradients by step.

    Moments are offered in order. The first one and the 1st, 2nd, 4th, 8th … after it stay, because a net changes most
    at first. Of the others every `stride`-th is kept; when no more fit, the stride doubles. Which moments are kept
    depends on the offered ones alone.
    """

    def __init__(self, net: nn.Module, most: int = MOST, most_bytes: int = MAX_BYTES) -> None:
        size = sum(tensor.nbytes for tensor in (*net.state_dict().values(), *net.parameters()))
        self._net = net
        self._most = min(most, most_bytes // max(1, size))
        self._early = {2**power for power in range(self._most // 2 - 1)}
        self._stride = 1
        self._offered = 0
        self._kept: dict[int, Snapshot] = {}  # by step

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that can be recalled, in order."""
        return tuple(self._kept)

    def offer(self, step: int) -> None:
        """Keep the present net, after `step` updates, or skip it."""
        if step in self._kept:  # its weights were changed by hand since
            self._kept[step] = self._kept[step]._replace(weights=_copied(self._net))
            return
        number, self._offered = self._offered, self._offered + 1
        if self._most < 2 or not self._is_kept(number):
            return
        while len(self._kept) >= self._most:
            self._stride *= 2
            self._kept = {step: kept for step, kept in self._kept.items() if self._is_kept(kept.number)}
        if self._is_kept(number):
            gradients = [None if p.grad is None else p.grad.clone() for p in self._net.parameters()]
            self._kept[step] = Snapshot(number, _copied(self._net), gradients)

    def weights(self, step: int) -> dict[str, Tensor]:
        """Return the weights at `step`, one of `steps`, by name."""
        return self._kept[step].weights

    def nearest(self, step: int) -> int | None:
        """Return the kept step that is nearest to `step`; None if none is kept."""
        return min(self._kept, key=lambda kept: abs(kept - step), default=None)

    def packed(self) -> bytes:
        """Return all kept moments and the present gradients as bytes for `unpack`."""
        kept = {step: tuple(snapshot) for step, snapshot in self._kept.items()}
        present = [parameter.grad for parameter in self._net.parameters()]
        file = io.BytesIO()
        torch.save({"offered": self._offered, "stride": self._stride, "kept": kept, "present": present}, file)
        return file.getvalue()

    def unpack(self, data: bytes) -> None:
        """Continue from the packed moments of another trainer of the same training."""
        packed = torch.load(io.BytesIO(data), weights_only=True)
        self._offered, self._stride = packed["offered"], packed["stride"]
        self._kept = {step: Snapshot(*values) for step, values in packed["kept"].items()}
        _set_gradients(list(self._net.parameters()), packed["present"])

    @contextmanager
    def recalled(self, step: int) -> Iterator[None]:
        """Put the net back to `step`, one of `steps`, while the block runs; afterwards it is as before."""
        then, parameters = self._kept[step], list(self._net.parameters())
        now, gradients = _copied(self._net), [parameter.grad for parameter in parameters]
        try:
            _set_weights(self._net, then.weights)
            _set_gradients(parameters, then.gradients)
            yield
        finally:
            _set_weights(self._net, now)
            _set_gradients(parameters, gradients)

    def _is_kept(self, number: int) -> bool:
        return number % self._stride == 0 or number in self._early


def _copied(net: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in net.state_dict().items()}


def _set_weights(net: nn.Module, weights: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, tensor in net.state_dict().items():
            tensor.copy_(weights[name])


def _set_gradients(parameters: list[nn.Parameter], gradients: list[Tensor | None]) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
