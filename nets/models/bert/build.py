"""From the experiment to the net and its task, pre-training included."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from torch import Generator

from nets.experiment.user_error import N_, Problem
from nets.layers.transformer_block import StackConfig
from nets.models.bert import weights
from nets.models.bert.experiment import CLASSES, Bert
from nets.models.bert.net import BertNet
from nets.models.bert.tasks import Blanks, Verdicts
from nets.models.bert.weights import Arrays
from nets.training.trainer_state import Training, steps

FIGURES = ("test_loss", "test_accuracy")  # of a pre-training, for display


def build(experiment: Bert, generator: Generator) -> tuple[BertNet, Blanks | Verdicts]:
    """The net and its task; pre-training, if any, has ended when this returns."""
    if experiment.data.goal == "blanks":
        blanks = Blanks(experiment.data, generator)
        return bare(experiment, len(blanks.symbols), generator), blanks
    start, past = beginning(experiment)
    verdicts = Verdicts(experiment.data, start, past)
    net = bare(experiment, len(verdicts.symbols), generator)
    if start is not None:
        begin(net, start)
    return net, verdicts


def bare(experiment: Bert, symbols: int, generator: Generator) -> BertNet:
    """The untrained net."""
    return BertNet(symbols, StackConfig(**experiment.plan), CLASSES, generator)


def begin(net: BertNet, start: Arrays) -> None:
    """Put pre-trained weights into a net, but for its output layer. Raises Problem where they are of another net."""
    own = {name: tensor for name, tensor in net.state_dict().items() if not name.startswith("output.")}
    if {name: tuple(tensor.shape) for name, tensor in own.items()} != {
        name: each.shape for name, each in start.items()
    }:
        text = N_("These pre-trained weights are of another net, corpus or vocabulary. Pre-train once more.")
        raise Problem(text, key="net.start")
    net.load_state_dict({name: torch.from_numpy(array) for name, array in start.items()}, strict=False)


def beginning(experiment: Bert) -> tuple[Arrays | None, Arrays | None]:
    """The weights that a net begins with but those of its output layer, and the figures of what made them."""
    if experiment.net.start:
        arrays, past = weights.read(experiment.net.start)
    elif experiment.first is not None:
        arrays, past = pretrained(experiment.first)
    else:
        return None, None
    return {name: array for name, array in arrays.items() if not name.startswith("output.")}, past


@lru_cache(maxsize=4)
def pretrained(experiment: Bert) -> tuple[Arrays, Arrays]:
    """The weights at the end of a training, and its figures: "step" (n,), "test_loss" and "test_accuracy" (n,)."""
    training = Training(experiment)
    reports = [step for step in steps(training) if FIGURES[0] in step.figures]
    past = {name: np.array([step.figures[name] for step in reports]) for name in FIGURES}
    past |= {"step": np.array([step.index for step in reports])}
    return {name: tensor.numpy() for name, tensor in training.net.state_dict().items()}, past
