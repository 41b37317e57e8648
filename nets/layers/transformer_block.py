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

from nets.layers.linear import Linear, drop
from nets.layers.positions import angles, rotated, sinusoidal

USUAL = (0.02, 768)  # deviation of initial weights, at this width. Radford et al. 2019, "Language models are
# unsupervised multitask learners"
BENDS: dict[str, Callable[[Tensor], Tensor]] = {"gelu": functional.gelu, "relu": functional.relu}


@dataclass(frozen=True)
class Plan:
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


class Norm(nn.Module):
    """Each vector (…, D) moved and scaled to mean 0 and deviation 1, then by a learnt scale and shift.

    Ba et al. 2016, "Layer normalization".
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        """Normalize x (…, D) along its last axis."""
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias)


class Cache:
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

    def joined(self, number: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """All keys and values of an attention, those of new places last."""
        if number == len(self.pairs):
            self.pairs.append((key, value))
        else:
            keys, values = self.pairs[number]
            self.pairs[number] = (torch.cat([keys, key], dim=2), torch.cat([values, value], dim=2))
        return self.pairs[number]

    def once(self, number: int, attention: Attention, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The keys and values that an attention makes of a memory (B, S, D), which stays the same."""
        if number == len(self.pairs):
            self.pairs.append(attention.read(memory))
        return self.pairs[number]


