"""How wrong answers are: the loss of a known answer symbol by symbol, and what the net writes when it runs free."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional

AT_ONCE = 200  # pairs


def trimmed(rows: Tensor) -> Tensor:
    """Rows (B, S) without the places at the end that are empty in all of them."""
    return rows[:, : int((rows != 0).sum(dim=1).max())]


def loss_of(scores: Tensor, answers: Tensor) -> Tensor:
    """The mean cross-entropy of scores (B, T, K) for the symbols of true answers (B, T)."""
    return functional.cross_entropy(scores.flatten(0, 1), answers.flatten(), ignore_index=0)


def figures_of(net: Any, inputs: Tensor, targets: Tensor) -> dict[str, float]:
    """Loss and share of symbols right with a known answer, share right and whole answers right in free running."""
    loss = forced = free = whole = symbols = 0.0
    for x, answers in zip(inputs.split(AT_ONCE), targets.split(AT_ONCE), strict=True):
        x, answers = trimmed(x), trimmed(answers)
        read = net.encode(x)
        scores, _weights = net.decode(answers, *read)
        there, written = answers != 0, net.generate(*read, answers.shape[1])
        count = int(there.sum())
        loss += loss_of(scores, answers).item() * count
        forced += int((scores.argmax(dim=2) == answers)[there].sum())
        free += int((written == answers)[there].sum())
        whole += int((written == answers).all(dim=1).sum())
        symbols += count
    return {
        "loss": loss / symbols,
        "accuracy": whole / len(inputs),
        "forced": forced / symbols,
        "free": free / symbols,
    }
