"""A text split in three ways: by character, by word, and by byte-pair encoding. Called in a worker.

Ids of characters and words count from 1, the most frequent first; 0 stands for whatever is not in the vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nets.datasets.text.bpe import BYTES, Encoded, Encoding, learn, to_bytes
from nets.datasets.text.word_segmentation import words
from nets.studies.tokens.settings import Splitting

SHOWN = 1200  # characters at the beginning of the text that are drawn
MOST_LISTED = 3000  # tokens of a vocabulary that travel, the most frequent ones
UNKNOWN, GAP = 0, -1  # ids: not in the vocabulary, and blanks that are no token
CURVE = 48  # points of the curve
KINDS = ("characters", "words", "pairs")


@dataclass(frozen=True)
class Drawn:
    """A part of the text: its bytes, where each token ends in them, their ids; GAP for what is no token."""

    content: bytes
    ends: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True)
class Split:
    """One way to split: how many tokens, how large its vocabulary, and the most frequent of it.

    `tokens`, their `ids` and `counts` belong together.
    """

    total: int
    size: int
    drawn: Drawn
    tokens: tuple[bytes, ...]
    ids: np.ndarray
    counts: np.ndarray
    longest: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Found:
    """All that the page shows of a text. `gone` is that of the drawn part, see `bpe.Encoded`."""

    characters: int
    content: int  # bytes
    splits: dict[str, Split]
    encoding: Encoding
    counts: np.ndarray  # of each token of the encoding
    gone: np.ndarray
    curve: tuple[np.ndarray, np.ndarray]  # sizes of the vocabulary, and the number of tokens with each


def split(text: str, settings: Splitting) -> Found:
    """The text in all three ways."""
    encoding, counts = learn(text, settings.vocabulary, settings.across)
    encoded = encoding.encode(text[:SHOWN])
    splits = {
        "characters": listed(text, characters(text, settings.unit)),
        "words": listed(text, words(text, "zh")),
        "pairs": _pairs(encoding, counts, packed(text[:SHOWN], encoded)),
    }
    size = len(to_bytes(text))
    return Found(
        characters=splits["characters"].total,
        content=size,
        splits=splits,
        encoding=encoding,
        counts=counts,
        gone=np.array(encoded.gone, np.int32),
        curve=_curve(encoding, size),
    )


def characters(text: str, unit: str) -> list[str]:
    """The characters that people see, or the code points of Unicode."""
    if unit == "codepoint":
        return list(text)
    import regex

    graphemes: list[str] = regex.findall(r"\X", text)
    return graphemes


def listed(text: str, tokens: Sequence[str]) -> Split:
    """A split whose vocabulary is what is there, by frequency."""
    counted = Counter(tokens).most_common()
    ids = {token: id for id, (token, _count) in enumerate(counted, 1)}
    some = counted[:MOST_LISTED]
    return Split(
        total=len(tokens),
        size=len(counted) + 1,
        drawn=drawn(text[:SHOWN], tokens, ids),
        tokens=tuple(to_bytes(token) for token, _count in some),
        ids=np.arange(1, len(some) + 1, dtype=np.int32),
        counts=np.array([count for _token, count in some], np.int64),
    )


def drawn(text: str, tokens: Iterable[str], ids: dict[str, int]) -> Drawn:
    """Where the tokens lie in the text, which they follow in order, blanks between them."""
    ends: list[int] = []
    numbers: list[int] = []
    end = 0
    for part, token in _laid(text, tokens):
        end += len(to_bytes(part))
        ends.append(end)
        numbers.append(ids.get(part, UNKNOWN) if token else GAP)
    return Drawn(to_bytes(text), np.array(ends, np.int32), np.array(numbers, np.int32))


def packed(text: str, encoded: Encoded) -> Drawn:
    """A text in byte pairs, to be drawn."""
    return Drawn(to_bytes(text), np.array(encoded.ends, np.int32), np.array(encoded.ids, np.int32))


def _laid(text: str, tokens: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Every part of the text, and whether it is a token; the last one may be cut off."""
    at = 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:
            break
        if start > at:
            yield text[at:start], False
        yield token, True
        at = start + len(token)
    if at < len(text):
        yield text[at:], False


def _pairs(encoding: Encoding, counts: np.ndarray, part: Drawn) -> Split:
    order = np.argsort(-counts, kind="stable")[:MOST_LISTED]
    order = order[counts[order] > 0]
    used = [encoding.vocabulary[id] for id in np.flatnonzero(counts[BYTES:]) + BYTES]
    return Split(
        total=int(counts.sum()),
        size=len(encoding.vocabulary),
        drawn=part,
        tokens=tuple(encoding.vocabulary[id] for id in order),
        ids=order.astype(np.int32),
        counts=counts[order],
        longest=tuple(sorted(used, key=len, reverse=True)[:20]),
    )


def _curve(encoding: Encoding, size: int) -> tuple[np.ndarray, np.ndarray]:
    """How many tokens the text has with each size of the vocabulary; some sizes, closer where it is small."""
    left = size - np.cumsum([0, *(merge.done for merge in encoding.merges)])
    most = len(encoding.merges)
    some = np.unique(np.r_[0, np.geomspace(1, max(1, most), CURVE).round().astype(int)])
    some = some[some <= most]
    return some + BYTES, left[some]
