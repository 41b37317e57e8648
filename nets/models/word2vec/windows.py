"""From sentences to pairs: which words are kept, how far each one looks, and who stands in whose window.

Sentences are strung into one row of n words, which is cut into blocks of C words; around each block stand W more words
on either side. So all pairs of a block are found, and scored, by one product of matrices.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Generator, Tensor
from torch.nn import functional

BLOCK = 32  # words of a block at least


class Batch(NamedTuple):
    """Windows over some sentences, in N blocks.

    `center` (N, C) and `around` (N, C + 2 W) are words; `pairs` (N, C, C + 2 W) is 1 where the second stands in the
    window of the first, else 0; `turned` is the same with 1 where the first stands in the window of the second.
    """

    center: Tensor
    around: Tensor
    pairs: Tensor
    turned: Tensor


def strung(ids: Tensor, starts: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """The words (n,) of the `chosen` sentences (B,), and the number of each one's sentence, counted from 0."""
    lengths = starts[chosen + 1] - starts[chosen]
    sentence = torch.repeat_interleave(torch.arange(len(chosen)), lengths)
    first = lengths.cumsum(0) - lengths  # where each begins in the row
    places = torch.arange(len(sentence)) + (starts[chosen] - first)[sentence]
    return ids[places].long(), sentence


def kept(words: Tensor, sentence: Tensor, keep: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Sub-sampling: each word stays with its probability in `keep` (V,); the others are gone before there are windows.

    Mikolov et al. 2013, "Distributed representations of words and phrases and their compositionality".
    """
    stays = torch.rand(len(words), generator=generator) < keep[words]
    return words[stays], sentence[stays]


def reaches(count: int, window: int, dynamic: bool, generator: Generator) -> Tensor:
    """The window of each word: `window`, or any size from 1 to that with equal probability."""
    if not dynamic:
        return torch.full((count,), window)
    return torch.randint(1, window + 1, (count,), generator=generator)


def windows(words: Tensor, sentence: Tensor, reach: Tensor, window: int) -> Batch:
    """The windows of words (n,) that look as far as `reach` (n,) says, `window` at most, within their sentences."""
    size = max(BLOCK, 2 * window)
    blocks = -(-len(words) // size)
    places = torch.arange(blocks)[:, None] * size + torch.arange(size + 2 * window)  # (N, C + 2 W)
    end = window + (0, blocks * size - len(words))[blocks > 0]
    filled = [functional.pad(row, (window, end), value=fill) for row, fill in zip(
        (words, sentence, reach), (0, -1, 0), strict=True)]  # fmt: skip
    around, of, far = (row[places] for row in filled)
    middle = slice(window, window + size)
    away = (torch.arange(size + 2 * window) - window - torch.arange(size)[:, None]).abs()  # (C, C + 2 W)
    near = (of[:, middle, None] == of[:, None, :]) & (of[:, middle, None] >= 0) & (away > 0)
    pairs, turned = near & (away <= far[:, middle, None]), near & (away <= far[:, None, :])
    return Batch(around[:, middle], around, pairs.float(), turned.float())
