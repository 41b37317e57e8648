"""How well blanks are filled and sentences judged: the losses, and the figures about a part.

Shapes: B examples, T places, C classes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nets.models.bert.masking import SKIP

AT_ONCE = 100  # examples that pass through the net together


class Shown(NamedTuple):
    """A batch of blanks: what is shown and its segments (B, T), what is asked (B, T), whether it follows (B,).

    `apart` is 0 where the second sentence follows and 1 where it does not; None where nobody asks.
    """

    ids: Tensor
    segments: Tensor
    asked: Tensor
    apart: Tensor | None


def blanks_loss(net: Any, shown: Shown) -> Tensor:
    """The mean loss of the symbols that are asked for, and that of what follows."""
    x = net.encode(shown.ids, shown.segments)
    hidden = shown.asked != SKIP
    scores = net.logits(x[hidden])  # only where something is asked: (M, D) -> (M, V)
    loss = functional.cross_entropy(scores, shown.asked[hidden], reduction="sum") / hidden.sum().clamp_min(1)
    return loss if shown.apart is None else loss + functional.cross_entropy(net.next_sentence_logits(x), shown.apart)


def blanks_figures(net: Any, shown: Shown) -> dict[str, float]:
    """Return "loss" and "accuracy" of the blanks, with what follows also in the loss and, as "next", its accuracy."""
    loss, apart, right, asked, told = 0.0, 0.0, 0, 0, 0
    for at in range(0, len(shown.ids), AT_ONCE):
        ids, segments, wanted = (each[at : at + AT_ONCE] for each in shown[:3])
        x, hidden = net.encode(ids, segments), wanted != SKIP
        scores = net.logits(x[hidden])
        loss += functional.cross_entropy(scores, wanted[hidden], reduction="sum").item()
        right, asked = right + int((scores.argmax(dim=1) == wanted[hidden]).sum()), asked + len(scores)
        if shown.apart is not None:
            scores, truth = net.next_sentence_logits(x), shown.apart[at : at + AT_ONCE]
            apart += functional.cross_entropy(scores, truth, reduction="sum").item()
            told += int((scores.argmax(dim=1) == truth).sum())
    loss, count = loss / max(1, asked), len(shown.ids)
    figures = {"loss": loss + apart / count, "accuracy": right / max(1, asked)}
    return figures if shown.apart is None else figures | {"next": told / count}


def verdict_figures(net: Any, ids: Tensor, targets: Tensor) -> dict[str, float]:
    """Return "loss" and "accuracy" of the classes of sentences (N, T)."""
    scores = torch.cat([net.classify(part, torch.zeros_like(part)) for part in ids.split(AT_ONCE)])
    right = (scores.argmax(dim=1) == targets).float().mean().item()
    return {"loss": functional.cross_entropy(scores, targets).item(), "accuracy": right}
