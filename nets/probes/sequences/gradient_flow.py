"""Gradients through time: how much arrives at each step, and how much each token moves an answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.sequences.sequence_input import (
    answer_arrays,
    final_loss,
    input_arrays,
    input_vectors,
    require_recurrent,
    sequence_input,
)

MAX_SEQUENCES = 32
MAX_STEPS_BACK = 200  # steps of a sequence that are gone back


def gradient_flow(net: Any, task: Any, cells: bool = False) -> dict[str, np.ndarray]:
    """Return the norms of the gradient by the state at each of T steps of the first layer.

    The loss is that of the last target. Needs of the task: written, seen, sibling.

    Args:
        net: A recurrent net.
        task: Supplies the training examples.
        cells: Whether to compute the same for untrained nets with each cell.

    Returns:
        "own" (T,) float32, the mean over up to 32 training examples of full length, of the forward state; "own_cell"
        (T,) of an lstm; with `cells` also "rnn", "gru", "lstm" (T,). "distance" (T,) int64: steps to the end. "cell"
        str.

    Raises:
        Problem: If the net has no hidden state.
    """
    require_recurrent(net)
    x, targets = (part[:MAX_SEQUENCES] for part in task.report_examples["train"])
    if net.vocabulary and x.ndim == 2:
        is_full = (x != 0).all(dim=1)
        if not is_full.any():  # shorter ones, all cut to the longest
            steps = int((x != 0).sum(dim=1).max())
            is_full = (x != 0).sum(dim=1) == steps
            x, targets = x[:, :steps], targets[:, :steps] if targets.ndim > 1 else targets
        x, targets = x[is_full], targets[is_full]
    if x.shape[1] > MAX_STEPS_BACK:
        x, targets = x[:, -MAX_STEPS_BACK:], targets[:, -MAX_STEPS_BACK:] if task.info.per_step else targets
    answer = {"own": _norms(net, task, x, targets, "hidden"), "cell": np.array(net.kind)}
    if net.kind == "lstm":
        answer["own_cell"] = _norms(net, task, x, targets, "cell")
    for kind in ("rnn", "gru", "lstm") if cells else ():
        answer[kind] = _norms(task.build_with_cell(kind), task, x, targets, "hidden")
    return answer | {"distance": np.arange(len(answer["own"]))[::-1].copy()}


def _norms(net: Any, task: Any, x: Tensor, targets: Tensor, what: str) -> np.ndarray:
    """Return the mean norm (T,) of the gradient by a state of the first layer at every step."""
    inputs, lengths = input_vectors(net, x)
    with evaluation_mode(net), torch.enable_grad():
        outputs, record = task.run_written_out(net, inputs.requires_grad_(), lengths, {})
        states = record["layers.0.forward_layer"][what]
        loss = final_loss(outputs, targets, bool(task.classes))
        gradients = torch.autograd.grad(loss, states, allow_unused=True)
    norms = [torch.zeros(()) if gradient is None else gradient.norm(dim=1).mean() for gradient in gradients]
    return (torch.stack(norms) * len(x)).numpy()  # of one sequence's own loss


def sensitivity(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", at: int = -1
) -> dict[str, np.ndarray]:
    """Return how much each of T tokens moves the answer at one step.

    Args:
        net: A net that reads sequences.
        task: Supplies the examples.
        part: "train" or "test".
        index: Number of the example.
        text: A user-written text; empty uses the example.
        at: The step; below 0 it counts from the end. The last, if there is one answer for all.

    Returns:
        "strength" (T,) float32, the norm of the gradient of the predicted score or number by each input vector; "at"
        (); the arrays of `input_arrays` and `answer_arrays`.
    """
    example = sequence_input(task, part, index, text)
    x, lengths = input_vectors(net, example.x)
    steps = x.shape[1]
    if not isinstance(at, int) or not -steps <= at < steps:
        raise Problem(N_("The sequence has {count} steps."), count=steps)
    step = at % steps if task.info.per_step else steps - 1
    with evaluation_mode(net), torch.enable_grad():
        x = x.detach().requires_grad_()
        outputs = net.outputs(x, lengths)
        scores = outputs[0, step] if task.info.per_step else outputs[0]
        gradient = torch.autograd.grad(scores.max() if task.classes else scores[0], x)[0]
    arrays = {"strength": gradient[0].norm(dim=1).numpy().copy(), "at": np.array(step)}
    return input_arrays(task, example) | arrays | answer_arrays(task, outputs)
