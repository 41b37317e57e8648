"""Byte-pair encoding: learnt from a text by merging the most frequent pair again and again; exact for any Unicode.

Gage 1994 replaces pairs of bytes to make data smaller; Sennrich and others 2016 take the pairs within words for tokens
of a translator; Radford and others 2019 begin with bytes instead of letters, so that no text is ever unknown.

Ids 0 to 255 are the bytes; each merge makes the next one. Of pairs that are equally frequent the one with the smaller
ids is merged first, the left id before the right one.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

BYTES = 256  # what every vocabulary begins with
MIN_COUNT = 2  # a pair that comes only once is no pair worth a token
WALL = -1  # between pieces: nothing is merged across it
NO_MERGE = np.iinfo(np.int32).max  # the merge that removes a border which stays


class Merge(NamedTuple):
    """One merge: the pair, the token it makes, how often the pair stood there, and how often it could be merged."""

    left: int
    right: int
    made: int
    seen: int
    done: int


class Encoded(NamedTuple):
    """A text as tokens.

    Attributes:
        ids: The tokens.
        ends: Where each token ends, in bytes of the text.
        gone: For each byte the merge, counted from 1, that removed the border after it.
    """

    ids: list[int]
    ends: list[int]
    gone: list[int]


@dataclass(frozen=True)
class Encoding:
    """A learnt vocabulary. `across`: pairs are merged across words as well, not only within them."""

    vocabulary: tuple[bytes, ...]
    merges: tuple[Merge, ...]
    across: bool = False

    def encode(self, text: str) -> Encoded:
        """Any text as tokens, by the merges in the order in which they were learnt."""
        found = Encoded([], [], [])
        for piece in pieces(text, self.across):
            start = len(found.gone)
            gone = self._gone(piece)
            found.gone.extend(gone)
            ends = [at for at, when in enumerate(gone, 1) if when == NO_MERGE]
            found.ids.extend(self._numbers[piece[a:b]] for a, b in pairwise([0, *ends]))
            found.ends.extend(start + end for end in ends)
        return found

    def decode(self, ids: Iterable[int]) -> str:
        """The text that these tokens were made from."""
        return unbytes(b"".join(self.vocabulary[id] for id in ids))

    def _gone(self, piece: bytes) -> list[int]:
        """For each byte of a piece the merge that removes the border after it.

        The earliest merge goes first, and of its places the leftmost. A border inside a token went no later than the
        merge that made the token.
        """
        size = len(piece)
        ids, ends, begins = list(piece), list(range(1, size + 1)), list(range(size))  # of the token at its first byte
        gone, heap = [NO_MERGE] * size, self._beginnings(piece)
        while heap:
            rank, at, left, right = heapq.heappop(heap)
            after = ends[at]
            if ids[at] != left or after == size or ids[after] != right:
                continue
            inside = [when for when in gone[at : ends[after] - 1] if when != NO_MERGE]
            gone[after - 1] = max(rank + 1, *inside) if inside else rank + 1
            ids[at], ids[after], ends[at] = self.merges[rank].made, WALL, ends[after]
            begins[ends[at] - 1] = at
            before = begins[at - 1] if at else None
            follower = ends[at]
            for spot in (before, at if follower < size else None):
                if spot is not None and (pair := (ids[spot], ids[ends[spot]])) in self._ranks:
                    heapq.heappush(heap, (self._ranks[pair], spot, *pair))
        return gone

    def _beginnings(self, piece: bytes) -> list[tuple[int, int, int, int]]:
        ranks, pairs = self._ranks, enumerate(pairwise(piece))
        heap = [(ranks[pair], at, *pair) for at, pair in pairs if pair in ranks]
        heapq.heapify(heap)
        return heap

    @cached_property
    def _ranks(self) -> Mapping[tuple[int, int], int]:
        return {(merge.left, merge.right): rank for rank, merge in enumerate(self.merges)}

    @cached_property
    def _numbers(self) -> Mapping[bytes, int]:
        return {token: id for id, token in enumerate(self.vocabulary)}


def to_bytes(text: str) -> bytes:
    """UTF-8; also of halves of characters that a broken file may hold."""
    return text.encode("utf-8", "surrogatepass")


def unbytes(data: bytes) -> str:
    """The inverse of `to_bytes`."""
    return data.decode("utf-8", "surrogatepass")


def pieces(text: str, across: bool) -> list[bytes]:
    """What pairs are merged within: words with the blank before them, numbers, signs; or the text as a whole."""
    if across:
        return [to_bytes(text)] if text else []
    return [to_bytes(piece) for piece in _pattern().findall(text)]


@lru_cache(maxsize=1)
def _pattern() -> Any:
    import regex

    return regex.compile(r" ?\p{L}[\p{L}\p{M}]*+| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s+(?!\S)|\s+")


def learn(text: str, size: int, across: bool = False) -> tuple[Encoding, np.ndarray]:
    """The encoding with a vocabulary of at most `size`, and how often each of its tokens is in the text.

    Only what stands beside a merged pair is counted anew, and words that come again are looked at once.
    """
    ids, weights = _laid_out(Counter(pieces(text, across)))
    tally = _Tally()
    tally.add(ids[:-1], ids[1:], weights[:-1])
    vocabulary = [bytes([value]) for value in range(BYTES)]
    numbers = {token: id for id, token in enumerate(vocabulary)}
    merges: list[Merge] = []
    while len(vocabulary) < size and (best := tally.best()) is not None:
        left, right, count = best
        token = vocabulary[left] + vocabulary[right]
        made = numbers.setdefault(token, len(vocabulary))
        if made == len(vocabulary):
            vocabulary.append(token)
        ids, weights, done = _merged(ids, weights, (left, right, made), tally)
        merges.append(Merge(left, right, made, count, done))
    real = ids != WALL
    counts = np.bincount(ids[real], weights[real], len(vocabulary)).astype(np.int64)
    return Encoding(tuple(vocabulary), tuple(merges), across), counts


def _laid_out(found: Counter[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Each different piece once, walls around it, and how often it comes."""
    parts = [np.array([WALL])]
    for piece in found:
        parts += [np.frombuffer(piece, np.uint8), np.array([WALL])]
    sizes = [1, *(len(piece) + 1 for piece in found)]
    return np.concatenate(parts).astype(np.int32), np.repeat([1, *found.values()], sizes).astype(np.int32)


