"""The losses of both goals of BERT, and figures about a part.

Shapes: B rows, T positions, N sentences, V tokens of the vocabulary.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nets.models.bert.masking import SKIP

BATCH_ROWS = 100  # that are evaluated at once
BATCH_ARRAYS = ("ids", "segments", "asked", "apart")  # names of a batch in the data of a script


class MaskedBatch(NamedTuple):
    """A batch of rows with masked tokens.

    Attributes:
        ids: The tokens that the net reads, (B, T).
        segments: 0 in the first sentence, 1 in the second, (B, T).
        targets: The true tokens at masked positions, SKIP elsewhere, (B, T).
        is_random: 0 where the second sentence follows the first, 1 where it is a random one, (B,); None without
            next-sentence prediction.
    """

    ids: Tensor
    segments: Tensor
    targets: Tensor
    is_random: Tensor | None


def pretraining_loss(net: Any, batch: MaskedBatch) -> Tensor:
    """Return the mean loss () of the masked tokens, plus that of next-sentence prediction."""
    x = net.encode(batch.ids, batch.segments)
    is_masked = batch.targets != SKIP
    logits = net.logits(x[is_masked])  # (M, D) -> (M, V)
    loss = functional.cross_entropy(logits, batch.targets[is_masked], reduction="sum") / is_masked.sum().clamp_min(1)
    if batch.is_random is None:
        return loss
    return loss + functional.cross_entropy(net.next_sentence_logits(x), batch.is_random)


def pretraining_figures(net: Any, batch: MaskedBatch) -> dict[str, float]:
    """Return "loss" and "accuracy" of the masked tokens; with next-sentence prediction its loss too, and "next"."""
    loss, next_loss, right, masked, next_right = 0.0, 0.0, 0, 0, 0
    for start in range(0, len(batch.ids), BATCH_ROWS):
        ids, segments, targets = (tensor[start : start + BATCH_ROWS] for tensor in batch[:3])
        x, is_masked = net.encode(ids, segments), targets != SKIP
        logits = net.logits(x[is_masked])
        loss += functional.cross_entropy(logits, targets[is_masked], reduction="sum").item()
        right += int((logits.argmax(dim=1) == targets[is_masked]).sum())
        masked += len(logits)
        if batch.is_random is not None:
            logits, truth = net.next_sentence_logits(x), batch.is_random[start : start + BATCH_ROWS]
            next_loss += functional.cross_entropy(logits, truth, reduction="sum").item()
            next_right += int((logits.argmax(dim=1) == truth).sum())
    loss, count = loss / max(1, masked), len(batch.ids)
    figures = {"loss": loss + next_loss / count, "accuracy": right / max(1, masked)}
    return figures if batch.is_random is None else figures | {"next": next_right / count}


def sentiment_figures(net: Any, ids: Tensor, targets: Tensor) -> dict[str, float]:
    """Return "loss" and "accuracy" of the classes (N,) of sentences (N, T)."""
    logits = torch.cat([net.classify(part, torch.zeros_like(part)) for part in ids.split(BATCH_ROWS)])
    accuracy = (logits.argmax(dim=1) == targets).float().mean().item()
    return {"loss": functional.cross_entropy(logits, targets).item(), "accuracy": accuracy}
