"""The block that every Transformer is made of, with its switches, and stacks of blocks. Vaswani et al. 2017.

A block reads the residual stream, one vector for each place, and adds to it: first what its heads have found at other
places, then what its feed-forward part makes of each place alone. `nets.layers.transformer_reference` writes it out.

Shapes: B examples, T places, S places of a memory, D width, H heads, K = D / H. A mask is true where it may be read:
(T, T), or (B, T, T) with B or the first T being 1; of a memory (B, S).
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

GPT2_INIT = (0.02, 768)  # deviation of initial weights, at this width. Radford et al. 2019, "Language models are
# unsupervised multitask learners"
FEED_FORWARD_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"gelu": functional.gelu, "relu": functional.relu}


@dataclass(frozen=True)
class StackConfig:
    """What a stack is like."""

    width: int  # numbers of the residual stream at each place
    heads: int  # they share the width among them, so more heads cost nothing
    layers: int
    feed: int  # neurons of the feed-forward part, usually four times the width
    norm: str = "before"  # each part, which trains calmly; "after" it, as in 2017 and in BERT; or "off"
    residual: bool = True  # whether parts are added to the stream; otherwise they take its place
    positions: str = "learned"  # or "sinusoidal", both added at the entrance; "rotary" in every attention; "none"
    length: int = 64  # most places: learned positions have no more
    activation: str = "gelu"  # or "relu", as in 2017
    dropout: float = 0.0  # share of what each part adds that is left out; nets keep and pass on the present one
    entrance: bool = False  # a norm of what comes in, as in BERT


class LayerNorm(nn.Module):
    """Each vector (…, D) moved and scaled to mean 0 and deviation 1, then by a learnt scale and shift.

    Ba et al. 2016, "Layer normalization".
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias)


