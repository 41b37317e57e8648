"""Build the net and its task from the experiment, after pre-training if the settings ask for it."""

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
from nets.models.bert.tasks import MaskedTask, SentimentTask
from nets.models.bert.weights import Arrays
from nets.training.trainer_state import Training, steps

FIGURES = ("test_loss", "test_accuracy")  # of a pre-training that is displayed


def build(experiment: Bert, generator: Generator) -> tuple[BertNet, MaskedTask | SentimentTask]:
    """Return the net and its task; pre-training, if any, has ended."""
    if experiment.data.goal == "blanks":
        masked = MaskedTask(experiment.data, generator)
        return build_net(experiment, len(masked.tokens), generator), masked
    start, figures = initial_weights(experiment)
    task = SentimentTask(experiment.data, start, figures)
    net = build_net(experiment, len(task.tokens), generator)
    if start is not None:
        load_weights(net, start)
    return net, task


def build_net(experiment: Bert, vocabulary: int, generator: Generator) -> BertNet:
    """Return the untrained net."""
    return BertNet(vocabulary, StackConfig(**experiment.plan), CLASSES, generator)


def load_weights(net: BertNet, start: Arrays) -> None:
    """Load pre-trained weights into a net, without its output layer. Raises Problem if they are of another net."""
    own = {name: tensor for name, tensor in net.state_dict().items() if not name.startswith("output.")}
    if {name: tuple(tensor.shape) for name, tensor in own.items()} != {
        name: each.shape for name, each in start.items()
    }:
        text = N_("These pre-trained weights are of another net, corpus or vocabulary. Pre-train once more.")
        raise Problem(text, key="net.start")
    net.load_state_dict({name: torch.from_numpy(array) for name, array in start.items()}, strict=False)


def initial_weights(experiment: Bert) -> tuple[Arrays | None, Arrays | None]:
    """Return the pre-trained weights without the output layer, and the figures of their training; None if none."""
    if experiment.net.start:
        arrays, figures = weights.read(experiment.net.start)
    elif experiment.first is not None:
        arrays, figures = pretrained(experiment.first)
    else:
        return None, None
    return {name: array for name, array in arrays.items() if not name.startswith("output.")}, figures


@lru_cache(maxsize=4)
def pretrained(experiment: Bert) -> tuple[Arrays, Arrays]:
    """Return the weights at the end of a training, and its figures "step", "test_loss" and "test_accuracy" (n,)."""
    training = Training(experiment)
    reports = [step for step in steps(training) if FIGURES[0] in step.figures]
    figures = {name: np.array([step.figures[name] for step in reports]) for name in FIGURES}
    figures |= {"step": np.array([step.index for step in reports])}
    return {name: tensor.numpy() for name, tensor in training.net.state_dict().items()}, figures
