"""The loss of captions, and the figures about a part."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

BATCH_SIZE = 100  # strips that go through the net together, so that their maps stay small


def loss_of(logits: Tensor, captions: Tensor) -> Tensor:
    """Return the mean cross-entropy of the words of captions (B, T), 0 after their end; logits (B, T, K)."""
    return functional.cross_entropy(logits.flatten(0, 1), captions.flatten(), ignore_index=0)


def figures_of(net: Any, x: Tensor, captions: Tensor) -> dict[str, float]:
    """Return the loss with teacher forcing, and figures of the captions that the net writes by itself.

    Returns:
        "loss"; "accuracy", the share of captions that are correct to the end; "words", the share of words that are
        correct; with attention "focus", the largest attention weight, on average over the words.
    """
    loss, correct, correct_words, focus = [], [], [], []
    for strips, targets in zip(x.split(BATCH_SIZE), captions.split(BATCH_SIZE), strict=True):
        loss.append(loss_of(net.decode(strips, targets)[0], targets) * (targets != 0).sum())
        words, _logits, weights = net(strips)
        correct.append((words == targets).all(dim=1))
        correct_words.append((words == targets)[targets != 0])
        focus += [] if weights is None else [weights.amax(dim=2)[targets > 1]]
    figures = {
        "loss": torch.stack(loss).sum() / (captions != 0).sum(),
        "accuracy": torch.cat(correct).float().mean(),
        "words": torch.cat(correct_words).float().mean(),
    }
    figures |= {"focus": torch.cat(focus).mean()} if focus else {}
    return {name: value.item() for name, value in figures.items()}
