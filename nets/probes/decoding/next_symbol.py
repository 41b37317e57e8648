"""What a language model expects after a text: the score of every symbol, before anything is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import looking
from nets.probes.decoding.continuation import Continuing, told

MOST = 400  # symbols that may be chosen after the prompt


def next_token(net: Any, task: Any, text: str = "", chosen: Sequence[int] = ()) -> dict[str, np.ndarray]:
    """ "scores" (V,) float64 of what comes after the text and the symbols `chosen` by number; -inf: never written.

    "symbols" (V,) str are their names, "seen" (V,) bool what has come before; "written" str what the chosen ones say,
    "chosen" (n,) their names, "logs" (n,) how likely each was; and the text as `continuation.py` tells it.
    """
    one = Continuing(net, task, text)
    path = torch.tensor([min(max(0, int(id)), len(task.symbols) - 1) for id in chosen][:MOST], dtype=torch.int64)
    with looking(net):
        tokens, state = one.begin()
        scores, state = one.step(tokens, state)
        logs = []
        for id in path:
            logs.append(float(scores[0].log_softmax(dim=0)[id]))
            scores, state = one.step(id[None], state)
    return told(one, text) | {
        "scores": scores[0].numpy(),
        "symbols": np.array(task.symbols, dtype=np.str_),
        "seen": state[0][0].numpy(),
        "written": np.array(one.text(path)),
        "chosen": one.named(path.numpy()),
        "logs": np.array(logs),
    }
