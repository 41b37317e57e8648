"""Directions in the space of a net's weights: those its path varies along most, and random ones of fitting length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Generator, Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking

SMALL = 1e-5  # of the first direction's deviation: a second one with less is none


def principal(path: Tensor) -> Tensor:
    """The two directions (2, P), of length 1, that the moments of a path (K, P) vary along most: their PCA.

    Each points from the first moment towards the last. Of a path along a line the second direction is nought. Raises
    Problem where the weights have not moved.
    """
    centred = (path - path.mean(dim=0)).double()
    values, vectors = torch.linalg.eigh(centred @ centred.T)  # (K,), (K, K): far smaller than the covariance (P, P)
    deviations = values[-2:].flip(0).clamp_min(0).sqrt()
    if not deviations[0] > 0:
        raise Problem(N_("The weights have not moved yet. Train a little first."))
    directions = vectors[:, -2:].T.flip(0) @ centred / deviations.clamp_min(1e-300)[:, None]
    directions[1] *= float(deviations[1] > SMALL * deviations[0])
    ahead = directions @ (centred[-1] - centred[0])
    return (directions * torch.where(ahead < 0, -1.0, 1.0)[:, None]).float()


def filter_normalised(parameters: Sequence[Tensor], generator: Generator) -> Tensor:
    """A random direction (P,) in which each filter, the weights into one unit, is as long as the net's own.

    Nought for biases and the like (Li et al. 2018), and for weights that do not learn.
    """
    parts = []
    for parameter in parameters:
        if parameter.ndim < 2 or not parameter.requires_grad:
            parts.append(torch.zeros(parameter.numel()))
            continue
        rows = parameter.detach().flatten(1)  # (filters, weights of each)
        drawn = torch.randn(rows.shape, generator=generator)
        lengths = rows.norm(dim=1, keepdim=True) / drawn.norm(dim=1, keepdim=True).clamp_min(1e-12)
        parts.append((drawn * lengths).flatten())
    return torch.cat(parts)


def coordinates(path: Tensor, centre: Tensor, directions: Tensor) -> Tensor:
    """Where the moments (K, P) lie on the plane through `centre` (P,), in units of its two directions: (K, 2).

    The nearest place of the plane, since they may lie off it.
    """
    along, across = (path - centre).double() @ directions.double().T, directions.double() @ directions.double().T
    return along @ torch.linalg.pinv(across)


def held(path: Tensor, directions: Tensor) -> float:
    """The share of the path's variance that the plane along `directions` (2, P) holds."""
    centred = (path - path.mean(dim=0)).double()
    plane = torch.linalg.svd(directions.double(), full_matrices=False)[2]  # (2, P), orthonormal
    plane = plane[: int(torch.linalg.matrix_rank(directions.double() @ directions.double().T))]
    total = centred.square().sum().item()
    return (centred @ plane.T).square().sum().item() / total if total else 0.0


def flat(parameters: Sequence[Tensor]) -> Tensor:
    """All weights as one row (P,), a copy."""
    return torch.cat([parameter.detach().flatten() for parameter in parameters])


class Movable:
    """A net that can be put to other weights for a while. Its buffers are then as they were when this was made."""

    def __init__(self, net: Any, parameters: Sequence[Tensor]) -> None:
        self._net, self._parameters = net, parameters
        self._sizes = [parameter.numel() for parameter in parameters]
        self._buffers = [buffer.clone() for buffer in net.buffers()]
        self.weights = flat(parameters)  # (P,), as they were when this was made

    @contextmanager
    def borrowed(self) -> Iterator[None]:
        """The net is in evaluation mode and `put` may be called; afterwards all is as before."""
        now, buffers = flat(self._parameters), [buffer.clone() for buffer in self._net.buffers()]
        with looking(self._net):
            try:
                self._keep(self._buffers)
                yield
            finally:
                self.put(now)
                self._keep(buffers)

    def put(self, weights: Tensor) -> None:
        """Put the net to these weights (P,)."""
        for parameter, part in zip(self._parameters, weights.split(self._sizes), strict=True):
            parameter.data.copy_(part.view_as(parameter))

    def _keep(self, buffers: Sequence[Tensor]) -> None:
        for buffer, values in zip(self._net.buffers(), buffers, strict=True):
            buffer.copy_(values)
