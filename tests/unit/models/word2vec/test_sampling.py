"""Keep probabilities and noise equal gensim's; Huffman's tree is one, and no shorter one exists."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from gensim.models import Word2Vec as Gensim
from hypothesis import given
from hypothesis import strategies as st

from nets.datasets.text import corpus
from nets.experiment.family import build
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.sampling import huffman_paths, keep_probabilities, noise_distribution


@pytest.mark.parametrize("threshold", [1e-2, 1e-4])
def test_keep_and_noise_equal_gensims(threshold: float) -> None:
    held = corpus.of_topics(5, 10_000)
    ends = pairwise(held.starts.tolist())
    sentences = [[held.words[row] for row in held.ids[start:end]] for start, end in ends]
    theirs = Gensim(min_count=1, sample=threshold, workers=1, vector_size=2, ns_exponent=0.6)
    theirs.build_vocab(sentences)
    counts = np.array([theirs.wv.get_vecattr(word, "count") for word in theirs.wv.index_to_key])
    kept = [theirs.wv.get_vecattr(word, "sample_int") / 2**32 for word in theirs.wv.index_to_key]
    assert np.abs(keep_probabilities(counts, threshold) - np.minimum(1, kept)).max() < 1e-6
    summed = theirs.cum_table / theirs.cum_table[-1]
    assert np.abs(noise_distribution(counts, 0.6).cumsum() - summed).max() < 1e-8


def test_words_are_drawn_and_kept_as_often_as_that() -> None:
    _net, task = build(Word2Vec().replace({"net.power": 0.5}), torch.Generator())
    drawn = task.corpus_loss.draw_negatives(200_000, torch.Generator().manual_seed(0))
    share = np.bincount(drawn.numpy(), minlength=len(task.vocabulary)) / 200_000
    assert np.abs(share - noise_distribution(task.counts, 0.5)).max() < 2e-3
    assert keep_probabilities(task.counts, 0.0).tolist() == [1.0] * len(task.vocabulary)
    assert task.keep.min() < 0.2 < task.keep.max() == 1.0


def shortest(counts: list[int]) -> int:
    """The least total length of a code, by the definition: join the two least, again and again."""
    left, total = sorted(counts), 0
    while len(left) > 1:
        joined = left[0] + left[1]
        total, left = total + joined, sorted([*left[2:], joined])
    return total


@given(st.lists(st.integers(1, 40), min_size=2, max_size=40))
def test_huffmans_codes_are_as_short_as_can_be_and_none_begins_another(counts: list[int]) -> None:
    nodes, turns = huffman_paths(np.array(counts))
    codes = ["".join("+-"[int(turn < 0)] for turn in row if turn) for row in turns]
    assert sum(count * len(code) for count, code in zip(counts, codes, strict=True)) == shortest(counts)
    assert not any(a != b and b.startswith(a) for a in codes for b in codes)
    assert sum(0.5 ** len(code) for code in codes) == 1
    ways = {code[:at]: row[at] for code, row in zip(codes, nodes, strict=True) for at in range(len(code))}
    assert ways[""] == len(counts) - 2  # the root
    assert sorted(ways.values()) == list(range(len(counts) - 1))  # every beginning of a code is one node
    for code, row in zip(codes, nodes, strict=True):
        assert all(ways[code[:at]] == row[at] for at in range(len(code)))
    assert max(Counter(codes).values()) == 1