class Attention(nn.Module):
    """Heads side by side: each asks with its own queries and takes its own part of the values; one layer joins them.

    `inward` makes queries, keys and values, in this order; the last two of the places themselves, or of a memory.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.heads = plan.heads
        self.inward = Linear(plan.width, 3 * plan.width)
        self.outward = Linear(plan.width, plan.width)

    def made(self, x: Tensor, memory: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Queries (B, H, T, K) of x (B, T, D); keys and values (B, H, S, K) of the memory (B, S, D), or of x."""
        if memory is None:
            query, key, value = self.inward(x).chunk(3, dim=2)  # (B, T, D) -> (B, T, 3D)
            return self.apart(query), self.apart(key), self.apart(value)
        return self.query(x), *self.read(memory)

    def query(self, x: Tensor) -> Tensor:
        """The queries alone."""
        width = x.shape[2]
        return self.apart(functional.linear(x, self.inward.weight[:width], self.inward.bias[:width]))

    def read(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The keys and values of a memory."""
        width = memory.shape[2]
        both = functional.linear(memory, self.inward.weight[width:], self.inward.bias[width:])
        key, value = both.chunk(2, dim=2)
        return self.apart(key), self.apart(value)

    def apart(self, x: Tensor) -> Tensor:
        """The part of each head: (B, T, D) -> (B, H, T, K)."""
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Return what each query (B, H, T, K) takes of the values (B, H, S, K), heads joined: (B, T, D)."""
        mixed = functional.scaled_dot_product_attention(query, key, value, mask)  # (B, H, T, K)
        return self.outward(mixed.transpose(1, 2).flatten(2))  # (B, T, D)


class Feed(nn.Module):
    """The same two layers at every place alone: (B, T, D) -> (B, T, F) -> (B, T, D)."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.wide, self.narrow = Linear(plan.width, plan.feed), Linear(plan.feed, plan.width)
        self.bend = BENDS[plan.activation]

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, T, D) to (B, T, D)."""
        return self.narrow(self.bend(self.wide(x)))


@dataclass(frozen=True)
class Pass:
    """What all blocks share while one batch goes through; masks have a place for heads."""

    mask: Tensor | None
    turned: Tensor | None
    memory: Tensor | None
    memory_mask: Tensor | None
    cache: Cache | None
    dropout: float
    generator: Generator

    def dropped(self, x: Tensor) -> Tensor:
        """Drop a share of x while training."""
        return drop(x, self.dropout, self.generator) if self.dropout else x


class Block(nn.Module):
    """Attention, with `crossed` also attention to a memory, and the feed-forward part; each with a norm of its own."""

    def __init__(self, plan: Plan, crossed: bool, place: int) -> None:
        super().__init__()
        self.before, self.after, self.residual = plan.norm == "before", plan.norm == "after", plan.residual
        self.number = place * (1 + crossed)  # of its attention, among all that a cache holds
        self.attention, self.attention_norm = Attention(plan), norm_of(plan)
        self.crossed = Attention(plan) if crossed else None
        self.crossed_norm = norm_of(plan) if crossed else None
        self.feed, self.feed_norm = Feed(plan), norm_of(plan)

    def forward(self, x: Tensor, shared: Pass) -> Tensor:
        """Map x (B, T, D) to (B, T, D)."""
        made = self.looked(self.entered(x, self.attention_norm), shared)
        x = self.added(x, shared.dropped(made), self.attention_norm)
        if self.crossed is not None and shared.memory is not None:
            made = self.looked_across(self.crossed, self.entered(x, self.crossed_norm), shared.memory, shared)
            x = self.added(x, shared.dropped(made), self.crossed_norm)
        made = self.feed(self.entered(x, self.feed_norm))
        return self.added(x, shared.dropped(made), self.feed_norm)

    def looked(self, x: Tensor, shared: Pass) -> Tensor:
        """What the heads find at the places themselves."""
        query, key, value = self.attention.made(x)
        if shared.turned is not None:
            query, key = rotated(query, shared.turned), rotated(key, shared.turned)
        if shared.cache is not None:
            key, value = shared.cache.joined(self.number, key, value)
        return self.attention(query, key, value, shared.mask)

    def looked_across(self, attention: Attention, x: Tensor, memory: Tensor, shared: Pass) -> Tensor:
        """What the heads find in the memory, whose keys and values a cache holds after the first time."""
        if shared.cache is None:
            key, value = attention.read(memory)
        else:
            key, value = shared.cache.once(self.number + 1, attention, memory)
        return attention(attention.query(x), key, value, shared.memory_mask)

    def entered(self, x: Tensor, norm: Norm | None) -> Tensor:
        """What a part reads of the stream x (B, T, D)."""
        return norm(x) if self.before and norm is not None else x

    def added(self, x: Tensor, made: Tensor, norm: Norm | None) -> Tensor:
        """The stream x (B, T, D) after a part has made its own (B, T, D)."""
        x = x + made if self.residual else made
        return norm(x) if self.after and norm is not None else x


class Stack(nn.Module):
    """Blocks one after the other: vectors (B, T, D) to vectors (B, T, D).

    `crossed` stacks look at a memory as well. Initial weights and dropout are drawn from `generator`. What each part
    adds is scaled down at the start, so that the stream does not grow with depth (Radford et al. 2019).
    """

    def __init__(self, plan: Plan, crossed: bool, generator: Generator) -> None:
        super().__init__()
        self.plan, self.generator = plan, generator
        learned = plan.positions == "learned"
        self.places = nn.Parameter(torch.empty(plan.length, plan.width)) if learned else None
        self.entrance = norm_of(plan) if plan.entrance else None
        self.blocks = nn.ModuleList(Block(plan, crossed, place) for place in range(plan.layers))
        self.norm = norm_of(plan) if plan.norm == "before" else None
        ends, parts = ("outward.weight", "narrow.weight"), (2 + crossed) * plan.layers
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                shrunk = math.sqrt(parts) if name.endswith(ends) else 1.0
                parameter.data.normal_(0, deviation(plan.width) / shrunk, generator=generator)

    def cache(self) -> Cache:
        """An empty one."""
        return Cache()

    def placed(self, x: Tensor, start: int = 0) -> Tensor:
        """The vectors (B, T, D) with their places added, the first of which is `start`; rotary ones are not added."""
        end = start + x.shape[1]
        if self.places is not None:
            return x + self.places[start:end]
        return x + sinusoidal(end, x.shape[2])[start:].to(x) if self.plan.positions == "sinusoidal" else x

    def turned(self, x: Tensor, start: int = 0) -> Tensor | None:
        """The angles (T, K / 2) by which queries and keys are turned; None where positions are not rotary."""
        if self.plan.positions != "rotary":
            return None
        return angles(start + x.shape[1], self.plan.width // self.plan.heads)[start:].to(x)

    def forward(
        self,
        x: Tensor,
        mask: Tensor | None = None,
        memory: Tensor | None = None,
        memory_mask: Tensor | None = None,
        cache: Cache | None = None,
        dropout: float = 0.0,
    ) -> Tensor:
        """With a cache, x are the t places after those that it holds, and the mask is (t, T)."""
        start = cache.length if cache else 0
        seen, seen_across = spread(mask), None if memory_mask is None else spread(memory_mask[:, None])
        dropout = dropout if self.training else 0.0
        shared = Pass(seen, self.turned(x, start), memory, seen_across, cache, dropout, self.generator)
        x = self.placed(x, start)
        x = shared.dropped(x if self.entrance is None else self.entrance(x))
        for block in self.blocks:
            x = block(x, shared)
        return x if self.norm is None else self.norm(x)


def deviation(width: int) -> float:
    """That of initial weights: what GPT-2 has, and for narrower nets more, so that sums over a vector are as large.

    With less, heads of narrow nets hardly ever begin to look anywhere.
    """
    usual, of_width = USUAL
    return usual * math.sqrt(of_width / width)


def norm_of(plan: Plan) -> Norm | None:
    """A norm, where there are any."""
    return None if plan.norm == "off" else Norm(plan.width)


def causal(places: int) -> Tensor:
    """The mask (T, T) of places that read themselves and what stands before them."""
    return torch.ones(places, places, dtype=torch.bool).tril()


def spread(mask: Tensor | None) -> Tensor | None:
    """A mask (T, S) or (B, T, S) for the scores of all heads (B, H, T, S)."""
    return mask if mask is None or mask.ndim < 3 else mask[:, None]
