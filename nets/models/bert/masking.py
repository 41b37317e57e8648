"""The rows that BERT reads: two sentences, some tokens of which are masked (Devlin et al. 2018, section 3.1).

Shapes: B rows, P and Q tokens of a sentence at most, T positions of a row.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from nets.models.bert.corpus import CLS, FIRST, MASK, PAD, SEP

SKIP = -100  # the target of a position that is not predicted
MASK_SHARE = 0.8  # of the predicted positions, which read [MASK]
RANDOM_SHARE = 0.1  # of them, which read a random token; the others read the true token


def join_sentences(first: Tensor, second: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Return rows [CLS] first [SEP] second [SEP], as long as the longest.

    Args:
        first: The first sentences (B, P), padded with 0.
        second: The second sentences (B, Q), padded with 0; None for rows of one sentence.

    Returns:
        The tokens (B, T), padded with 0, and their segments (B, T), 1 from the second sentence on.
    """
    sizes, sentences = [(first != PAD).sum(dim=1, keepdim=True)], [first]  # sizes (B, 1)
    if second is not None:
        sizes, sentences = [*sizes, (second != PAD).sum(dim=1, keepdim=True)], [*sentences, second]
    longest = int(sum(sizes).max()) + 1 + len(sizes)  # type: ignore[union-attr]
    positions = torch.arange(longest)[None]  # (1, T)
    ids, segments = (
        torch.zeros(len(first), longest, dtype=torch.int64),
        torch.zeros(len(first), longest, dtype=torch.int64),
    )
    ids[:, 0] = CLS
    start = torch.ones_like(sizes[0])  # position of the sentence
    for segment, (size, sentence) in enumerate(zip(sizes, sentences, strict=True)):
        end, is_sentence = start + size, (positions >= start) & (positions < start + size)
        ids = torch.where(is_sentence, sentence.gather(1, (positions - start).clamp(0, sentence.shape[1] - 1)), ids)
        ids = torch.where(positions == end, SEP, ids)
        segments = torch.where((positions >= start) & (positions <= end), segment, segments)
        start = end + 1
    return ids, segments


def mask_tokens(ids: Tensor, vocabulary: int, share: float, generator: Generator) -> tuple[Tensor, Tensor]:
    """Choose a share of the tokens of the text to predict, and mask most of them.

    Args:
        ids: The tokens (B, T).
        vocabulary: The number of tokens.
        share: The probability that a token is predicted.
        generator: Source of all randomness.

    Returns:
        The tokens that the net reads, (B, T), and the targets (B, T): the true token, or SKIP.
    """
    is_target = (torch.rand(ids.shape, generator=generator) < share) & (ids >= FIRST)
    uniform = torch.rand(ids.shape, generator=generator)
    random_ids = torch.randint(FIRST, vocabulary, ids.shape, generator=generator)
    is_random = is_target & (uniform >= MASK_SHARE) & (uniform < MASK_SHARE + RANDOM_SHARE)
    masked = torch.where(is_target & (uniform < MASK_SHARE), MASK, ids)
    return torch.where(is_random, random_ids, masked), torch.where(is_target, ids, SKIP)


def draw_second_sentences(size: int, generator: Generator, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Draw the second sentences for next-sentence prediction: in half of the pairs a random one.

    Args:
        size: The number of sentences.
        generator: Source of all randomness.
        indices: The first sentences (B,).

    Returns:
        The second sentences (B,), and 0 where they follow the first or 1 where they are random, (B,).
    """
    is_random = torch.rand(len(indices), generator=generator) < 0.5
    offsets = torch.randint(1, max(2, size), (len(indices),), generator=generator)
    return torch.where(is_random, (indices + offsets) % size, indices), is_random.long()
