"""Limits on the size of a training: its parameters, its memory and the time of an update; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nets.experiment.layer_cost import FLOAT, Layer
from nets.experiment.user_error import N_, Problem

PASSES = 3  # forward, and backward for the weights and for the inputs


@dataclass(frozen=True)
class Limit:
    """An upper limit, and the settings that a Problem names as its `key` and `along`."""

    most: int
    key: str
    along: str = ""

    def problem(self, text: str, **values: float) -> Problem:
        """Return the Problem of a value above the limit."""
        along = {"along": self.along} if self.along else {}
        return Problem(text, key=self.key, **along, **values)


@dataclass(frozen=True)
class Budget:
    """The limits of one training of a family.

    Attributes:
        parameters: How many parameters.
        memory: How many bytes.
        update: How many multiply-adds in one update; None if memory limits it as well.
        too_slow: The sentence about an update that needs more, English and marked for translation.
    """

    parameters: Limit
    memory: Limit
    update: Limit | None = None
    too_slow: str = ""


def check_limits(layers: Sequence[Layer], budget: Budget, memory: int, batch: int) -> None:
    """Check the size of a training. Raises Problem.

    Args:
        layers: The layers of the net.
        budget: Its limits.
        memory: An upper estimate of the bytes that the training holds at once.
        batch: How many examples make an update.
    """
    if (count := parameter_count(layers)) > budget.parameters.most:
        text = N_("This net would have {count} parameters; {most} is the limit. Use fewer or smaller layers.")
        raise budget.parameters.problem(text, count=count, most=budget.parameters.most)
    if memory > budget.memory.most:
        text = N_("This training would need {size:.0f} MB of memory; {most:.0f} MB is the limit.")
        raise budget.memory.problem(text, size=memory / 1e6, most=budget.memory.most / 1e6)
    if budget.update is not None and update_multiply_adds(layers, batch) > budget.update.most:
        raise budget.update.problem(budget.too_slow)


def check_pretraining(layers: Sequence[Layer], batch: int, steps: int, most: int) -> None:
    """Check that a pre-training, which nobody watches, needs few enough multiply-adds. Raises Problem."""
    if update_multiply_adds(layers, batch) * steps > most:
        raise Problem(N_("Pre-training this net so long would take minutes. Use fewer steps."), key="net.pretrain")


def parameter_count(layers: Sequence[Layer]) -> int:
    """Return how many numbers are learnt."""
    return sum(layer.parameters for layer in layers)


def update_multiply_adds(layers: Sequence[Layer], batch: int) -> int:
    """Return an upper bound of the multiply-adds of an update, with gradients of all inputs."""
    return PASSES * batch * sum(layer.multiply_adds for layer in layers)


def training_bytes(layers: Sequence[Layer], batch: int, copies: int = 3, inputs: int = 0) -> int:
    """Return an upper estimate of the bytes of parameters and activations that a training holds at once.

    Args:
        layers: The layers of the net.
        batch: How many examples pass through the net at once.
        copies: How many copies of an activation exist, with its gradient and what the backward pass needs.
        inputs: Numbers of an example that take memory like activations.
    """
    activations = inputs + sum(layer.outputs for layer in layers)
    learnt = 4 * parameter_count(layers)  # weights, gradients, two moments of the optimizer
    return FLOAT * (learnt + copies * batch * activations)
