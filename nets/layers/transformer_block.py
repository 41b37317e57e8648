"""The block that every Transformer is made of, with its switches, and stacks of blocks.

Vaswani et al. 2017, "Attention is all you need", https://arxiv.org/abs/1706.03762. A block reads the residual stream,
one vector for each position, and adds to it: first what its attention heads find at other positions, then what its
feed-forward layers make of each position alone. `nets.layers.transformer_reference` writes every step out.

Shapes: B examples, T positions, S positions of a memory, D width, H heads, K = D / H. A mask is true where a position
may be read: (T, T), or (B, T, T) with B or the first T being 1; for a memory (B, S).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.linear import Linear, apply_dropout
from nets.layers.positions import apply_rotary, position_angles, sinusoidal_positions

GPT2_INIT = (0.02, 768)  # standard deviation of initial weights, at this width. Radford et al. 2019, "Language models
# are unsupervised multitask learners"
FEED_FORWARD_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"gelu": functional.gelu, "relu": functional.relu}


@dataclass(frozen=True)
class StackConfig:
    """The sizes and switches of a stack of blocks."""

    width: int  # numbers of the residual stream at each position
    heads: int  # they share the width, so more heads cost nothing
    layers: int
    feed_forward: int  # neurons of the feed-forward layer, usually four times the width
    norm: str = "before"  # before each part, which trains calmly; "after" it, as in 2017 and in BERT; or "off"
    residual: bool = True  # whether parts are added to the stream; otherwise they take its place
    positions: str = "learned"  # or "sinusoidal", both added to the embeddings; "rotary" in every attention; "none"
    length: int = 64  # most positions: learned ones have no more
    activation: str = "gelu"  # or "relu", as in 2017
    dropout: float = 0.0  # probability at the start; nets keep the present one and pass it on
    embedding_norm: bool = False  # a layer norm of the embeddings, as in BERT


class LayerNorm(nn.Module):
    """Layer norm: weight * (x - mean) / deviation + bias, over each vector (…, D).

    Ba et al. 2016, "Layer normalization", https://arxiv.org/abs/1607.06450.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """Normalize x (…, D) along its last axis."""
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias)


