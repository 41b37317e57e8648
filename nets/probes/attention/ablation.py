"""Ablation of the parts of a Transformer: the loss on some test examples without each of them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nets.layers.ablation_mask import NO_ABLATION, AblationMask
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP, Answer, stack_name, text_input

DEFAULT_EXAMPLES = 12  # test examples
MAX_EXAMPLES = 64


class Batch(NamedTuple):
    """Examples of one shape: inputs as the net takes them, and targets (B, T)."""

    inputs: tuple[Tensor, ...]
    targets: Tensor


def ablation(net: Any, task: Any, where: str = "", count: int = DEFAULT_EXAMPLES) -> Answer:
    """Return the mean loss over all predicted tokens of the first test examples, without each part.

    Args:
        net: A net with stacks of blocks.
        task: Supplies the examples.
        where: The stack or attention.
        count: Number of test examples, at most 64.

    Returns:
        In nats: "loss" () of the whole net; "heads" (L, H), "attentions" (L,), "feeds" (L,) without each; "norms" ()
        and "positions" () without all of them. NaN if there is nothing to ablate; of cross-attention heads only.
        "count" and "tokens": numbers of examples and of predicted tokens. "where" str.
    """
    plan = net.stack_at(stack_name(where)).config
    layers, is_cross = range(plan.layers), where == "crossed"
    missing = math.nan
    with evaluation_mode(net):
        batches = _batches(net, task, where, min(max(1, int(count)), MAX_EXAMPLES))
        targets = sum(int((batch.targets != SKIP).sum()) for batch in batches)

        def loss(ablated: AblationMask) -> float:
            return _total_loss(net, batches, stack_name(where), ablated) / max(1, targets)

        pairs = [[(layer, head) for head in range(plan.heads)] for layer in layers]
        losses = {
            "loss": loss(NO_ABLATION),
            "heads": [[loss(_head_ablation(pair, is_cross)) for pair in row] for row in pairs],
            "attentions": [
                missing if is_cross else loss(AblationMask(attentions=frozenset({layer}))) for layer in layers
            ],
            "feeds": [
                missing if is_cross else loss(AblationMask(feed_forwards=frozenset({layer}))) for layer in layers
            ],
            "norms": missing if is_cross or plan.norm == "off" else loss(AblationMask(norms=True)),
            "positions": missing if is_cross or plan.positions == "none" else loss(AblationMask(positions=True)),
        }
    counts = {"count": sum(len(batch.targets) for batch in batches), "tokens": targets}
    return {name: np.asarray(value) for name, value in (losses | counts).items()} | {"where": np.array(where)}


def _head_ablation(pair: tuple[int, int], is_cross: bool) -> AblationMask:
    heads = frozenset({pair})
    return AblationMask(cross_heads=heads) if is_cross else AblationMask(heads=heads)


def _batches(net: Any, task: Any, where: str, count: int) -> list[Batch]:
    """Return the first test examples, batched by their shapes."""
    groups: dict[Any, list[Any]] = {}
    examples = [text_input(net, task, "test", index, "", where) for index in range(count)]
    for example in examples[: examples[0].counts[1]]:
        groups.setdefault(tuple(each.shape for each in example.inputs), []).append(example)
    return [
        Batch(
            tuple(torch.cat(parts) for parts in zip(*(example.inputs for example in group), strict=True)),
            torch.stack([example.targets for example in group]),
        )
        for group in groups.values()
    ]


def _total_loss(net: Any, batches: list[Batch], where: str, ablated: AblationMask) -> float:
    """Return the sum of the losses of all tokens in all batches."""
    total = 0.0
    for batch in batches:
        scores, _trace = net.trace(batch.inputs, ablated, where)  # (B, T, V)
        total += functional.cross_entropy(
            scores.flatten(0, 1), batch.targets.flatten(), ignore_index=SKIP, reduction="sum"
        ).item()
    return total
