"""The training of GPT beside a plain loop on torch.nn, with the same sizes on the same text and one thread each.

The loop is written as in nanoGPT and minGPT: nn.Embedding, nn.Linear, nn.LayerNorm, fused attention, AdamW, windows
drawn at random, clipped gradients. `ratio` is its time for an update over ours, by the clock, so that 1 and more mean
that ours is not slower; `cpu_ratio` is the same by CPU time. The two take turns in one process, and the ratios are
medians of the rounds. Reports are left out, because the loop has none. `step_ms` is the time of our update.

`unwatched` is the CPU time of an update in a trainer of the app that nobody watches, over that of our update alone: 1
means that the trainer costs nothing. `watched` is the same while the probe of all attention heads is asked.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from benchmarks.measure import ONE_THREAD, arguments, print_figures, spread

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
    """Attention and feed-forward layers, each after a norm."""

    def __init__(self, width: int, heads: int, feed: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.out_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, feed), nn.GELU(), nn.Linear(feed, width))

    def forward(self, x: Tensor) -> Tensor:
        batch, positions, width = x.shape
        parts = self.attention(self.norm1(x)).split(width, dim=2)
        query, key, value = (each.view(batch, positions, self.heads, -1).transpose(1, 2) for each in parts)
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        x = x + self.out_proj(mixed.transpose(1, 2).contiguous().view(batch, positions, width))
        return x + self.feed(self.norm2(x))


class Plain(nn.Module):
    """A GPT on torch.nn."""

    def __init__(self, vocabulary: int, length: int, width: int, heads: int, layers: int, feed: int) -> None:
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads, feed) for _layer in range(layers))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, vocabulary, bias=False)
        self.output.weight = self.tokens.weight

    def forward(self, ids: Tensor, targets: Tensor) -> Tensor:
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        logits = self.output(self.norm(x))
        return functional.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


def plain_training(experiment: GPT, ids: Tensor, vocabulary: int) -> Callable[[int], None]:
    """Return the plain training: a function that makes a number of updates."""
    net, length, batch = experiment.net, experiment.data.length, experiment.fit.batch
    model = Plain(vocabulary, length, net.width, net.heads, net.layers, net.feed * net.width)
    optimizer = torch.optim.AdamW(model.parameters(), lr=experiment.fit.lr)

    def updates(count: int) -> None:
        for _update in range(count):
            starts = torch.randint(len(ids) - length, (batch,))
            x = torch.stack([ids[start : start + length] for start in starts])
            y = torch.stack([ids[start + 1 : start + length + 1] for start in starts])
            loss = model(x, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), experiment.fit.clip)
            optimizer.step()

    return updates


def our_training(training: Training) -> Callable[[int], None]:
    """Return our training: a function that makes a number of updates."""

    def updates(count: int) -> None:
        for _update in range(count):
            training.update()

    return updates


def trainer_updates(trainer: Trainer, watch: dict[str, Any] | None) -> Callable[[int], None]:
    """Return a function that lets a trainer of the app make a number of updates, in short advances."""

    def updates(count: int) -> None:
        while count > 0:
            count -= len(trainer.advance(SECONDS, watch=watch).columns["loss"][0])

    return updates


def time_updates(updates: Callable[[int], None], count: int) -> tuple[float, float]:
    """Return the seconds of an update by the clock and by CPU time."""
    wall, cpu = perf_counter(), process_time()
    updates(count)
    return (perf_counter() - wall) / count, (process_time() - cpu) / count


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, updates=10, rounds=11)
    if options.smoke:
        options.updates, options.rounds = 2, 1
    torch.set_num_threads(1)
    settings = {"net.dropout": 0.0, "fit.report": 10_000, "fit.steps": 1_000_000, "fit.schedule": "constant"}
    experiment = GPT().replace(settings | ({"net.width": 16, "data.length": 16} if options.smoke else {}))
    training: Any = Training(experiment)
    kinds = {
        "ours": our_training(training),
        "plain": plain_training(experiment, training.task.ids, len(training.task.tokens)),
        "unwatched": trainer_updates(Trainer(experiment), None),
        "watched": trainer_updates(Trainer(experiment), HEADS),
    }
    for updates in kinds.values():
        updates(21)  # the first updates are all reported, and load code and data
    rounds = [
        {name: time_updates(updates, options.updates) for name, updates in kinds.items()}
        for _round in range(options.rounds)
    ]
    ratios: dict[str, Any] = {"ratio": [each["plain"][0] / each["ours"][0] for each in rounds]}
    ratios["cpu_ratio"] = [each["plain"][1] / each["ours"][1] for each in rounds]
    for name in ("unwatched", "watched"):
        ratios[name] = [each[name][1] / each["ours"][1] for each in rounds]
    figures = {name: round(statistics.median(values), 4) for name, values in ratios.items()}
    figures["step_ms"] = round(1e3 * statistics.median(each["ours"][0] for each in rounds), 2)
    print_figures(figures | {"rounds": spread(ratios["ratio"])}, options.json)


if __name__ == "__main__":
    main()
