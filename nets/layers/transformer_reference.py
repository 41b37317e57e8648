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

from nets.layers.ablation_mask import NO_ABLATION, AblationMask
from nets.layers.attention import masked_softmax
from nets.layers.positions import apply_rotary
from nets.layers.transformer_block import LayerNorm, MultiHeadAttention, TransformerBlock, TransformerStack, expand_mask


@dataclass(frozen=True)
class AttentionTrace:
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
class BlockTrace:
    """One block: the stream (B, T, D) on entry and on leaving, its attentions, and what its feed-forward part adds."""

    before: Tensor
    attention: AttentionTrace
    crossed: AttentionTrace | None
    fed: Tensor
    after: Tensor


@dataclass(frozen=True)
class StackTrace:
    """All layers, and what comes out (B, T, D) after the last norm."""

    layers: list[BlockTrace]
    out: Tensor


def trace_stack(
    stack: TransformerStack,
    x: Tensor,
    mask: Tensor | None = None,
    memory: Tensor | None = None,
    memory_mask: Tensor | None = None,
    without: AblationMask = NO_ABLATION,
) -> StackTrace:
    """What `stack` does with vectors x (B, T, D), step by step; the arguments are those of its forward."""
    seen, across = (
        combined_mask(mask, without, x.shape[1]),
        None if memory_mask is None else expand_mask(memory_mask[:, None]),
    )
    angles = None if without.positions else stack.rotary_angles(x)
    x = x if without.positions else stack.add_positions(x)
    x = normalize(x, stack.embedding_norm, without)
    layers: list[BlockTrace] = []
    for place, each in enumerate(stack.blocks):
        block: Any = each
        before = x
        gone = frozenset(head for layer, head in without.heads if layer == place)
        own = trace_attention(
            block.attention, _entered(block, x, block.attention_norm, without), None, seen, angles, gone
        )
        if place in without.attentions:
            own = _silent(own)
        x = _added(block, x, own.added, block.attention_norm, without)
        crossed = None
        if block.cross_attention is not None and memory is not None:
            gone = frozenset(head for layer, head in without.crossed if layer == place)
            crossed = trace_attention(
                block.cross_attention,
                _entered(block, x, block.cross_attention_norm, without),
                memory,
                across,
                None,
                gone,
            )
            x = _added(block, x, crossed.added, block.cross_attention_norm, without)
        fed = block.feed_forward(_entered(block, x, block.feed_forward_norm, without))
        fed = torch.zeros_like(fed) if place in without.feeds else fed
        x = _added(block, x, fed, block.feed_forward_norm, without)
        layers.append(BlockTrace(before, own, crossed, fed, x))
    return StackTrace(layers, normalize(x, stack.norm, without))


def combined_mask(mask: Tensor | None, without: AblationMask, places: int) -> Tensor | None:
    """The mask for the scores of all heads, where places that are left out are read by none but themselves."""
    if without.places is None:
        return expand_mask(mask)
    seen = ~without.places[:, None] | torch.eye(places, dtype=torch.bool)  # (B, T, T)
    return expand_mask(seen if mask is None else seen & mask)


def trace_attention(
    attention: MultiHeadAttention,
    x: Tensor,
    memory: Tensor | None,
    mask: Tensor | None,
    angles: Tensor | None,
    gone: frozenset[int],
) -> AttentionTrace:
    """One attention of x (B, T, D) to itself or to a memory (B, S, D), without the heads that are `gone`."""
    query, key, value = attention.project(x, memory)
    if angles is not None:
        query, key = apply_rotary(query, angles), apply_rotary(key, angles)
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])  # (B, H, T, S)
    weights = scores.softmax(dim=3) if mask is None else masked_softmax(scores, mask)
    mixed = weights @ value  # (B, H, T, K)
    columns = attention.out_proj.weight.T.unflatten(0, (attention.heads, -1))  # (H, K, D)
    stays = torch.tensor([float(head not in gone) for head in range(attention.heads)]).to(x)
    parts = mixed @ columns * stays[:, None, None]  # (B, H, T, D)
    return AttentionTrace(
        query, key, value, scores, mask, weights, mixed, parts, parts.sum(dim=1) + attention.out_proj.bias
    )


def _silent(made: AttentionTrace) -> AttentionTrace:
    """An attention that adds nothing."""
    nothing = {"parts": torch.zeros_like(made.parts), "added": torch.zeros_like(made.added)}
    return AttentionTrace(**(vars(made) | nothing))


def normalize(x: Tensor, norm: LayerNorm | None, without: AblationMask = NO_ABLATION) -> Tensor:
    """x (B, T, D) after a norm, where there is one and it is not left out."""
    return x if norm is None or without.norms else norm(x)


def _entered(block: TransformerBlock, x: Tensor, norm: LayerNorm | None, without: AblationMask) -> Tensor:
    return normalize(x, norm if block.before else None, without)


def _added(block: TransformerBlock, x: Tensor, made: Tensor, norm: LayerNorm | None, without: AblationMask) -> Tensor:
    x = x + made if block.residual else made
    return normalize(x, norm if block.after else None, without)
