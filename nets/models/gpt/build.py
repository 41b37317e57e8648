"""Build the net and its task from the experiment."""

from __future__ import annotations

from typing import Any

from torch import Generator

from nets.layers.transformer_block import StackConfig
from nets.models.gpt.experiment import GPT
from nets.models.gpt.net import GPTNet
from nets.models.gpt.task import LanguageTask


def build(experiment: GPT, generator: Generator) -> tuple[GPTNet, LanguageTask]:
    """Return the untrained net and its task."""
    plan: Any = experiment.plan
    net = experiment.net
    gpt = GPTNet(len(experiment.info.tokens), StackConfig(**plan), net.mask, net.tied, generator)
    return gpt, LanguageTask(experiment.data)
