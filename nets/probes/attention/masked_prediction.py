"""What BERT makes of a row: what it would put into blanks, whether one sentence follows another, and its verdict.

Needs of the task: looked, numbered as `nets.models.bert.tasks` has them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP, Answer, Looked, looked, told

LIKELY = 7  # symbols that are told of each blank
MOST_BLANKS = 24
ROWS = 8  # of a batch


def mask_predictions(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "") -> Answer:
    """The row as `told` says it, and what the net would put into its M blanks, 24 at most.

    "places" (M,) int64; "truths" (M,) str, "" where nobody knows; "likely" (M, 7) str with their "likely_chances";
    "chances" (M,) of the truths. "ahead" (M,) str and "ahead_chances": what is likeliest where the net reads only what
    stands before the blank. "follows": the chance that the second sentence follows the first, NaN where there is but
    one. For a net that has learnt verdicts, "verdict" (C,) are the chances of the "classes" (C,).
    """
    one = looked(net, task, part, index, text)
    places = hidden(task, one)
    with looking(net):
        x = net.read(*one.inputs)
        chances = written(net, task, x[0, places])  # (M, V)
        best = chances.topk(min(LIKELY, chances.shape[1]), dim=1)
        before = [_before(net, task, one, place) for place in places]
        classes = task.classes if len(task.classes) and not _two(one) else ()
        found = {
            "follows": net.follows(x).softmax(dim=1)[0, 0].item() if _two(one) else math.nan,
            "verdict": net.classify(*one.inputs).softmax(dim=1)[0].numpy() if classes else np.zeros(0),
        }
    truths = one.targets[places]
    known = truths != SKIP
    own = chances.gather(1, truths.clamp_min(0)[:, None])[:, 0]
    answer = found | {
        "places": np.array(places, dtype=np.int64),
        "truths": np.where(known.numpy(), one.named(truths.clamp_min(0)), ""),
        "chances": torch.where(known, own, math.nan).numpy(),
        "likely": one.named(best.indices),
        "likely_chances": best.values.numpy(),
        "ahead": one.named([int(row.argmax()) for row in before]),
        "ahead_chances": np.array([float(row.max()) for row in before]),
        "classes": np.array(classes, dtype=np.str_),
        "segments": one.inputs[1][0].numpy(),
    }
    return told(one) | {name: np.asarray(value) for name, value in answer.items()}


def hidden(task: Any, one: Looked) -> list[int]:
    """The places of the blanks."""
    mask = task.numbered(["[MASK]"])[0]
    return [place for place, number in enumerate(one.inputs[0][0].tolist()) if number == mask][:MOST_BLANKS]


def written(net: Any, task: Any, x: Tensor) -> Tensor:
    """The chances (M, V) of all symbols that a blank can be filled with, of vectors (M, D) that leave the stack."""
    scores = net.scores(x)
    scores[:, list(task.silent)] = -torch.inf
    return scores.softmax(dim=1)


def _before(net: Any, task: Any, one: Looked, place: int) -> Tensor:
    """The chances (V,) at a place when nothing after it can be read."""
    ids, segments = (each[:, : place + 1] for each in one.inputs)
    return written(net, task, net.read(ids, segments)[0, -1:])[0]


def _two(one: Looked) -> bool:
    return bool(one.inputs[1].any())


def masked_batch(net: Any, task: Any) -> Answer:
    """The first 8 rows as training would show them, drawn anew from the step's own randomness, which stays as it is.

    "ids" and "shown" (8, T) str: the row and what is shown of it, "" behind its end; "asked" (8, T) bool; "apart" (8,)
    int64: 0 where the second sentence follows, 1 where it does not, -1 where nobody asks. "likely" (8, T) str: what the
    net would put where it is asked.
    """
    if not hasattr(task, "shown"):
        raise Problem(N_("This net learns verdicts: nothing is hidden from it."))
    generator = torch.Generator()
    generator.set_state(task.generator.get_state())
    batch = task.shown(torch.randint(task.size, (ROWS,), generator=generator), generator)
    with looking(net):
        guesses = written(net, task, net.read(batch.ids, batch.segments).flatten(0, 1)).argmax(dim=1)
    asked = batch.asked != SKIP
    ids = torch.where(asked, batch.asked, batch.ids)
    names = np.array(("", *task.symbols[1:]), dtype=np.str_)
    return {
        "ids": names[ids.numpy()],
        "shown": names[batch.ids.numpy()],
        "asked": asked.numpy(),
        "likely": np.where(asked.numpy(), names[guesses.view_as(ids).numpy()], ""),
        "apart": np.full(len(ids), -1) if batch.apart is None else batch.apart.numpy(),
    }
