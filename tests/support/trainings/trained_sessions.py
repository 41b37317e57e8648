"""A session whose run was really trained, for the judges of challenges."""

from __future__ import annotations

from dataclasses import dataclass

from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History


@dataclass(frozen=True)
class Trained:
    experiment: Perceptron
    history: History
    state: str
    index: int
