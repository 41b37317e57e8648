"""A stack of blocks written out, with everything on the way to be seen, and parts of it left out on demand.

It computes what `nets.layers.transformer_block` computes, without its fused kernel; gradients go through it as well.

Shapes: B examples, T places, S places that are read, D width, H heads, K = D / H.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nets.layers.ablation_mask import NOTHING, Without
from nets.layers.attention import masked_softmax
from nets.layers.positions import rotated
from nets.layers.transformer_block import Attention, Block, Norm, Stack, spread


@dataclass(frozen=True)
class Heads:
    """One attention: query (B, H, T, K), key and value (B, H, S, K), scaled scores (B, H, T, S) before the mask.

    The mask spreads over the scores, None where everything may be read. `weights` (B, H, T, S) add up to 1 over S;
    `mixed` (B, H, T, K) are the values taken by them, `parts` (B, H, T, D) what each head adds to the stream, `added`
    (B, T, D) their sum with the bias.
    """

    query: Tensor
    key: Tensor
    value: Tensor
    scores: Tensor
    mask: Tensor | None
    weights: Tensor
    mixed: Tensor
    parts: Tensor
    added: Tensor


@dataclass(frozen=True)
class Layer:
    """One block: the stream (B, T, D) on entry and on leaving, its attentions, and what its feed-forward part adds."""

    before: Tensor
    attention: Heads
    crossed: Heads | None
    fed: Tensor
    after: Tensor


@dataclass(frozen=True)
class Trace:
    """All layers, and what comes out (B, T, D) after the last norm."""

    layers: list[Layer]
    out: Tensor


def written(
    stack: Stack,
    x: Tensor,
    mask: Tensor | None = None,
    memory: Tensor | None = None,
    memory_mask: Tensor | None = None,
    without: Without = NOTHING,
) -> Trace:
    """What `stack` does with vectors x (B, T, D), step by step; the arguments are those of its forward."""
    seen, across = readable(mask, without, x.shape[1]), None if memory_mask is None else spread(memory_mask[:, None])
    turned = None if without.positions else stack.turned(x)
    x = x if without.positions else stack.placed(x)
    x = normed(x, stack.entrance, without)
    layers: list[Layer] = []
    for place, each in enumerate(stack.blocks):
        block: Any = each
        before = x
        gone = frozenset(head for layer, head in without.heads if layer == place)
        own = heads(block.attention, _entered(block, x, block.attention_norm, without), None, seen, turned, gone)
        if place in without.attentions:
            own = _silent(own)
        x = _added(block, x, own.added, block.attention_norm, without)
        crossed = None
        if block.crossed is not None and memory is not None:
            gone = frozenset(head for layer, head in without.crossed if layer == place)
            crossed = heads(block.crossed, _entered(block, x, block.crossed_norm, without), memory, across, None, gone)
            x = _added(block, x, crossed.added, block.crossed_norm, without)
        fed = block.feed(_entered(block, x, block.feed_norm, without))
        fed = torch.zeros_like(fed) if place in without.feeds else fed
        x = _added(block, x, fed, block.feed_norm, without)
        layers.append(Layer(before, own, crossed, fed, x))
    return Trace(layers, normed(x, stack.norm, without))


def readable(mask: Tensor | None, without: Without, places: int) -> Tensor | None:
    """The mask for the scores of all heads, where places that are left out are read by none but themselves."""
    if without.places is None:
        return spread(mask)
    seen = ~without.places[:, None] | torch.eye(places, dtype=torch.bool)  # (B, T, T)
    return spread(seen if mask is None else seen & mask)


def heads(
    attention: Attention,
    x: Tensor,
    memory: Tensor | None,
    mask: Tensor | None,
    turned: Tensor | None,
    gone: frozenset[int],
) -> Heads:
    """One attention of x (B, T, D) to itself or to a memory (B, S, D), without the heads that are `gone`."""
    query, key, value = attention.made(x, memory)
    if turned is not None:
        query, key = rotated(query, turned), rotated(key, turned)
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])  # (B, H, T, S)
    weights = scores.softmax(dim=3) if mask is None else masked_softmax(scores, mask)
    mixed = weights @ value  # (B, H, T, K)
    columns = attention.outward.weight.T.unflatten(0, (attention.heads, -1))  # (H, K, D)
    stays = torch.tensor([float(head not in gone) for head in range(attention.heads)]).to(x)
    parts = mixed @ columns * stays[:, None, None]  # (B, H, T, D)
    return Heads(query, key, value, scores, mask, weights, mixed, parts, parts.sum(dim=1) + attention.outward.bias)


def _silent(made: Heads) -> Heads:
    """An attention that adds nothing."""
    nothing = {"parts": torch.zeros_like(made.parts), "added": torch.zeros_like(made.added)}
    return Heads(**(vars(made) | nothing))


def normed(x: Tensor, norm: Norm | None, without: Without = NOTHING) -> Tensor:
    """Apply a norm to x (B, T, D), unless there is none or it is ablated."""
    return x if norm is None or without.norms else norm(x)


def _entered(block: Block, x: Tensor, norm: Norm | None, without: Without) -> Tensor:
    return normed(x, norm if block.before else None, without)


def _added(block: Block, x: Tensor, made: Tensor, norm: Norm | None, without: Without) -> Tensor:
    x = x + made if block.residual else made
    return normed(x, norm if block.after else None, without)
