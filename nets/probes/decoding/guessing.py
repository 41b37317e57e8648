"""A passage to be guessed symbol after symbol: what stands there, and what a language model expects at each place."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.text.sequences import SKIP
from nets.probes.activation_hooks import looking
from nets.probes.decoding.continuation import Continuing

LIKELIEST, RIVALS, GIVEN = 10, 3, 10


def guessing_game(net: Any, task: Any, text: str = "", index: int = 0) -> dict[str, np.ndarray]:
    """Window `index` of the test part, counted from its middle, or piece `index` of an own text: T symbols.

    "symbols" (T,) str, "texts" (T,) as they stand in the text, "asked" (T,) bool, whether it is to be guessed.

    For each: "chances" (T,), how likely it was to the net, "likeliest" (T, k) str and "likeliest_chances"; "rivals"
    (T, 3) str and "rival_chances", the likeliest but for itself. "names" (V,) str and "frequency" (V,): how often each
    symbol is in the training part. "passages": how many there are, "index", "text", "unknown" str.
    """
    one = Continuing(net, task, text)
    ids, asked, index, count = _passage(one, text, int(index))  # (T,)
    with looking(net):
        scores = net(ids[None, :-1])[0].double().nan_to_num()  # (T - 1, V)
    scores[:, one.silent] = -torch.inf
    chances = torch.cat([scores[:1], scores]).softmax(dim=1)  # nothing is asked at the first place
    true = chances.gather(1, ids[:, None])
    best = chances.topk(min(LIKELIEST, chances.shape[1]), dim=1)
    rivals = chances.scatter(1, ids[:, None], -1.0).topk(min(RIVALS, chances.shape[1] - 1), dim=1)
    return {
        "symbols": one.named(ids),
        "texts": np.array([one.text([id]) for id in ids]),
        "asked": asked.numpy(),
        "chances": true[:, 0].numpy(),
        "likeliest": one.named(best.indices),
        "likeliest_chances": best.values.numpy(),
        "rivals": one.named(rivals.indices),
        "rival_chances": rivals.values.clamp_min(0).numpy(),
        "names": np.array(task.symbols, dtype=np.str_),
        "frequency": _frequency(task),
        "passages": np.array(count),
        "index": np.array(index),
        "text": np.array(text),
        "unknown": np.array(one.unknown),
    }


def _passage(one: Continuing, text: str, index: int) -> tuple[Tensor, Tensor, int, int]:
    """Symbols and whether each is asked, (T,); which passage it is, and how many there are."""
    task = one.task
    if text:
        pieces = one.ids.split(task.about.length + 1)
        pieces = [piece for piece in pieces if len(piece) > 1] or [one.ids.repeat(2)]
        index = index % len(pieces)
        ids, count = pieces[index], len(pieces)
        asked = torch.arange(len(ids)) >= min(GIVEN, max(1, len(ids) // 4))
        return ids, asked, index, count
    count = len(task.test_inputs)
    at = (index + count // 2) % count
    inputs, targets = task.test_inputs[at : at + 1][0], task.test_targets[at : at + 1][0]
    asked = torch.cat([torch.tensor([False]), targets != SKIP])
    if bool(asked[1:].all()):
        asked[:GIVEN] = False
    last = torch.where(targets[-1:] == SKIP, 0, targets[-1:])
    return torch.cat([inputs, last]), asked, index % count, count


def _frequency(task: Any) -> np.ndarray:
    """How often each symbol stands in the training part, by count; every one once more, so that none is impossible."""
    ids = task.inputs.ids if hasattr(task.inputs, "ids") else task.inputs.flatten()
    counts: np.ndarray = torch.bincount(ids, minlength=len(task.symbols)).double().numpy() + 1
    counts[list(task.silent)] = 0
    return counts / counts.sum()
