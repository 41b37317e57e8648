"""Build the net and its task from the experiment."""

from __future__ import annotations

from typing import Any

from torch import Generator

from nets.models.seq2seq.experiment import Seq2Seq
from nets.models.seq2seq.net import Seq2SeqNet
from nets.models.seq2seq.task import PairTask


def build(experiment: Seq2Seq, generator: Generator) -> tuple[Seq2SeqNet, PairTask]:
    """Return the untrained net and its task."""
    arguments: list[Any] = [*experiment.shape, generator]
    net = Seq2SeqNet(*arguments, **experiment.options)
    return net, PairTask(experiment.info, experiment.pairs, experiment.unseen_pairs)
