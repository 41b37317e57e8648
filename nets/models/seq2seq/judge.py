"""The loss of answers with teacher forcing, and figures about answers that the net writes by itself."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional

BATCH_PAIRS = 200  # that are evaluated at once


def trim_padding(rows: Tensor) -> Tensor:
    """Return rows (B, S) without the last columns, if these are padding in all rows."""
    return rows[:, : int((rows != 0).sum(dim=1).max())]


def loss_of(logits: Tensor, answers: Tensor) -> Tensor:
    """Return the mean cross-entropy () of logits (B, T, V) for the tokens of true answers (B, T), without padding."""
    return functional.cross_entropy(logits.flatten(0, 1), answers.flatten(), ignore_index=0)


def figures_of(net: Any, inputs: Tensor, targets: Tensor) -> dict[str, float]:
    """Return figures of a net about sources (N, S) and their true answers (N, T).

    Returns:
        "loss" and "forced", the mean loss and share of right tokens with teacher forcing; "free", the share of right
        tokens after the net's own tokens; "accuracy", the share of answers that are entirely right.
    """
    loss = forced = free = right_answers = tokens = 0.0
    for x, answers in zip(inputs.split(BATCH_PAIRS), targets.split(BATCH_PAIRS), strict=True):
        x, answers = trim_padding(x), trim_padding(answers)
        state = net.encode(x)
        logits, _weights = net.decode(answers, *state)
        is_token, outputs = answers != 0, net.generate(*state, answers.shape[1])
        count = int(is_token.sum())
        loss += loss_of(logits, answers).item() * count
        forced += int((logits.argmax(dim=2) == answers)[is_token].sum())
        free += int((outputs == answers)[is_token].sum())
        right_answers += int((outputs == answers).all(dim=1).sum())
        tokens += count
    return {
        "loss": loss / tokens,
        "accuracy": right_answers / len(inputs),
        "forced": forced / tokens,
        "free": free / tokens,
    }
