"""Which sequence is looked at: one of the data, or one that a person has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking

LONGEST = 400  # steps that are looked at


@dataclass(frozen=True)
class Reading:
    """One sequence x, (1, T) symbols or (1, T, D) numbers, without what fills it up; `target` (…,) or None."""

    x: Tensor
    target: Tensor | None
    part: str
    index: int


def reading(task: Any, part: str = "test", index: int = 0, text: str = "") -> Reading:
    """`text` as a sequence if there is any, else example `index` of a part; beyond the end means the last.

    Raises Problem where there is no such part or the text cannot be read. Needs of the task: about, inputs, targets,
    the same of the test part, read.
    """
    if text:
        if not task.about.symbols:
            raise Problem(N_("This net reads numbers, not words."))
        return Reading(task.read(text[:LONGEST]), None, "own", 0)
    before = {"train": "", "test": "test_"}.get(part)
    if before is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    inputs, targets = getattr(task, before + "inputs"), getattr(task, before + "targets")
    at = min(max(0, index), len(inputs) - 1)
    x, target = inputs[at : at + 1], targets[at : at + 1][0]
    if task.about.symbols:
        steps = int((x != 0).sum())
        x, target = x[:, :steps], target[:steps] if target.ndim else target
    return Reading(x, target, part, at)


def told(task: Any, one: Reading) -> dict[str, np.ndarray]:
    """ "symbols" (T,) str, or "numbers" (T, D) float32 and their "names" (D,); "part", "index"; "counts" (2,)."""
    if task.about.symbols:
        found = {"symbols": np.array([task.about.symbols[at] for at in one.x[0].tolist()])}
    else:
        found = {"numbers": one.x[0].numpy().copy(), "names": np.array(task.about.numbers)}
    counts = np.array([len(task.inputs), len(task.test_inputs)])
    return found | {"part": np.array(one.part), "index": np.array(one.index), "counts": counts}


def recurrent(net: Any) -> None:
    """Raises Problem for a net that carries no state on."""
    if not getattr(net, "recurrent", False):
        raise Problem(N_("This net carries no state on; choose the cell rnn, gru or lstm."))


def vectors(net: Any, x: Tensor) -> tuple[Tensor, Tensor | None]:
    """What comes into the first layer, (B, T, D), and how long the sequences are, (B,)."""
    with looking(net):
        return net.embed(x), (x != 0).sum(dim=1) if net.symbols else None


def outcome(task: Any, outputs: Tensor) -> dict[str, np.ndarray]:
    """ "answers" (…, K) as they are shown and "predicted" (…,), of the raw outputs (1, …, K) of one sequence."""
    return {
        "answers": task.answers(outputs)[0].detach().numpy().copy(),
        "predicted": task.predictions(outputs)[0].detach().numpy().copy(),
    }


def at_end(outputs: Tensor, targets: Tensor, classes: bool) -> Tensor:
    """The mean loss of the last answer that is asked of each sequence: outputs (B, K) or (B, T, K)."""
    if not classes:
        return nn.functional.mse_loss(outputs, targets)
    if targets.ndim > 1:
        places = torch.arange(1, targets.shape[1] + 1)
        last = ((targets >= 0) * places).argmax(dim=1)  # (B,)
        rows = torch.arange(len(targets))
        outputs, targets = outputs[rows, last], targets[rows, last]
    return nn.functional.cross_entropy(outputs, targets)
