"""The accuracy of written answers by the length of the source and by the position.

Needs of the net: encode, generate, forward. Needs of the task: source, encode_pairs,
unseen_pairs, test_inputs, test_targets, probe_cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import evaluation_mode

PAIRS_PER_LENGTH = 40  # pairs of each length
LENGTH_FACTOR = 1.5  # times the longest that is learnt, where there are longer ones
MAX_PAIRS = 200  # test pairs that are evaluated position by position


def accuracy_by_length(net: Any, task: Any, most: int = 8) -> dict[str, np.ndarray]:
    """Return the share of unseen pairs that are entirely right, by the length of the source.

    Args:
        net: An encoder-decoder.
        task: Makes the pairs.
        most: Most lengths, spread evenly.

    Returns:
        "lengths" (L,) int64, "accuracy" (L,), "counts" (L,) of pairs, at most 40; "longest" (), the longest source in
        the data. Lengths without pairs are left out.
    """
    pairs = _pairs_by_length(task, min(max(1, int(most)), 20))
    lengths, accuracies, counts = [], [], []
    with evaluation_mode(net):
        for length, (x, answers) in pairs.items():
            outputs = net.generate(*net.encode(x), answers.shape[1])
            lengths.append(length)
            accuracies.append(float((outputs == answers).all(dim=1).float().mean()))
            counts.append(len(x))
    return {
        "lengths": np.array(lengths, dtype=np.int64),
        "accuracy": np.array(accuracies),
        "counts": np.array(counts, dtype=np.int64),
        "longest": np.array(task.source.side.max_tokens),
    }


def _pairs_by_length(task: Any, count: int) -> dict[int, Any]:
    """Return encoded pairs by the length of their source; cached in the task."""
    key = ("by_length", count)
    if key not in task.probe_cache:
        longest, source_lengths = task.source.side.max_tokens, (task.test_inputs != 0).sum(dim=1)
        extended = round(LENGTH_FACTOR * longest)
        max_length = extended if task.unseen_pairs(extended, 1) else int(source_lengths.max())
        sizes = np.unique(np.linspace(int(source_lengths.min()), max_length, count).round().astype(int)).tolist()
        pairs = {size: task.unseen_pairs(size, PAIRS_PER_LENGTH) for size in sizes}
        task.probe_cache[key] = {size: task.encode_pairs(rows) for size, rows in pairs.items() if rows}
    encoded_pairs: dict[int, Any] = task.probe_cache[key]
    return encoded_pairs


def exposure_bias(net: Any, task: Any) -> dict[str, np.ndarray]:
    """Return the share of right tokens at each of T positions of the answer, over up to 200 test pairs.

    Returns:
        "forced" (T,) with teacher forcing; "free" (T,) after the net's own tokens; the difference is exposure bias.
        "counts" (T,): answers of that length.
    """
    x, answers = task.test_inputs[:MAX_PAIRS], task.test_targets[:MAX_PAIRS]
    with evaluation_mode(net):
        scores, _weights = net(x, answers)
        outputs = net.generate(*net.encode(x), answers.shape[1])
    is_token = answers != 0
    counts = is_token.sum(dim=0)
    hits = {"forced": (scores.argmax(dim=2) == answers) & is_token, "free": (outputs == answers) & is_token}
    all_shares = {name: (hit.sum(dim=0) / counts.clamp_min(1)).numpy() for name, hit in hits.items()}
    length = int(torch.count_nonzero(counts))
    hit = {name: share[:length].copy() for name, share in all_shares.items()}
    return hit | {"counts": counts[:length].numpy().copy()}