class KVCache:
    """Keys and values (B, H, T, K) of the positions read so far, a pair for each attention, so none is made twice."""

    def __init__(self, state: tuple[Tensor, ...] = ()) -> None:
        self.pairs = list(zip(state[::2], state[1::2], strict=True))

    @property
    def state(self) -> tuple[Tensor, ...]:
        """All keys and values, examples first."""
        return tuple(part for pair in self.pairs for part in pair)

    @property
    def length(self) -> int:
        """The number of positions read so far."""
        return self.pairs[0][0].shape[2] if self.pairs else 0

    def append(self, number: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Append keys and values of new positions to those of attention `number`, and return all of them."""
        if number == len(self.pairs):
            self.pairs.append((key, value))
        else:
            keys, values = self.pairs[number]
            self.pairs[number] = (torch.cat([keys, key], dim=2), torch.cat([values, value], dim=2))
        return self.pairs[number]

    def memory_pair(self, number: int, attention: MultiHeadAttention, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return the keys and values that an attention makes of a memory (B, S, D), which are made only once."""
        if number == len(self.pairs):
            self.pairs.append(attention.project_memory(memory))
        return self.pairs[number]


class MultiHeadAttention(nn.Module):
    """Heads side by side: softmax(Q K^T / sqrt(K)) V in each, joined by one linear layer; (B, T, D) -> (B, T, D).

    `in_proj` makes queries, keys and values, in this order, as in torch's `nn.MultiheadAttention`. Keys and values come
    from the same vectors as the queries, or from a memory.
    """

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.in_proj = Linear(config.width, 3 * config.width)
        self.out_proj = Linear(config.width, config.width)

    def project(self, x: Tensor, memory: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries (B, H, T, K) of x (B, T, D), keys and values (B, H, S, K) of the memory (B, S, D) or of x."""
        if memory is None:
            query, key, value = self.in_proj(x).chunk(3, dim=2)  # (B, T, D) -> (B, T, 3D)
            return self.split_heads(query), self.split_heads(key), self.split_heads(value)
        return self.project_query(x), *self.project_memory(memory)

    def project_query(self, x: Tensor) -> Tensor:
        """Return the queries (B, H, T, K) of x (B, T, D)."""
        width = x.shape[2]
        return self.split_heads(functional.linear(x, self.in_proj.weight[:width], self.in_proj.bias[:width]))

    def project_memory(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return the keys and values (B, H, S, K) of a memory (B, S, D)."""
        width = memory.shape[2]
        both = functional.linear(memory, self.in_proj.weight[width:], self.in_proj.bias[width:])
        key, value = both.chunk(2, dim=2)
        return self.split_heads(key), self.split_heads(value)

    def split_heads(self, x: Tensor) -> Tensor:
        """Return the part of each head: (B, T, D) -> (B, H, T, K)."""
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Return what each query (B, H, T, K) takes of the values (B, H, S, K), heads joined: (B, T, D)."""
        context = functional.scaled_dot_product_attention(query, key, value, mask)  # (B, H, T, K)
        return self.out_proj(context.transpose(1, 2).flatten(2))  # (B, T, D)


class FeedForward(nn.Module):
    """The same two layers at every position alone: W2 f(W1 x + b1) + b2; (B, T, D) -> (B, T, F) -> (B, T, D)."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.linear1 = Linear(config.width, config.feed_forward)
        self.linear2 = Linear(config.feed_forward, config.width)
        self.activation = FEED_FORWARD_ACTIVATIONS[config.activation]

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, T, D) to (B, T, D)."""
        return self.linear2(self.activation(self.linear1(x)))


@dataclass(frozen=True)
class ForwardContext:
    """What all blocks share during one forward pass; masks have a dimension for heads."""

    mask: Tensor | None
    angles: Tensor | None
    memory: Tensor | None
    memory_mask: Tensor | None
    cache: KVCache | None
    dropout: float
    generator: Generator

    def drop(self, x: Tensor) -> Tensor:
        """Return x after dropout, which only happens in training."""
        return apply_dropout(x, self.dropout, self.generator) if self.dropout else x


class TransformerBlock(nn.Module):
    """Self-attention, cross-attention to a memory if `cross` is set, and feed-forward; each with a norm of its own.

    With the norm before: x + part(norm(x)); after: norm(x + part(x)). `layer` is the block's number in its stack.
    """

    def __init__(self, config: StackConfig, cross: bool, layer: int) -> None:
        super().__init__()
        self.before, self.after, self.residual = config.norm == "before", config.norm == "after", config.residual
        self.number = layer * (1 + cross)  # of its self-attention, among all attentions of a cache
        self.attention, self.attention_norm = MultiHeadAttention(config), layer_norm(config)
        self.cross_attention = MultiHeadAttention(config) if cross else None
        self.cross_attention_norm = layer_norm(config) if cross else None
        self.feed_forward, self.feed_forward_norm = FeedForward(config), layer_norm(config)

    def forward(self, x: Tensor, shared: ForwardContext) -> Tensor:
        """Map x (B, T, D) to (B, T, D)."""
        part = self.self_attend(self.normed_input(x, self.attention_norm), shared)
        x = self.add(x, shared.drop(part), self.attention_norm)
        if self.cross_attention is not None and shared.memory is not None:
            query = self.normed_input(x, self.cross_attention_norm)
            part = self.cross_attend(self.cross_attention, query, shared.memory, shared)
            x = self.add(x, shared.drop(part), self.cross_attention_norm)
        part = self.feed_forward(self.normed_input(x, self.feed_forward_norm))
        return self.add(x, shared.drop(part), self.feed_forward_norm)

    def self_attend(self, x: Tensor, shared: ForwardContext) -> Tensor:
        """Return the output of self-attention, (B, T, D) -> (B, T, D)."""
        query, key, value = self.attention.project(x)
        if shared.angles is not None:
            query, key = apply_rotary(query, shared.angles), apply_rotary(key, shared.angles)
        if shared.cache is not None:
            key, value = shared.cache.append(self.number, key, value)
        return self.attention(query, key, value, shared.mask)

    def cross_attend(self, attention: MultiHeadAttention, x: Tensor, memory: Tensor, shared: ForwardContext) -> Tensor:
        """Return the output of attention to a memory (B, S, D); a cache holds its keys and values after one call."""
        if shared.cache is None:
            key, value = attention.project_memory(memory)
        else:
            key, value = shared.cache.memory_pair(self.number + 1, attention, memory)
        return attention(attention.project_query(x), key, value, shared.memory_mask)

    def normed_input(self, x: Tensor, norm: LayerNorm | None) -> Tensor:
        """Return what a part reads of the stream x (B, T, D): its norm if norms come before."""
        return norm(x) if self.before and norm is not None else x

    def add(self, x: Tensor, part: Tensor, norm: LayerNorm | None) -> Tensor:
        """Return the stream x (B, T, D) with the output of a part (B, T, D) added, normed if norms come after."""
        x = x + part if self.residual else part
        return norm(x) if self.after and norm is not None else x


class TransformerStack(nn.Module):
    """Blocks one after the other: embeddings (B, T, D) -> vectors (B, T, D).

    With `cross`, every block attends to a memory as well. Initial weights and dropout are drawn from `generator`. The
    output layers of all parts start smaller by 1 / sqrt(number of parts), so that the stream does not grow with depth
    (Radford et al. 2019).
    """

    def __init__(self, config: StackConfig, cross: bool, generator: Generator) -> None:
        super().__init__()
        self.config, self.generator = config, generator
        learned = config.positions == "learned"
        self.positions = nn.Parameter(torch.empty(config.length, config.width)) if learned else None
        self.embedding_norm = layer_norm(config) if config.embedding_norm else None
        self.blocks = nn.ModuleList(TransformerBlock(config, cross, layer) for layer in range(config.layers))
        self.norm = layer_norm(config) if config.norm == "before" else None
        output_layers, parts = ("out_proj.weight", "linear2.weight"), (2 + cross) * config.layers
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                shrinkage = math.sqrt(parts) if name.endswith(output_layers) else 1.0
                parameter.data.normal_(0, init_std(config.width) / shrinkage, generator=generator)

    def cache(self) -> KVCache:
        """Return an empty cache."""
        return KVCache()

    def add_positions(self, x: Tensor, start: int = 0) -> Tensor:
        """Return embeddings (B, T, D) plus those of their positions, counted from `start`; rotary ones add nothing."""
        end = start + x.shape[1]
        if self.positions is not None:
            return x + self.positions[start:end]
        return x + sinusoidal_positions(end, x.shape[2])[start:].to(x) if self.config.positions == "sinusoidal" else x

    def rotary_angles(self, x: Tensor, start: int = 0) -> Tensor | None:
        """Return the angles (T, K / 2) by which queries and keys are turned, None if positions are not rotary."""
        if self.config.positions != "rotary":
            return None
        return position_angles(start + x.shape[1], self.config.width // self.config.heads)[start:].to(x)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
        cache: KVCache | None = None,
        dropout: float = 0.0,
    ) -> Tensor:
        """Return the vectors that leave the last block.

        Args:
            x: Embeddings (B, T, D); with a cache, those of the t positions after the cached ones.
            mask: What each position may read, (T, T) or (B, T, T); with a cache (t, T). None: everything.
            memory: Vectors (B, S, D) for cross-attention.
            memory_mask: Where the memory holds something, (B, S).
            cache: Keys and values of the positions before; those of x are appended.
            dropout: Probability with which the numbers that a part adds are set to zero, in training only.
        """
        start = cache.length if cache else 0
        memory_mask = None if memory_mask is None else expand_mask(memory_mask[:, None])
        dropout = dropout if self.training else 0.0
        angles = self.rotary_angles(x, start)
        shared = ForwardContext(expand_mask(mask), angles, memory, memory_mask, cache, dropout, self.generator)
        x = self.add_positions(x, start)
        x = shared.drop(x if self.embedding_norm is None else self.embedding_norm(x))
        for block in self.blocks:
            x = block(x, shared)
        return x if self.norm is None else self.norm(x)


def init_std(width: int) -> float:
    """Return the standard deviation of initial weights: GPT-2's, and more for narrower nets.

    Sums over a vector are then as large as in GPT-2. With less, heads of narrow nets hardly ever specialise.
    """
    std, gpt2_width = GPT2_INIT
    return std * math.sqrt(gpt2_width / width)


def layer_norm(config: StackConfig) -> LayerNorm | None:
    """Return a new layer norm, None if norms are off."""
    return None if config.norm == "off" else LayerNorm(config.width)


def causal_mask(length: int) -> Tensor:
    """Return the mask (T, T) with which each position reads itself and those before it."""
    return torch.ones(length, length, dtype=torch.bool).tril()


def expand_mask(mask: Tensor | None) -> Tensor | None:
    """Return a mask (T, S) or (B, T, S) in a shape that broadcasts over the scores of all heads (B, H, T, S)."""
    return mask if mask is None or mask.ndim < 3 else mask[:, None]
