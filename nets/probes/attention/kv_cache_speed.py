"""The time of a Transformer for a token, with and without its cache, beside a GRU of equal size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.probes.attention.text_input import Answer, stack_name

MAX_TOKENS = 512  # places
REPEATS = 3  # the quickest counts: whatever else the machine does only makes it slower


def kv_cache_speed(net: Any, task: Any, where: str = "", most: int = MAX_TOKENS) -> Answer:
    """Measure the time for a token at several lengths of text, with a stack of the same plan.

    Args:
        net: A net with stacks of blocks.
        task: Its task, not used.
        where: The stack.
        most: The longest text, at most 512 tokens.

    Returns:
        "lengths" (N,) int64. In seconds (N,), for the token after the text: "cached" with its keys and values kept,
        "uncached", and "recurrent" of the GRU; for each token of a known text: "reading", all at once, and
        "recurrent_reading", one after the other. "rate_cached", "rate_uncached", "rate_recurrent" (): tokens per second
        at the longest. "parameters" and "recurrent_parameters" (). The output layer is left out.
    """
    trained_stack = net.stack_at(stack_name(where))
    generator = torch.Generator().manual_seed(0)
    lengths = [8 * 2**power for power in range(10) if 8 * 2**power <= min(max(8, int(most)), MAX_TOKENS)]
    stack = type(trained_stack)(replace(trained_stack.config, length=lengths[-1] + 1), False, generator).eval()
    size = sum(parameter.numel() for parameter in stack.blocks.parameters())
    gru = gru_of_size(size, trained_stack.config.width).eval()
    x = torch.randn(1, lengths[-1] + 1, trained_stack.config.width, generator=generator)
    with torch.inference_mode():
        rows = [_measure_times(stack, gru, x, length) for length in lengths]
    times = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    rates = {f"rate_{name}": np.array(1 / times[name][-1]) for name in ("cached", "uncached", "recurrent")}
    times |= {"reading": times["uncached"] / lengths, "recurrent_reading": times["recurrent_reading"] / lengths}
    counts = {"parameters": size, "recurrent_parameters": sum(each.numel() for each in gru.parameters())}
    return times | rates | {"lengths": np.array(lengths)} | {name: np.array(count) for name, count in counts.items()}


def gru_of_size(size: int, width: int) -> nn.GRU:
    """Return a GRU of input size `width` with about `size` parameters: 3h (h + width + 2) for h units."""
    half = (width + 2) / 2
    return nn.GRU(width, max(1, round((half**2 + size / 3) ** 0.5 - half)), batch_first=True)


def _measure_times(stack: Any, gru: nn.GRU, x: Tensor, length: int) -> dict[str, float]:
    """Return the seconds for a text (1, T, D) of this length, and for the token after it."""
    text, next_vector = x[:, :length], x[:, length : length + 1]
    mask = torch.ones(length, length, dtype=torch.bool).tril()
    cache = stack.cache()
    stack(text, mask, cache=cache)
    _states, state = gru(text)

    def cached() -> None:
        stack(next_vector, None, cache=type(cache)(cache.state))

    return {
        "cached": shortest_time(cached),
        "uncached": shortest_time(lambda: stack(text, mask)),
        "recurrent": shortest_time(lambda: gru(next_vector, state)),
        "recurrent_reading": shortest_time(lambda: gru(text)),
    }


def shortest_time(work: Callable[[], Any]) -> float:
    """Return the seconds of the fastest of some runs."""
    times = []
    for _repeat in range(REPEATS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)