class KVCache:
    """Keys and values (B, H, T, K) of what was read, a pair for each attention: reading on need not make them again."""

    def __init__(self, state: tuple[Tensor, ...] = ()) -> None:
        self.pairs = list(zip(state[::2], state[1::2], strict=True))

    @property
    def state(self) -> tuple[Tensor, ...]:
        """All of it, examples first."""
        return tuple(part for pair in self.pairs for part in pair)

    @property
    def length(self) -> int:
        """How many places were read."""
        return self.pairs[0][0].shape[2] if self.pairs else 0

    def append(self, number: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """All keys and values of an attention, those of new places last."""
        if number == len(self.pairs):
            self.pairs.append((key, value))
        else:
            keys, values = self.pairs[number]
            self.pairs[number] = (torch.cat([keys, key], dim=2), torch.cat([values, value], dim=2))
        return self.pairs[number]

    def memory_pair(self, number: int, attention: MultiHeadAttention, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The keys and values that an attention makes of a memory (B, S, D), which stays the same."""
        if number == len(self.pairs):
            self.pairs.append(attention.project_memory(memory))
        return self.pairs[number]


class MultiHeadAttention(nn.Module):
    """Heads side by side: each asks with its own queries and takes its own part of the values; one layer joins them.

    `in_proj` makes queries, keys and values, in this order; the last two of the places themselves, or of a memory.
    """

    def __init__(self, plan: StackConfig) -> None:
        super().__init__()
        self.heads = plan.heads
        self.in_proj = Linear(plan.width, 3 * plan.width)
        self.out_proj = Linear(plan.width, plan.width)

    def project(self, x: Tensor, memory: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Queries (B, H, T, K) of x (B, T, D); keys and values (B, H, S, K) of the memory (B, S, D), or of x."""
        if memory is None:
            query, key, value = self.in_proj(x).chunk(3, dim=2)  # (B, T, D) -> (B, T, 3D)
            return self.split_heads(query), self.split_heads(key), self.split_heads(value)
        return self.project_query(x), *self.project_memory(memory)

    def project_query(self, x: Tensor) -> Tensor:
        """The queries alone."""
        width = x.shape[2]
        return self.split_heads(functional.linear(x, self.in_proj.weight[:width], self.in_proj.bias[:width]))

    def project_memory(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The keys and values of a memory."""
        width = memory.shape[2]
        both = functional.linear(memory, self.in_proj.weight[width:], self.in_proj.bias[width:])
        key, value = both.chunk(2, dim=2)
        return self.split_heads(key), self.split_heads(value)

    def split_heads(self, x: Tensor) -> Tensor:
        """The part of each head: (B, T, D) -> (B, H, T, K)."""
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        mixed = functional.scaled_dot_product_attention(query, key, value, mask)  # (B, H, T, K)
        return self.out_proj(mixed.transpose(1, 2).flatten(2))  # (B, T, D)


class FeedForward(nn.Module):
    """The same two layers at every place alone: (B, T, D) -> (B, T, F) -> (B, T, D)."""

    def __init__(self, plan: StackConfig) -> None:
        super().__init__()
        self.linear1, self.linear2 = Linear(plan.width, plan.feed), Linear(plan.feed, plan.width)
        self.bend = FEED_FORWARD_ACTIVATIONS[plan.activation]

    def forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.bend(self.linear1(x)))


@dataclass(frozen=True)
class ForwardContext:
    """What all blocks share while one batch goes through; masks have a place for heads."""

    mask: Tensor | None
    angles: Tensor | None
    memory: Tensor | None
    memory_mask: Tensor | None
    cache: KVCache | None
    dropout: float
    generator: Generator

    def apply_dropout_to(self, x: Tensor) -> Tensor:
        """x with a share of it left out, while training."""
        return apply_dropout(x, self.dropout, self.generator) if self.dropout else x


class TransformerBlock(nn.Module):
    """Attention, with `crossed` also attention to a memory, and the feed-forward part; each with a norm of its own."""

    def __init__(self, plan: StackConfig, crossed: bool, place: int) -> None:
        super().__init__()
        self.before, self.after, self.residual = plan.norm == "before", plan.norm == "after", plan.residual
        self.number = place * (1 + crossed)  # of its attention, among all that a cache holds
        self.attention, self.attention_norm = MultiHeadAttention(plan), layer_norm(plan)
        self.cross_attention = MultiHeadAttention(plan) if crossed else None
        self.cross_attention_norm = layer_norm(plan) if crossed else None
        self.feed_forward, self.feed_forward_norm = FeedForward(plan), layer_norm(plan)

    def forward(self, x: Tensor, shared: ForwardContext) -> Tensor:
        made = self.self_attend(self.normed_input(x, self.attention_norm), shared)
        x = self.add(x, shared.apply_dropout_to(made), self.attention_norm)
        if self.cross_attention is not None and shared.memory is not None:
            made = self.cross_attend(
                self.cross_attention, self.normed_input(x, self.cross_attention_norm), shared.memory, shared
            )
            x = self.add(x, shared.apply_dropout_to(made), self.cross_attention_norm)
        made = self.feed_forward(self.normed_input(x, self.feed_forward_norm))
        return self.add(x, shared.apply_dropout_to(made), self.feed_forward_norm)

    def self_attend(self, x: Tensor, shared: ForwardContext) -> Tensor:
        """What the heads find at the places themselves."""
        query, key, value = self.attention.project(x)
        if shared.angles is not None:
            query, key = apply_rotary(query, shared.angles), apply_rotary(key, shared.angles)
        if shared.cache is not None:
            key, value = shared.cache.append(self.number, key, value)
        return self.attention(query, key, value, shared.mask)

    def cross_attend(self, attention: MultiHeadAttention, x: Tensor, memory: Tensor, shared: ForwardContext) -> Tensor:
        """What the heads find in the memory, whose keys and values a cache holds after the first time."""
        if shared.cache is None:
            key, value = attention.project_memory(memory)
        else:
            key, value = shared.cache.memory_pair(self.number + 1, attention, memory)
        return attention(attention.project_query(x), key, value, shared.memory_mask)

    def normed_input(self, x: Tensor, norm: LayerNorm | None) -> Tensor:
        """What a part reads of the stream x (B, T, D)."""
        return norm(x) if self.before and norm is not None else x

    def add(self, x: Tensor, made: Tensor, norm: LayerNorm | None) -> Tensor:
        """The stream x (B, T, D) after a part has made its own (B, T, D)."""
        x = x + made if self.residual else made
        return norm(x) if self.after and norm is not None else x


class TransformerStack(nn.Module):
    """Blocks one after the other: vectors (B, T, D) to vectors (B, T, D).

    `crossed` stacks look at a memory as well. Initial weights and dropout are drawn from `generator`. What each part
    adds is scaled down at the start, so that the stream does not grow with depth (Radford et al. 2019).
    """

    def __init__(self, plan: StackConfig, crossed: bool, generator: Generator) -> None:
        super().__init__()
        self.plan, self.generator = plan, generator
        learned = plan.positions == "learned"
        self.positions = nn.Parameter(torch.empty(plan.length, plan.width)) if learned else None
        self.embedding_norm = layer_norm(plan) if plan.entrance else None
        self.blocks = nn.ModuleList(TransformerBlock(plan, crossed, place) for place in range(plan.layers))
        self.norm = layer_norm(plan) if plan.norm == "before" else None
        ends, parts = ("out_proj.weight", "linear2.weight"), (2 + crossed) * plan.layers
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                shrunk = math.sqrt(parts) if name.endswith(ends) else 1.0
                parameter.data.normal_(0, init_std(plan.width) / shrunk, generator=generator)

    def cache(self) -> KVCache:
        """An empty one."""
        return KVCache()

    def add_positions(self, x: Tensor, start: int = 0) -> Tensor:
        """The vectors (B, T, D) with their places added, the first of which is `start`; rotary ones are not added."""
        end = start + x.shape[1]
        if self.positions is not None:
            return x + self.positions[start:end]
        return x + sinusoidal_positions(end, x.shape[2])[start:].to(x) if self.plan.positions == "sinusoidal" else x

    def rotary_angles(self, x: Tensor, start: int = 0) -> Tensor | None:
        """The angles (T, K / 2) by which queries and keys are turned; None where positions are not rotary."""
        if self.plan.positions != "rotary":
            return None
        return position_angles(start + x.shape[1], self.plan.width // self.plan.heads)[start:].to(x)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
        cache: KVCache | None = None,
        dropout: float = 0.0,
    ) -> Tensor:
        """With a cache, x are the t places after those that it holds, and the mask is (t, T)."""
        start = cache.length if cache else 0
        seen, seen_across = expand_mask(mask), None if memory_mask is None else expand_mask(memory_mask[:, None])
        dropout = dropout if self.training else 0.0
        shared = ForwardContext(seen, self.rotary_angles(x, start), memory, seen_across, cache, dropout, self.generator)
        x = self.add_positions(x, start)
        x = shared.apply_dropout_to(x if self.embedding_norm is None else self.embedding_norm(x))
        for block in self.blocks:
            x = block(x, shared)
        return x if self.norm is None else self.norm(x)


def init_std(width: int) -> float:
    """That of initial weights: what GPT-2 has, and for narrower nets more, so that sums over a vector are as large.

    With less, heads of narrow nets hardly ever begin to look anywhere.
    """
    usual, of_width = GPT2_INIT
    return usual * math.sqrt(of_width / width)


def layer_norm(plan: StackConfig) -> LayerNorm | None:
    """A norm, where there are any."""
    return None if plan.norm == "off" else LayerNorm(plan.width)


def causal_mask(places: int) -> Tensor:
    """The mask (T, T) of places that read themselves and what stands before them."""
    return torch.ones(places, places, dtype=torch.bool).tril()


def expand_mask(mask: Tensor | None) -> Tensor | None:
    """A mask (T, S) or (B, T, S) for the scores of all heads (B, H, T, S)."""
    return mask if mask is None or mask.ndim < 3 else mask[:, None]
