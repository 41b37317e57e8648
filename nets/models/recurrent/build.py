"""Build the net and its task from the experiment."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import Generator

from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.net import SequenceNet
from nets.models.recurrent.task import SequenceTask


def build(experiment: Recurrent, generator: Generator) -> tuple[SequenceNet, SequenceTask]:
    """Return the untrained net and its task."""
    return build_net(experiment, generator), SequenceTask(experiment.data, partial(build_with_cell, experiment))


def build_with_cell(experiment: Recurrent, cell: str) -> SequenceNet:
    """Return an untrained net with the same settings and another cell."""
    other = experiment.model_copy(update={"net": experiment.net.model_copy(update={"cell": cell})})
    return build_net(other, Generator().manual_seed(experiment.fit.seed))


def build_net(experiment: Recurrent, generator: Generator) -> SequenceNet:
    """Return the untrained net."""
    arguments: list[Any] = [*experiment.shape, generator]
    return SequenceNet(*arguments, **experiment.options)
