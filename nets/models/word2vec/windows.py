"""From sentences to pairs: subsampling, window sizes, and which words stand in whose window.

Sentences are concatenated to one row of n words, which is cut into blocks of C words; W more words stand on either side
of each block. So all pairs of a block are scored by one matrix product.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Generator, Tensor
from torch.nn import functional

MIN_BLOCK = 32  # words of a block


class Windows(NamedTuple):
    """The windows over some sentences, in N blocks.

    Attributes:
        center: The words (N, C) int64 of each block.
        context: The same words with their neighbours on either side, (N, C + 2 W) int64.
        pairs: (N, C, C + 2 W) float32, 1 where the context word stands in the window of the center word, else 0.
        reversed_pairs: The same shape, 1 where the center word stands in the window of the context word.
    """

    center: Tensor
    context: Tensor
    pairs: Tensor
    reversed_pairs: Tensor


def concatenate_sentences(ids: Tensor, starts: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """Return the words (n,) of the `chosen` sentences (B,), and the number of each one's sentence, counted from 0."""
    lengths = starts[chosen + 1] - starts[chosen]
    sentence = torch.repeat_interleave(torch.arange(len(chosen)), lengths)
    first = lengths.cumsum(0) - lengths  # position at which each sentence begins in the row
    positions = torch.arange(len(sentence)) + (starts[chosen] - first)[sentence]
    return ids[positions].long(), sentence


def subsample(words: Tensor, sentence: Tensor, keep: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Keep each word with its probability in `keep` (V,), before windows are formed.

    Mikolov et al. 2013, "Distributed representations of words and phrases and their compositionality".

    Returns:
        The words that stay and the numbers of their sentences, (m,) int64 each.
    """
    is_kept = torch.rand(len(words), generator=generator) < keep[words]
    return words[is_kept], sentence[is_kept]


def draw_window_sizes(count: int, window: int, dynamic: bool, generator: Generator) -> Tensor:
    """Return the window size of each word (count,): `window`, or if `dynamic` any size from 1 to that, uniformly."""
    if not dynamic:
        return torch.full((count,), window)
    return torch.randint(1, window + 1, (count,), generator=generator)


def build_windows(words: Tensor, sentence: Tensor, sizes: Tensor, window: int) -> Windows:
    """Return the windows of words (n,) within their sentences; `sizes` (n,) are at most `window`."""
    block = max(MIN_BLOCK, 2 * window)
    blocks = -(-len(words) // block)
    positions = torch.arange(blocks)[:, None] * block + torch.arange(block + 2 * window)  # (N, C + 2 W)
    end = window + (0, blocks * block - len(words))[blocks > 0]
    rows = [functional.pad(row, (window, end), value=fill) for row, fill in zip(
        (words, sentence, sizes), (0, -1, 0), strict=True)]  # fmt: skip
    context, sentences, reach = (row[positions] for row in rows)
    middle = slice(window, window + block)
    distance = (torch.arange(block + 2 * window) - window - torch.arange(block)[:, None]).abs()  # (C, C + 2 W)
    is_same_sentence = (sentences[:, middle, None] == sentences[:, None, :]) & (sentences[:, middle, None] >= 0)
    is_near = is_same_sentence & (distance > 0)
    pairs = is_near & (distance <= reach[:, middle, None])
    reversed_pairs = is_near & (distance <= reach[:, None, :])
    return Windows(context[:, middle], context, pairs.float(), reversed_pairs.float())
