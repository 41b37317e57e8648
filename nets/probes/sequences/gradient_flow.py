"""Back through time: how much of the gradient arrives at each step, and how much each symbol moves an answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.sequences.sequence_input import at_end, outcome, reading, recurrent, told, vectors

SEQUENCES = 32
LONGEST_BACK = 200  # steps of a sequence that are gone back


def gradient_flow(net: Any, task: Any, cells: bool = False) -> dict[str, np.ndarray]:
    """Norms of dL/dh at every step of the first layer, where L is the loss of the last answer asked; T steps.

    "own" (T,) float32: the mean of the norm over up to 32 training examples of full length, of the state that is read
    forwards; an lstm's "own_cell" (T,) of its cell. With `cells` also "rnn", "gru" and "lstm" (T,): untrained nets of
    the same settings with each cell. "distance" (T,) int64: steps to the end. "cell": the name of the net's own.
    Raises Problem for a net without state. Needs of the task: written, seen, sibling.
    """
    recurrent(net)
    x, targets = (part[:SEQUENCES] for part in task.seen["train"])
    if net.symbols and x.ndim == 2:
        full = (x != 0).all(dim=1)
        if not full.any():  # shorter ones, all cut to the longest
            steps = int((x != 0).sum(dim=1).max())
            full = (x != 0).sum(dim=1) == steps
            x, targets = x[:, :steps], targets[:, :steps] if targets.ndim > 1 else targets
        x, targets = x[full], targets[full]
    if x.shape[1] > LONGEST_BACK:
        x, targets = x[:, -LONGEST_BACK:], targets[:, -LONGEST_BACK:] if task.about.each else targets
    answer = {"own": _norms(net, task, x, targets, "hidden"), "cell": np.array(net.kind)}
    if net.kind == "lstm":
        answer["own_cell"] = _norms(net, task, x, targets, "cell")
    for kind in ("rnn", "gru", "lstm") if cells else ():
        answer[kind] = _norms(task.sibling(kind), task, x, targets, "hidden")
    return answer | {"distance": np.arange(len(answer["own"]))[::-1].copy()}


def _norms(net: Any, task: Any, x: Tensor, targets: Tensor, what: str) -> np.ndarray:
    """The mean norm (T,) of the gradient by a state of the first layer at every step."""
    inputs, lengths = vectors(net, x)
    with looking(net), torch.enable_grad():
        outputs, record = task.written(net, inputs.requires_grad_(), lengths, {})
        states = record["layers.0.ahead"][what]
        loss = at_end(outputs, targets, bool(task.classes))
        slopes = torch.autograd.grad(loss, states, allow_unused=True)
    norms = [torch.zeros(()) if slope is None else slope.norm(dim=1).mean() for slope in slopes]
    return (torch.stack(norms) * len(x)).numpy()  # of one sequence's own loss


def sensitivity(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", at: int = -1
) -> dict[str, np.ndarray]:
    """How much each of T symbols moves the answer at step `at`, negative ones from the end, any cell.

    "strength" (T,) float32: the norm of the gradient of the predicted class's score, or of the number, by the vector of
    each step. "at" (): the step, the last where there is one answer for all. And what `told` says, "answers" and
    "predicted" of the whole sequence.
    """
    one = reading(task, part, index, text)
    x, lengths = vectors(net, one.x)
    steps = x.shape[1]
    if not isinstance(at, int) or not -steps <= at < steps:
        raise Problem(N_("The sequence has {count} steps."), count=steps)
    place = at % steps if task.about.each else steps - 1
    with looking(net), torch.enable_grad():
        x = x.detach().requires_grad_()
        outputs = net.answer(x, lengths)
        scores = outputs[0, place] if task.about.each else outputs[0]
        slope = torch.autograd.grad(scores.max() if task.classes else scores[0], x)[0]
    found = {"strength": slope[0].norm(dim=1).numpy().copy(), "at": np.array(place)}
    return told(task, one) | found | outcome(task, outputs)
