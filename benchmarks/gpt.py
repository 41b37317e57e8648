"""The training of GPT beside a plain loop on torch.nn, of the same shape on the same text, one thread each.

The loop is written as people write it (nanoGPT, minGPT): nn.Embedding, nn.Linear, nn.LayerNorm, the fused attention,
AdamW, windows drawn at random, the gradient clipped. `ratio` is its time for an update over ours, by the clock on the
wall, so 1 and more mean that ours is no slower; `cpu_ratio` the same by the time on the processor. The two take turns
in one process, and the ratios are medians of the rounds. Reports are left out, the loop makes none. `step_ms` is an
update of ours.

`unwatched`: the same for a trainer that nobody watches, as it runs in the app, over our updates alone: what looking
costs while nobody looks, which is nothing where this is 1. `watched`: with all heads being looked at.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from benchmarks.measure import ONE_THREAD, arguments, spread, tell

os.environ |= ONE_THREAD  # before torch is imported

import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.engine.workers.worker_session import Trainer
from nets.models.gpt.experiment import GPT
from nets.training.trainer_state import Training

SECONDS = 0.001  # of an advance: one update
HEADS = {"attention_heads": {"part": "test", "index": 0, "text": ""}}


class Block(nn.Module):
    """Attention and feed-forward part, each behind a norm."""

    def __init__(self, width: int, heads: int, feed: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.joined = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, feed), nn.GELU(), nn.Linear(feed, width))

    def forward(self, x: Tensor) -> Tensor:
        batch, places, width = x.shape
        parts = self.attention(self.norm1(x)).split(width, dim=2)
        query, key, value = (each.view(batch, places, self.heads, -1).transpose(1, 2) for each in parts)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.joined(mixed.transpose(1, 2).contiguous().view(batch, places, width))
        return x + self.feed(self.norm2(x))


class Plain(nn.Module):
    """A GPT on torch.nn."""

    def __init__(self, symbols: int, length: int, width: int, heads: int, layers: int, feed: int) -> None:
        super().__init__()
        self.symbols, self.places = nn.Embedding(symbols, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads, feed) for _layer in range(layers))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, symbols, bias=False)
        self.output.weight = self.symbols.weight

    def forward(self, ids: Tensor, targets: Tensor) -> Tensor:
        x = self.symbols(ids) + self.places(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        scores = self.output(self.norm(x))
        return functional.cross_entropy(scores.view(-1, scores.shape[-1]), targets.view(-1))


def loop(experiment: GPT, ids: Tensor, symbols: int) -> Callable[[int], None]:
    """The plain training: a function that makes a number of updates."""
    net, length, batch = experiment.net, experiment.data.length, experiment.fit.batch
    model = Plain(symbols, length, net.width, net.heads, net.layers, net.feed * net.width)
    optimizer = torch.optim.AdamW(model.parameters(), lr=experiment.fit.lr)

    def updates(count: int) -> None:
        for _update in range(count):
            starts = torch.randint(len(ids) - length, (batch,))
            x = torch.stack([ids[at : at + length] for at in starts])
            y = torch.stack([ids[at + 1 : at + length + 1] for at in starts])
            loss = model(x, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), experiment.fit.clip)
            optimizer.step()

    return updates


def ours(training: Training) -> Callable[[int], None]:
    """Our training: a function that makes a number of updates."""

    def updates(count: int) -> None:
        for _update in range(count):
            training.update()

    return updates


def advanced(trainer: Trainer, watch: dict[str, Any] | None) -> Callable[[int], None]:
    """A trainer of the app: a function that has it advance, a little at a time, until so many updates are made."""

    def updates(count: int) -> None:
        while count > 0:
            count -= len(trainer.advance(SECONDS, watch=watch).columns["loss"][0])

    return updates


def timed(updates: Callable[[int], None], count: int) -> tuple[float, float]:
    """Seconds of an update on the wall and on the processor."""
    wall, cpu = perf_counter(), process_time()
    updates(count)
    return (perf_counter() - wall) / count, (process_time() - cpu) / count


def main() -> None:
    """Measure everything."""
    asked = arguments(__doc__, updates=10, rounds=11)
    if asked.smoke:
        asked.updates, asked.rounds = 2, 1
    torch.set_num_threads(1)
    settings = {"net.dropout": 0.0, "fit.report": 10_000, "fit.steps": 1_000_000, "fit.schedule": "constant"}
    experiment = GPT().replace(settings | ({"net.width": 16, "data.length": 16} if asked.smoke else {}))
    training: Any = Training(experiment)
    kinds = {
        "ours": ours(training),
        "plain": loop(experiment, training.task.ids, len(training.task.tokens)),
        "unwatched": advanced(Trainer(experiment), None),
        "watched": advanced(Trainer(experiment), HEADS),
    }
    for updates in kinds.values():
        updates(21)  # the first updates are all reported, and bring much into memory
    rounds = [
        {name: timed(updates, asked.updates) for name, updates in kinds.items()} for _round in range(asked.rounds)
    ]
    found: dict[str, Any] = {"ratio": [each["plain"][0] / each["ours"][0] for each in rounds]}
    found["cpu_ratio"] = [each["plain"][1] / each["ours"][1] for each in rounds]
    for name in ("unwatched", "watched"):
        found[name] = [each[name][1] / each["ours"][1] for each in rounds]
    figures = {name: round(statistics.median(values), 4) for name, values in found.items()}
    figures["step_ms"] = round(1e3 * statistics.median(each["ours"][0] for each in rounds), 2)
    tell(figures | {"rounds": spread(found["ratio"])}, asked.json)


if __name__ == "__main__":
    main()
