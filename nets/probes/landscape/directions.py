"""Directions in weight space: principal ones of a path, and random filter-normalized ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Generator, Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode

MIN_RELATIVE_DEVIATION = 1e-5  # of the first direction's deviation: a second one with less is none


def principal(path: Tensor) -> Tensor:
    """Return the two principal directions (2, P), of length 1, of a path (K, P).

    Each points from the first snapshot towards the last. Of a straight path the second direction is zero.

    Raises:
        Problem: If the weights have not moved.
    """
    centred = (path - path.mean(dim=0)).double()
    values, vectors = torch.linalg.eigh(centred @ centred.T)  # (K,), (K, K): far smaller than the covariance (P, P)
    deviations = values[-2:].flip(0).clamp_min(0).sqrt()
    if not deviations[0] > 0:
        raise Problem(N_("The weights have not moved yet. Train a little first."))
    directions = vectors[:, -2:].T.flip(0) @ centred / deviations.clamp_min(1e-300)[:, None]
    directions[1] *= float(deviations[1] > MIN_RELATIVE_DEVIATION * deviations[0])
    progress = directions @ (centred[-1] - centred[0])
    return (directions * torch.where(progress < 0, -1.0, 1.0)[:, None]).float()


def filter_normalized(parameters: Sequence[Tensor], generator: Generator) -> Tensor:
    """Return a random direction (P,) in which each filter is as long as the net's own.

    A filter is the weights into one unit. Zero for biases and other vectors (Li et al. 2018), and for frozen weights.
    """
    parts = []
    for parameter in parameters:
        if parameter.ndim < 2 or not parameter.requires_grad:
            parts.append(torch.zeros(parameter.numel()))
            continue
        rows = parameter.detach().flatten(1)  # (filters, weights of each)
        noise = torch.randn(rows.shape, generator=generator)
        lengths = rows.norm(dim=1, keepdim=True) / noise.norm(dim=1, keepdim=True).clamp_min(1e-12)
        parts.append((noise * lengths).flatten())
    return torch.cat(parts)


def coordinates(path: Tensor, centre: Tensor, directions: Tensor) -> Tensor:
    """Return the coordinates (K, 2) of snapshots (K, P) on the plane through `centre` (P,).

    The units are the two directions; a snapshot off the plane is projected.
    """
    along, across = (path - centre).double() @ directions.double().T, directions.double() @ directions.double().T
    return along @ torch.linalg.pinv(across)


def explained_share(path: Tensor, directions: Tensor) -> float:
    """Return the share of the path's variance that the plane along `directions` (2, P) explains."""
    centred = (path - path.mean(dim=0)).double()
    plane = torch.linalg.svd(directions.double(), full_matrices=False)[2]  # (2, P), orthonormal
    plane = plane[: int(torch.linalg.matrix_rank(directions.double() @ directions.double().T))]
    total = centred.square().sum().item()
    return (centred @ plane.T).square().sum().item() / total if total else 0.0


def flatten(parameters: Sequence[Tensor]) -> Tensor:
    """Return all weights as one row (P,), a copy."""
    return torch.cat([parameter.detach().flatten() for parameter in parameters])


class Movable:
    """A net that takes other weights for a while, with its buffers as they were when this was made.

    `weights` (P,) are those at that time.
    """

    def __init__(self, net: Any, parameters: Sequence[Tensor]) -> None:
        self._net, self.parameters = net, parameters
        self._sizes = [parameter.numel() for parameter in parameters]
        self._buffers = [buffer.clone() for buffer in net.buffers()]
        self.weights = flatten(parameters)  # (P,), as they were when this was made

    @contextmanager
    def borrow(self) -> Iterator[None]:
        """Put the net into evaluation mode and allow `put` while the block runs; afterwards all is as before."""
        weights, buffers = flatten(self.parameters), [buffer.clone() for buffer in self._net.buffers()]
        with evaluation_mode(self._net):
            try:
                self._copy_buffers(self._buffers)
                yield
            finally:
                self.put(weights)
                self._copy_buffers(buffers)

    def put(self, weights: Tensor) -> None:
        """Put these weights (P,) into the net."""
        for parameter, part in zip(self.parameters, weights.split(self._sizes), strict=True):
            parameter.data.copy_(part.view_as(parameter))

    def _copy_buffers(self, buffers: Sequence[Tensor]) -> None:
        for buffer, values in zip(self._net.buffers(), buffers, strict=True):
            buffer.copy_(values)
