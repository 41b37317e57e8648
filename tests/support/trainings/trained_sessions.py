"""A trained run as the checks of challenges receive it."""

from __future__ import annotations

from dataclasses import dataclass

from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History


@dataclass(frozen=True)
class TrainedSession:
    experiment: Perceptron
    history: History
    state: str
    index: int
