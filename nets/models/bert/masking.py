"""What BERT is shown: two sentences in a row, some symbols of which are hidden. Devlin et al. 2018.

Shapes: B examples, P and Q symbols of the sentences at most, T places of the row.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from nets.models.bert.corpus import CLS, FIRST, MASK, PAD, SEP

SKIP = -100  # the target of a place that nothing is asked of
HIDDEN = 0.8  # of what is asked, behind [MASK]
SWAPPED = 0.1  # behind any other symbol; the rest stays as it is


def joined(first: Tensor, second: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """[CLS] first [SEP] second [SEP] as symbols (B, T), and the segment (B, T) of each, 1 from the second sentence on.

    The sentences (B, P) and (B, Q) are filled up with 0; T is as long as the longest row.
    """
    sizes, tables = [(first != PAD).sum(dim=1, keepdim=True)], [first]  # sizes (B, 1)
    if second is not None:
        sizes, tables = [*sizes, (second != PAD).sum(dim=1, keepdim=True)], [*tables, second]
    longest = int(sum(sizes).max()) + 1 + len(sizes)  # type: ignore[union-attr]
    places = torch.arange(longest)[None]  # (1, T)
    ids, segments = (
        torch.zeros(len(first), longest, dtype=torch.int64),
        torch.zeros(len(first), longest, dtype=torch.int64),
    )
    ids[:, 0] = CLS
    start = torch.ones_like(sizes[0])  # where the sentence begins
    for number, (size, table) in enumerate(zip(sizes, tables, strict=True)):
        end, inside = start + size, (places >= start) & (places < start + size)
        ids = torch.where(inside, table.gather(1, (places - start).clamp(0, table.shape[1] - 1)), ids)
        ids = torch.where(places == end, SEP, ids)
        segments = torch.where((places >= start) & (places <= end), number, segments)
        start = end + 1
    return ids, segments


def masked(ids: Tensor, symbols: int, share: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """What is shown of symbols (B, T), and what is asked: the true symbol at a `share` of the places, else SKIP."""
    asked = (torch.rand(ids.shape, generator=generator) < share) & (ids >= FIRST)
    fate = torch.rand(ids.shape, generator=generator)
    others = torch.randint(FIRST, symbols, ids.shape, generator=generator)
    shown = torch.where(asked & (fate < HIDDEN), MASK, ids)
    shown = torch.where(asked & (fate >= HIDDEN) & (fate < HIDDEN + SWAPPED), others, shown)
    return shown, torch.where(asked, ids, SKIP)


def paired(size: int, generator: Generator, indices: Tensor) -> tuple[Tensor, Tensor]:
    """For first sentences at `indices` (B,) the second ones, (B,): their own, or half of the time any.

    Also 0 where it follows and 1 where it does not, (B,), which is how BERT counts.
    """
    strange = torch.rand(len(indices), generator=generator) < 0.5
    others = torch.randint(1, max(2, size), (len(indices),), generator=generator)
    return torch.where(strange, (indices + others) % size, indices), strange.long()
