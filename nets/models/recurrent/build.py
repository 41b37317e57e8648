"""From the experiment to the net and its task."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import Generator

from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.net import SequenceNet
from nets.models.recurrent.task import Sequences


def build(experiment: Recurrent, generator: Generator) -> tuple[SequenceNet, Sequences]:
    """The untrained net and its task."""
    return bare(experiment, generator), Sequences(experiment.data, partial(sibling, experiment))


def sibling(experiment: Recurrent, cell: str) -> SequenceNet:
    """An untrained net with the same settings and another cell."""
    other = experiment.model_copy(update={"net": experiment.net.model_copy(update={"cell": cell})})
    return bare(other, Generator().manual_seed(experiment.fit.seed))


def bare(experiment: Recurrent, generator: Generator) -> SequenceNet:
    """The untrained net."""
    given: list[Any] = [*experiment.shape, generator]
    return SequenceNet(*given, **experiment.options)
