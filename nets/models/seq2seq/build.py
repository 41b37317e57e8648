"""From the experiment to the net and its task."""

from __future__ import annotations

from typing import Any

from torch import Generator

from nets.models.seq2seq.experiment import Seq2Seq
from nets.models.seq2seq.net import Seq2SeqNet
from nets.models.seq2seq.task import Translations


def build(experiment: Seq2Seq, generator: Generator) -> tuple[Seq2SeqNet, Translations]:
    """The untrained net and its task."""
    given: list[Any] = [*experiment.shape, generator]
    net = Seq2SeqNet(*given, **experiment.options)
    return net, Translations(experiment.about, experiment.pairs, experiment.unseen)
