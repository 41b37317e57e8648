"""What is left out of a Transformer while it is probed, to measure what that part contributes."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class AblationMask:
    """Parts that add nothing to the residual stream.

    Attributes:
        heads: Heads of self-attention, as (layer, head).
        cross_heads: Heads of the attention to a memory, as (layer, head).
        attentions: Layers without self-attention.
        feed_forwards: Layers without their feed-forward part.
        norms: Whether all layer norms are left out.
        positions: Whether the embeddings or angles of positions are left out.
        hidden: (B, T) bool, positions that no other position reads; each still reads itself, so that weights remain.
    """

    heads: frozenset[tuple[int, int]] = frozenset()
    cross_heads: frozenset[tuple[int, int]] = frozenset()
    attentions: frozenset[int] = frozenset()
    feed_forwards: frozenset[int] = frozenset()
    norms: bool = False
    positions: bool = False
    hidden: Tensor | None = None


NO_ABLATION = AblationMask()
