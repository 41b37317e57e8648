"""The input of a probe of sequences: a dataset example or a text of the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.example_row import example_row

MAX_STEPS = 400  # of an input


@dataclass(frozen=True)
class SequenceInput:
    """One sequence x, (1, T) tokens or (1, T, D) numbers; `target` (…,), None for a user's text."""

    x: Tensor
    target: Tensor | None
    part: str
    index: int


def sequence_input(task: Any, part: str = "test", index: int = 0, text: str = "") -> SequenceInput:
    """Return `text` as a sequence, or example `index` of a part; beyond the end means the last.

    Needs of the task: info, inputs, targets, the same of the test part, encode.

    Raises:
        Problem: If there is no such part, or the text cannot be read.
    """
    if text:
        if not task.info.tokens:
            raise Problem(N_("This net reads numbers, not words."))
        return SequenceInput(task.encode(text[:MAX_STEPS]), None, "own", 0)
    row, target, number = example_row(task, part, index)
    x = row[None]
    if task.info.tokens:
        steps = int((x != 0).sum())
        x, target = x[:, :steps], target[:steps] if target.ndim else target
    return SequenceInput(x, target, part, number)


def input_arrays(task: Any, example: SequenceInput) -> dict[str, np.ndarray]:
    """Return the arrays that describe an input.

    Returns:
        "tokens" (T,) str, or "numbers" (T, D) float32 and their "names" (D,); "part", "index", "counts" (2,).
    """
    if task.info.tokens:
        arrays = {"tokens": np.array([task.info.tokens[id] for id in example.x[0].tolist()])}
    else:
        arrays = {"numbers": example.x[0].numpy().copy(), "names": np.array(task.info.features)}
    counts = np.array([len(task.inputs), len(task.test_inputs)])
    return arrays | {"part": np.array(example.part), "index": np.array(example.index), "counts": counts}


def require_recurrent(net: Any) -> None:
    """Raise Problem for a net without a hidden state."""
    if not getattr(net, "recurrent", False):
        raise Problem(N_("This net carries no state on; choose the cell rnn, gru or lstm."))


def input_vectors(net: Any, x: Tensor) -> tuple[Tensor, Tensor | None]:
    """Return the inputs (B, T, D) of the first layer, and the lengths (B,), None without padding."""
    with evaluation_mode(net):
        return net.embed(x), (x != 0).sum(dim=1) if net.vocabulary else None


def answer_arrays(task: Any, outputs: Tensor) -> dict[str, np.ndarray]:
    """Return "answers" (…, K) and "predicted" (…,) of the raw outputs (1, …, K) of one sequence."""
    return {
        "answers": task.answers(outputs)[0].detach().numpy().copy(),
        "predicted": task.predictions(outputs)[0].detach().numpy().copy(),
    }


def final_loss(outputs: Tensor, targets: Tensor, classes: bool) -> Tensor:
    """Return the mean loss of the last target of each sequence: outputs (B, K) or (B, T, K)."""
    if not classes:
        return nn.functional.mse_loss(outputs, targets)
    if targets.ndim > 1:
        positions = torch.arange(1, targets.shape[1] + 1)
        last = ((targets >= 0) * positions).argmax(dim=1)  # (B,)
        rows = torch.arange(len(targets))
        outputs, targets = outputs[rows, last], targets[rows, last]
    return nn.functional.cross_entropy(outputs, targets)
