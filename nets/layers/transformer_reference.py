"""A stack of Transformer blocks written out: every intermediate value is returned, and parts can be left out.

It computes what `nets.layers.transformer_block` computes, without the fused kernel; gradients go through it as well.
Vaswani et al. 2017, "Attention is all you need", https://arxiv.org/abs/1706.03762.

Shapes: B examples, T positions, S positions that are read, D width, H heads, K = D / H.
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
    """The intermediate values of one attention.

    Attributes:
        query: (B, H, T, K).
        key: (B, H, S, K).
        value: (B, H, S, K).
        scores: Scaled products of queries and keys before the mask, (B, H, T, S).
        mask: Broadcasts over the scores, true where a position may be read; None: everywhere.
        weights: Softmax of the scores, (B, H, T, S); each row adds up to 1.
        context: The weighted sums of the values, (B, H, T, K).
        head_outputs: What each head adds to the stream, (B, H, T, D).
        output: Their sum with the bias, (B, T, D).
    """

    query: Tensor
    key: Tensor
    value: Tensor
    scores: Tensor
    mask: Tensor | None
    weights: Tensor
    context: Tensor
    head_outputs: Tensor
    output: Tensor


@dataclass(frozen=True)
class BlockTrace:
    """One block: the stream (B, T, D) before and after it, its attentions, and what its feed-forward part adds."""

    inputs: Tensor
    attention: AttentionTrace
    cross_attention: AttentionTrace | None
    feed_forward: Tensor
    outputs: Tensor


@dataclass(frozen=True)
class StackTrace:
    """All blocks, and the vectors (B, T, D) that leave the last norm."""

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
    """Return what `stack` computes from embeddings x (B, T, D), step by step.

    Args:
        stack: The blocks; the other arguments but the last are those of its forward.
        x: Embeddings without positions.
        mask: What each position may read.
        memory: Vectors (B, S, D) for cross-attention.
        memory_mask: Where the memory holds something, (B, S).
        without: What is left out.
    """
    visible = combined_mask(mask, without, x.shape[1])
    memory_visible = None if memory_mask is None else expand_mask(memory_mask[:, None])
    angles = None if without.positions else stack.rotary_angles(x)
    x = x if without.positions else stack.add_positions(x)
    x = normalize(x, stack.embedding_norm, without)
    layers: list[BlockTrace] = []
    for layer, each in enumerate(stack.blocks):
        block: Any = each
        inputs = x
        query_input = _normed_input(block, x, block.attention_norm, without)
        attention = trace_attention(block.attention, query_input, None, visible, angles, _heads(without.heads, layer))
        if layer in without.attentions:
            attention = _zeroed(attention)
        x = _add(block, x, attention.output, block.attention_norm, without)
        cross = None
        if block.cross_attention is not None and memory is not None:
            query_input, left_out = _normed_input(block, x, block.cross_attention_norm, without), without.cross_heads
            cross = trace_attention(
                block.cross_attention, query_input, memory, memory_visible, None, _heads(left_out, layer)
            )
            x = _add(block, x, cross.output, block.cross_attention_norm, without)
        feed_forward = block.feed_forward(_normed_input(block, x, block.feed_forward_norm, without))
        feed_forward = torch.zeros_like(feed_forward) if layer in without.feed_forwards else feed_forward
        x = _add(block, x, feed_forward, block.feed_forward_norm, without)
        layers.append(BlockTrace(inputs, attention, cross, feed_forward, x))
    return StackTrace(layers, normalize(x, stack.norm, without))


def _heads(heads: frozenset[tuple[int, int]], layer: int) -> frozenset[int]:
    """The heads of one layer."""
    return frozenset(head for at, head in heads if at == layer)


def combined_mask(mask: Tensor | None, without: AblationMask, length: int) -> Tensor | None:
    """Return the mask for the scores of all heads, in which hidden positions are read by none but themselves."""
    if without.hidden is None:
        return expand_mask(mask)
    visible = ~without.hidden[:, None] | torch.eye(length, dtype=torch.bool)  # (B, T, T)
    return expand_mask(visible if mask is None else visible & mask)


def trace_attention(
    attention: MultiHeadAttention,
    x: Tensor,
    memory: Tensor | None,
    mask: Tensor | None,
    angles: Tensor | None,
    left_out: frozenset[int],
) -> AttentionTrace:
    """Return one attention of x (B, T, D) to itself or to a memory (B, S, D), without the heads that are left out."""
    query, key, value = attention.project(x, memory)
    if angles is not None:
        query, key = apply_rotary(query, angles), apply_rotary(key, angles)
    scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[3])  # (B, H, T, S)
    weights = scores.softmax(dim=3) if mask is None else masked_softmax(scores, mask)
    context = weights @ value  # (B, H, T, K)
    columns = attention.out_proj.weight.T.unflatten(0, (attention.heads, -1))  # (H, K, D)
    kept = torch.tensor([float(head not in left_out) for head in range(attention.heads)]).to(x)
    outputs = context @ columns * kept[:, None, None]  # (B, H, T, D)
    output = outputs.sum(dim=1) + attention.out_proj.bias
    return AttentionTrace(query, key, value, scores, mask, weights, context, outputs, output)


def _zeroed(trace: AttentionTrace) -> AttentionTrace:
    """The same attention, adding nothing to the stream."""
    zeros = {name: torch.zeros_like(getattr(trace, name)) for name in ("head_outputs", "output")}
    return AttentionTrace(**(vars(trace) | zeros))


def normalize(x: Tensor, norm: LayerNorm | None, without: AblationMask = NO_ABLATION) -> Tensor:
    """Return x (B, T, D) after a norm, or x itself if there is none or it is left out."""
    return x if norm is None or without.norms else norm(x)


def _normed_input(block: TransformerBlock, x: Tensor, norm: LayerNorm | None, without: AblationMask) -> Tensor:
    return normalize(x, norm if block.before else None, without)


def _add(block: TransformerBlock, x: Tensor, part: Tensor, norm: LayerNorm | None, without: AblationMask) -> Tensor:
    x = x + part if block.residual else part
    return normalize(x, norm if block.after else None, without)
