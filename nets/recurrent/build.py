"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.recurrent.experiment import Recurrent
from nets.recurrent.net import SequenceNet
from nets.recurrent.task import Sequences


def build(experiment: Recurrent, generator: Generator) -> tuple[SequenceNet, Sequences]:
    """The untrained net and its task."""
    return bare(experiment, generator), Sequences(experiment.data)


def bare(experiment: Recurrent, generator: Generator) -> SequenceNet:
    """The untrained net."""
    return SequenceNet(*experiment.shape, generator=generator, **experiment.options)
