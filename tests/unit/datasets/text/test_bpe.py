"""Byte-pair encoding: every text comes back, and the merges are those of Hugging Face's tokenizers."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from nets.datasets.text.bpe import BYTES, NO_MERGE, Encoding, learn, pieces
from nets.datasets.text.texts import shipped

ANY = st.text(st.characters(), max_size=80)  # halves of characters as well
FEW = st.text("ab 你é\n", max_size=120)  # much that comes again, and overlaps
CORPORA = {"en": shipped("en")[:20_000], "zh": shipped("zh")[:8_000], "aaa": "aaaa aaa aaaaaaa aa " * 3}


@settings(max_examples=60, deadline=None)
@given(learnt=FEW | ANY, text=ANY | FEW, size=st.integers(BYTES, 300), across=st.booleans())
@example(learnt="", text="\ud800 \x00\x7f", size=256, across=False)
@example(learnt="👩‍🔬" * 5, text="👩‍🔬👩", size=300, across=True)
def test_every_text_comes_back(learnt: str, text: str, size: int, across: bool) -> None:
    encoding, counts = learn(learnt, size, across)
    found = encoding.encode(text)
    assert encoding.decode(found.ids) == text
    assert b"".join(pieces(text, across)) == text.encode("utf-8", "surrogatepass")
    again = Counter(encoding.encode(learnt).ids)
    assert {id: count for id, count in enumerate(counts.tolist()) if count} == again, "learning cut the text like this"


@settings(max_examples=40, deadline=None)
@given(text=FEW, across=st.booleans())
def test_each_merge_is_the_most_frequent_pair(text: str, across: bool) -> None:
    """Against counting everything anew at each merge, as the definition says."""
    encoding, _counts = learn(text, 275, across)
    parts = [list(piece) for piece in pieces(text, across)]
    for merge in encoding.merges:
        pairs = Counter(pair for part in parts for pair in pairwise(part))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        assert (merge.left, merge.right, merge.seen) == (*best, pairs[best])
        before = sum(map(len, parts))
        parts = [_replaced(part, best, merge.made) for part in parts]
        assert before - sum(map(len, parts)) == merge.done


def _replaced(part: list[int], pair: tuple[int, int], made: int) -> list[int]:
    out: list[int] = []
    at = 0
    while at < len(part):
        met = tuple(part[at : at + 2]) == pair
        out.append(made if met else part[at])
        at += 2 if met else 1
    return out


def test_the_text_after_some_merges_is_the_one_of_a_smaller_vocabulary() -> None:
    text = CORPORA["en"][:3000]
    encoding, _counts = learn(text, 400)
    found = encoding.encode(text)
    for few in (0, 1, 20, 90):
        less = Encoding(encoding.vocabulary[: BYTES + few], encoding.merges[:few])
        ends = [at for at, when in enumerate(found.gone, 1) if when > few]
        assert ends == less.encode(text).ends
    assert found.ends == [at for at, when in enumerate(found.gone, 1) if when == NO_MERGE]


@pytest.mark.parametrize("across", [False, True])
@pytest.mark.parametrize("name", CORPORA)
def test_merges_equal_those_of_tokenizers(name: str, across: bool) -> None:
    """Each byte as a letter, in the order of the bytes: then equally frequent pairs go the same way as well."""
    text = CORPORA[name][: 3000 if across else None]
    encoding, counts = learn(text, 700, across)
    words = ["".join(map(_letter, piece)) for piece in pieces(text, across)]
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    alphabet = sorted({letter for word in words for letter in word})
    trainer = trainers.BpeTrainer(
        vocab_size=len(alphabet) + len(encoding.vocabulary) - BYTES,
        min_frequency=2,
        show_progress=False,
        max_token_length=None,
    )
    theirs.train_from_iterator([" ".join(words)], trainer)
    ids = theirs.get_vocab()
    learnt = sorted((id, token) for token, id in ids.items() if len(token) > 1)
    ours = ["".join(map(_letter, token)) for token in encoding.vocabulary[BYTES:]]
    assert ours == [token for _id, token in learnt]
    cut = Counter(theirs.encode(" ".join(words)).tokens)
    assert cut == {"".join(map(_letter, encoding.vocabulary[id])): int(counts[id]) for id in np.flatnonzero(counts)}


def _letter(byte: int) -> str:
    return chr(0x4E00 + byte)
