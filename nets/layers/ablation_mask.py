"""What is taken out of a transformer while it is looked at, so that one reads off what it was worth."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class AblationMask:
    """Heads as (layer, head), whole attentions and feed-forward parts by their layer: they add nothing to the stream.

    `crossed` are heads of the attention to a memory. `norms` and `positions`: whether all of them are left out. What
    `places` (B, T) bool marks is read by no other place; it still reads itself, so that a share remains to be given.
    """

    heads: frozenset[tuple[int, int]] = frozenset()
    crossed: frozenset[tuple[int, int]] = frozenset()
    attentions: frozenset[int] = frozenset()
    feeds: frozenset[int] = frozenset()
    norms: bool = False
    positions: bool = False
    places: Tensor | None = None


NO_ABLATION = AblationMask()
