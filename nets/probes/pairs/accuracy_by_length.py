"""How good a net that writes answers is: by the length of what it reads, and at each place of the answer.

Needs of the net: read, write, forward. Needs of the task: about, encoded, unseen, test_inputs, test_targets, kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import looking

EACH = 40  # pairs of each length
BEYOND = 1.5  # times the longest that is learnt, where there are longer ones
SEEN = 200  # test pairs of which every place is looked at


def accuracy_by_length(net: Any, task: Any, most: int = 8) -> dict[str, np.ndarray]:
    """Of unseen pairs made for it, 40 of a length at most, which share is right from beginning to end.

    "lengths" (L,) int64 symbols of the source, `most` of them at most and spread evenly, "accuracy" (L,), "counts" (L,)
    of the pairs, and "longest" (): the longest source that may be learnt. Lengths of which there are no pairs are left
    out.
    """
    pairs = _made(task, min(max(1, int(most)), 20))
    lengths, right, counts = [], [], []
    with looking(net):
        for size, (x, answers) in pairs.items():
            written = net.write(*net.read(x), answers.shape[1])
            lengths.append(size)
            right.append(float((written == answers).all(dim=1).float().mean()))
            counts.append(len(x))
    return {
        "lengths": np.array(lengths, dtype=np.int64),
        "accuracy": np.array(right),
        "counts": np.array(counts, dtype=np.int64),
        "longest": np.array(task.about.source.longest),
    }


def _made(task: Any, most: int) -> dict[int, Any]:
    """Pairs as rows of numbers by the length of their source; made once."""
    key = ("by_length", most)
    if key not in task.kept:
        longest, there = task.about.source.longest, (task.test_inputs != 0).sum(dim=1)
        reach = round(BEYOND * longest)
        high = reach if task.unseen(reach, 1) else int(there.max())
        sizes = np.unique(np.linspace(int(there.min()), high, most).round().astype(int)).tolist()
        made = {size: task.unseen(size, EACH) for size in sizes}
        task.kept[key] = {size: task.encoded(pairs) for size, pairs in made.items() if pairs}
    found: dict[int, Any] = task.kept[key]
    return found


def exposure_bias(net: Any, task: Any) -> dict[str, np.ndarray]:
    """Of up to 200 test pairs the share of symbols that is right at each of T places of the answer.

    "forced" (T,): the net is told the true symbols before. "free" (T,): it goes on from its own. "counts" (T,): answers
    that reach so far. What lies between the two is exposure bias.
    """
    x, answers = task.test_inputs[:SEEN], task.test_targets[:SEEN]
    with looking(net):
        scores, _weights = net(x, answers)
        written = net.write(*net.read(x), answers.shape[1])
    there = answers != 0
    counts = there.sum(dim=0)
    right = {"forced": (scores.argmax(dim=2) == answers) & there, "free": (written == answers) & there}
    shares = {name: (found.sum(dim=0) / counts.clamp_min(1)).numpy() for name, found in right.items()}
    reached = int(torch.count_nonzero(counts))
    found = {name: share[:reached].copy() for name, share in shares.items()}
    return found | {"counts": counts[:reached].numpy().copy()}
