"""What each part of a Transformer is worth: the loss on some test examples without it. See `text_input.py`."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nets.layers.ablation_mask import NOTHING, Without
from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP, Answer, looked, stack_of

COUNT = 12  # test examples
MOST = 64


class Batch(NamedTuple):
    """Examples of one shape: inputs as the net takes them, and targets (B, T)."""

    inputs: tuple[Tensor, ...]
    targets: Tensor


def ablation(net: Any, task: Any, where: str = "", count: int = COUNT) -> Answer:
    """Losses in nats, the mean of all symbols asked in the first test examples, `count` of them: "count" and "symbols".

    "loss" () as the net is; without each head "heads" (L, H), each attention "attentions" (L,), each feed-forward part
    "feeds" (L,), and without all "norms" () or all "positions" (). NaN where there is nothing to take away; of
    cross-attention there are heads alone.
    """
    plan = net.stack_at(stack_of(where)).plan
    layers, across = range(plan.layers), where == "crossed"
    nothing = math.nan
    with looking(net):
        batches = _batches(net, task, where, min(max(1, int(count)), MOST))
        asked = sum(int((batch.targets != SKIP).sum()) for batch in batches)

        def loss(gone: Without) -> float:
            return _summed(net, batches, stack_of(where), gone) / max(1, asked)

        pairs = [[(layer, head) for head in range(plan.heads)] for layer in layers]
        found = {
            "loss": loss(NOTHING),
            "heads": [[loss(_head(pair, across)) for pair in row] for row in pairs],
            "attentions": [nothing if across else loss(Without(attentions=frozenset({layer}))) for layer in layers],
            "feeds": [nothing if across else loss(Without(feeds=frozenset({layer}))) for layer in layers],
            "norms": nothing if across or plan.norm == "off" else loss(Without(norms=True)),
            "positions": nothing if across or plan.positions == "none" else loss(Without(positions=True)),
        }
    counts = {"count": sum(len(batch.targets) for batch in batches), "symbols": asked}
    return {name: np.asarray(value) for name, value in (found | counts).items()} | {"where": np.array(where)}


def _head(pair: tuple[int, int], across: bool) -> Without:
    gone = frozenset({pair})
    return Without(crossed=gone) if across else Without(heads=gone)


def _batches(net: Any, task: Any, where: str, count: int) -> list[Batch]:
    """The first test examples, those of one shape together."""
    made: dict[Any, list[Any]] = {}
    ones = [looked(net, task, "test", index, "", where) for index in range(count)]
    for one in ones[: ones[0].counts[1]]:
        made.setdefault(tuple(each.shape for each in one.inputs), []).append(one)
    return [
        Batch(
            tuple(torch.cat(parts) for parts in zip(*(one.inputs for one in group), strict=True)),
            torch.stack([one.targets for one in group]),
        )
        for group in made.values()
    ]


def _summed(net: Any, batches: list[Batch], where: str, gone: Without) -> float:
    """The loss of all symbols in all batches together."""
    total = 0.0
    for batch in batches:
        scores, _trace = net.traced(batch.inputs, gone, where)  # (B, T, V)
        total += functional.cross_entropy(
            scores.flatten(0, 1), batch.targets.flatten(), ignore_index=SKIP, reduction="sum"
        ).item()
    return total
