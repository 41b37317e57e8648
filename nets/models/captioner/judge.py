"""How wrong captions are: the loss, and the figures about a part."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

AT_ONCE = 100  # strips that go through the net together, so that their maps stay small


def loss_of(scores: Tensor, captions: Tensor) -> Tensor:
    """The mean cross-entropy of the words of true captions (B, T), 0 behind their end; scores (B, T, K)."""
    return functional.cross_entropy(scores.flatten(0, 1), captions.flatten(), ignore_index=0)


def figures_of(net: Any, x: Tensor, captions: Tensor) -> dict[str, float]:
    """Return the loss with teacher forcing, and figures of the captions that the net writes by itself.

    "accuracy", the share of captions that are right to the end; "words", the share of words that stand where they
    should; "focus", how much of its look goes to a single place, on average over the words.
    """
    asked = captions != 0
    loss, right, found, focus = [], [], [], []
    for few, wanted in zip(x.split(AT_ONCE), captions.split(AT_ONCE), strict=True):
        loss.append(loss_of(net.decode(few, wanted)[0], wanted) * (wanted != 0).sum())
        words, _scores, shares = net(few)
        right.append((words == wanted).all(dim=1))
        found.append((words == wanted)[wanted != 0])
        focus += [] if shares is None else [shares.amax(dim=2)[wanted > 1]]
    figures = {
        "loss": torch.stack(loss).sum() / asked.sum(),
        "accuracy": torch.cat(right).float().mean(),
        "words": torch.cat(found).float().mean(),
    }
    figures |= {"focus": torch.cat(focus).mean()} if focus else {}
    return {name: value.item() for name, value in figures.items()}
