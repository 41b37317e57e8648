"""How long a transformer takes for a symbol, with its cache and without, beside a GRU of as many parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.probes.attention.text_input import Answer, stack_of

LONGEST = 512  # places
REPEATS = 3  # the quickest counts: whatever else the machine does only makes it slower


def kv_cache_speed(net: Any, task: Any, where: str = "", most: int = LONGEST) -> Answer:
    """Seconds, measured now, on texts of N "lengths" (N,) int64; a stack of the same plan with room for the longest.

    For the symbol after a text of that length: "cached" (N,), when keys and values of the text are kept; "uncached"
    (N,), when the text is read anew; "recurrent" (N,), of a GRU, which keeps one state. For each symbol of a text that
    is known, as in training: "reading" (N,), all at once; "recurrent_reading" (N,), one after the other.

    "rate_cached", "rate_uncached", "rate_recurrent" (): symbols a second at the longest. "parameters" () of the stack,
    "recurrent_parameters" () of the GRU. The time of the output layer is the same for all, and left out.
    """
    held = net.stack_at(stack_of(where))
    generator = torch.Generator().manual_seed(0)
    lengths = [8 * 2**power for power in range(10) if 8 * 2**power <= min(max(8, int(most)), LONGEST)]
    stack = type(held)(replace(held.plan, length=lengths[-1] + 1), False, generator).eval()
    size = sum(parameter.numel() for parameter in stack.blocks.parameters())
    gru = like(size, held.plan.width).eval()
    x = torch.randn(1, lengths[-1] + 1, held.plan.width, generator=generator)
    with torch.inference_mode():
        rows = [_timed(stack, gru, x, length) for length in lengths]
    found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    rates = {f"rate_{name}": np.array(1 / found[name][-1]) for name in ("cached", "uncached", "recurrent")}
    found |= {"reading": found["uncached"] / lengths, "recurrent_reading": found["recurrent_reading"] / lengths}
    counts = {"parameters": size, "recurrent_parameters": sum(each.numel() for each in gru.parameters())}
    return found | rates | {"lengths": np.array(lengths)} | {name: np.array(count) for name, count in counts.items()}


def like(size: int, width: int) -> nn.GRU:
    """A GRU on vectors of `width` numbers with about `size` parameters: 3h (h + width + 2) of them for h units."""
    half = (width + 2) / 2
    return nn.GRU(width, max(1, round((half**2 + size / 3) ** 0.5 - half)), batch_first=True)


def _timed(stack: Any, gru: nn.GRU, x: Tensor, length: int) -> dict[str, float]:
    """Seconds for a text of so many places (1, T, D), and for the one after it."""
    text, new = x[:, :length], x[:, length : length + 1]
    mask = torch.ones(length, length, dtype=torch.bool).tril()
    known = stack.cache()
    stack(text, mask, cache=known)
    _states, state = gru(text)

    def cached() -> None:
        stack(new, None, cache=type(known)(known.state))

    return {
        "cached": quickest(cached),
        "uncached": quickest(lambda: stack(text, mask)),
        "recurrent": quickest(lambda: gru(new, state)),
        "recurrent_reading": quickest(lambda: gru(text)),
    }


def quickest(work: Callable[[], Any]) -> float:
    """Seconds of the quickest of some runs."""
    found = []
    for _repeat in range(REPEATS):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return min(found)