def _merged(
    ids: np.ndarray, weights: np.ndarray, merge: tuple[int, int, int], tally: _Tally
) -> tuple[np.ndarray, np.ndarray, int]:
    """The ids after a merge, with their weights, and how often it was done; the pairs beside it are counted anew."""
    left, right, made = merge
    places = _places(ids, left, right)
    near = np.concatenate([places, places + 1, _but_after(places, 2) - 1])
    tally.add(ids[near], ids[near + 1], -weights[near])
    kept = np.ones(len(ids), bool)
    kept[places + 1] = False
    ids[places] = made
    done = int(weights[places].sum())
    ids, weights = ids[kept], weights[kept]
    now = places - np.arange(len(places))
    near = np.concatenate([now, _but_after(now, 1) - 1])
    tally.add(ids[near], ids[near + 1], weights[near])
    return ids, weights, done


def _but_after(places: np.ndarray, gap: int) -> np.ndarray:
    """The places that do not follow another one so closely: what stands before them was not counted with that one."""
    return places[np.diff(places, prepend=-9) != gap]


def _places(ids: np.ndarray, left: int, right: int) -> np.ndarray:
    """Where a pair begins; of pairs that overlap, as in "aaa", every second one from the left."""
    found = np.flatnonzero(ids == left)
    found = found[ids[found + 1] == right]
    if left != right or len(found) < 2:
        return found
    order = np.arange(len(found))
    first = np.maximum.accumulate(np.where(np.diff(found, prepend=-2) != 1, order, 0))
    return found[(order - first) % 2 == 0]


class _Tally:
    """How often each pair stands in the text, the most frequent one at hand."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}  # by left id · 2³² + right id, which orders pairs as their ids do
        self._heap: list[tuple[int, int]] = []

    def add(self, left: np.ndarray, right: np.ndarray, weights: np.ndarray) -> None:
        """Count these pairs, with negative weights as gone."""
        real = (left != WALL) & (right != WALL)
        codes, inverse = np.unique((left[real].astype(np.int64) << 32) | right[real], return_inverse=True)
        changes = np.bincount(inverse, weights[real], len(codes)).astype(np.int64)
        for code, change in zip(codes.tolist(), changes.tolist(), strict=True):
            count = self._counts[code] = self._counts.get(code, 0) + change
            heapq.heappush(self._heap, (-count, code))

    def best(self) -> tuple[int, int, int] | None:
        """The most frequent pair and its count, None where no pair comes again."""
        while self._heap:
            count, code = heapq.heappop(self._heap)
            if self._counts[code] == -count:
                return (code >> 32, code & 0xFFFFFFFF, -count) if -count >= MIN_COUNT else None
        return None


def legible(token: bytes) -> str:
    """A token to be read by people: its text, or its bytes where they are no whole characters."""
    try:
        text = token.decode("utf-8")
    except UnicodeDecodeError:
        return " ".join(f"{value:02X}" for value in token)
    return re.sub(r"[\x00-\x20\x7f]", lambda found: SIGNS.get(ord(found[0]), ""), text)


SIGNS = {code: chr(0x2400 + code) for code in range(0x20)} | {0x20: "␣", 0x7F: "␡"}
