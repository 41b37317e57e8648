"""How surprising each symbol of a text is to a net, and what it expected instead. See `text_input.py`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP, Answer, looked, passed, says, told

LIKELY = 5  # symbols that are told at each place


def surprisal(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "") -> Answer:
    """Of each of T places: "targets" (T,) str, what is asked there, "" for nothing; "bits" (T,), its loss; "chances"
    (T,) of it; "ranks" (T,) int64, 1 for the likeliest. Where nothing is asked the loss and the chance are NaN, the
    rank is 0. "likeliest" (T, 5) str with their "likeliest_chances". "mean" () is the mean loss in bits.
    """
    says(where)
    one = looked(net, task, part, index, text, where)
    with looking(net):
        logs = passed(net, one, where)[0][0].log_softmax(dim=1)  # (T, V)
        best = logs.topk(min(LIKELY, logs.shape[1]), dim=1)
        asked = one.targets != SKIP
        own = logs.gather(1, one.targets.clamp_min(0)[:, None])  # (T, 1)
        ranks = torch.where(asked, 1 + (logs > own).sum(dim=1), 0)
        bits = torch.where(asked, -own[:, 0] / math.log(2), math.nan)
    names = one.named(one.targets.clamp_min(0))
    return told(one, where) | {
        "targets": np.where(asked.numpy(), names, ""),
        "bits": bits.numpy().copy(),
        "chances": torch.where(asked, own[:, 0].exp(), math.nan).numpy().copy(),
        "ranks": ranks.numpy().copy(),
        "likeliest": one.named(best.indices),
        "likeliest_chances": best.values.exp().numpy().copy(),
        "mean": np.array(bits.nanmean().item()),
    }
