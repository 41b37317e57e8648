"""Byte-pair encoding: merges the most frequent pair of a text again and again; exact for any Unicode.

Gage 1994 replaces pairs of bytes for compression; Sennrich et al. 2016 merge pairs within words for machine
translation; Radford et al. 2019 start from bytes instead of letters, so that no text is ever unknown.

Ids 0 to 255 are the bytes; each merge adds the next id. Of equally frequent pairs the one with the smaller ids is
merged first, the left id before the right one.
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

BYTES = 256  # the first tokens of every vocabulary
MIN_COUNT = 2  # of a pair that is merged
WALL = -1  # between pieces; no merge crosses it
NO_MERGE = np.iinfo(np.int32).max  # in place of a merge, for a border that stays


class Merge(NamedTuple):
    """One merge of a pair of tokens.

    Attributes:
        left: The first token.
        right: The second token.
        made: The token that the merge creates.
        seen: How often the pair occurred.
        done: How often it was merged; overlapping pairs are merged once.
    """

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
    """A learned vocabulary. With `across`, pairs are merged across words as well."""

    vocabulary: tuple[bytes, ...]
    merges: tuple[Merge, ...]
    across: bool = False

    def encode(self, text: str) -> Encoded:
        """Return the tokens of any text, by the merges in the order of learning."""
        encoded = Encoded([], [], [])
        for piece in pieces(text, self.across):
            start = len(encoded.gone)
            gone = self._gone(piece)
            encoded.gone.extend(gone)
            ends = [position for position, merge in enumerate(gone, 1) if merge == NO_MERGE]
            encoded.ids.extend(self._ids[piece[a:b]] for a, b in pairwise([0, *ends]))
            encoded.ends.extend(start + end for end in ends)
        return encoded

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of tokens."""
        return from_bytes(b"".join(self.vocabulary[id] for id in ids))

    def _gone(self, piece: bytes) -> list[int]:
        """Return for each byte of a piece the merge that removes the border after it.

        The earliest merge is applied first, at its leftmost position. Borders inside a token are removed no later than
        by the merge that creates the token.
        """
        size = len(piece)
        ids, ends, begins = list(piece), list(range(1, size + 1)), list(range(size))  # of each token, at its first byte
        gone, heap = [NO_MERGE] * size, self._initial_heap(piece)
        while heap:
            rank, position, left, right = heapq.heappop(heap)
            after = ends[position]
            if ids[position] != left or after == size or ids[after] != right:
                continue
            inner = [merge for merge in gone[position : ends[after] - 1] if merge != NO_MERGE]
            gone[after - 1] = max(rank + 1, *inner) if inner else rank + 1
            ids[position], ids[after], ends[position] = self.merges[rank].made, WALL, ends[after]
            begins[ends[position] - 1] = position
            before = begins[position - 1] if position else None
            following = ends[position]
            for start in (before, position if following < size else None):
                if start is not None and (pair := (ids[start], ids[ends[start]])) in self._ranks:
                    heapq.heappush(heap, (self._ranks[pair], start, *pair))
        return gone

    def _initial_heap(self, piece: bytes) -> list[tuple[int, int, int, int]]:
        ranks, pairs = self._ranks, enumerate(pairwise(piece))
        heap = [(ranks[pair], position, *pair) for position, pair in pairs if pair in ranks]
        heapq.heapify(heap)
        return heap

    @cached_property
    def _ranks(self) -> Mapping[tuple[int, int], int]:
        return {(merge.left, merge.right): rank for rank, merge in enumerate(self.merges)}

    @cached_property
    def _ids(self) -> Mapping[bytes, int]:
        return {token: id for id, token in enumerate(self.vocabulary)}


def to_bytes(text: str) -> bytes:
    """Return the UTF-8 of a text, which may contain lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """Return the text of the UTF-8 of `to_bytes`."""
    return data.decode("utf-8", "surrogatepass")


def pieces(text: str, across: bool) -> list[bytes]:
    """Return the pieces within which pairs are merged: words with a leading space, numbers, signs; or all."""
    if across:
        return [to_bytes(text)] if text else []
    return [to_bytes(piece) for piece in _pattern().findall(text)]


@lru_cache(maxsize=1)
def _pattern() -> Any:
    import regex

    return regex.compile(r" ?\p{L}[\p{L}\p{M}]*+| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s+(?!\S)|\s+")


def learn(text: str, size: int, across: bool = False) -> tuple[Encoding, np.ndarray]:
    """Return an encoding with at most `size` tokens, and how often each token occurs in the text.

    Only the neighbors of merged pairs are counted again, and repeated words are processed once.
    """
    ids, weights = _concatenate(Counter(pieces(text, across)))
    tally = _Tally()
    tally.add(ids[:-1], ids[1:], weights[:-1])
    vocabulary = [bytes([value]) for value in range(BYTES)]
    token_ids = {token: id for id, token in enumerate(vocabulary)}
    merges: list[Merge] = []
    while len(vocabulary) < size and (best := tally.best()) is not None:
        left, right, count = best
        token = vocabulary[left] + vocabulary[right]
        made = token_ids.setdefault(token, len(vocabulary))
        if made == len(vocabulary):
            vocabulary.append(token)
        ids, weights, done = _apply_merge(ids, weights, (left, right, made), tally)
        merges.append(Merge(left, right, made, count, done))
    is_token = ids != WALL
    counts = np.bincount(ids[is_token], weights[is_token], len(vocabulary)).astype(np.int64)
    return Encoding(tuple(vocabulary), tuple(merges), across), counts


def _concatenate(counts: Counter[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return all different pieces with walls between them, and the count of each one's piece."""
    parts = [np.array([WALL])]
    for piece in counts:
        parts += [np.frombuffer(piece, np.uint8), np.array([WALL])]
    sizes = [1, *(len(piece) + 1 for piece in counts)]
    return np.concatenate(parts).astype(np.int32), np.repeat([1, *counts.values()], sizes).astype(np.int32)


def _apply_merge(
    ids: np.ndarray, weights: np.ndarray, merge: tuple[int, int, int], tally: _Tally
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the ids and weights after a merge, and how often it was applied; update the counts beside it."""
    left, right, made = merge
    positions = _pair_positions(ids, left, right)
    neighbors = np.concatenate([positions, positions + 1, _without_followers(positions, 2) - 1])
    tally.add(ids[neighbors], ids[neighbors + 1], -weights[neighbors])
    is_kept = np.ones(len(ids), bool)
    is_kept[positions + 1] = False
    ids[positions] = made
    done = int(weights[positions].sum())
    ids, weights = ids[is_kept], weights[is_kept]
    new_positions = positions - np.arange(len(positions))
    neighbors = np.concatenate([new_positions, _without_followers(new_positions, 1) - 1])
    tally.add(ids[neighbors], ids[neighbors + 1], weights[neighbors])
    return ids, weights, done


def _without_followers(positions: np.ndarray, gap: int) -> np.ndarray:
    """Return the positions that do not directly follow another one, whose left neighbor was counted with that one."""
    return positions[np.diff(positions, prepend=-9) != gap]


def _pair_positions(ids: np.ndarray, left: int, right: int) -> np.ndarray:
    """Return where a pair starts; of overlapping pairs, as in "aaa", every second one from the left."""
    positions = np.flatnonzero(ids == left)
    positions = positions[ids[positions + 1] == right]
    if left != right or len(positions) < 2:
        return positions
    order = np.arange(len(positions))
    first = np.maximum.accumulate(np.where(np.diff(positions, prepend=-2) != 1, order, 0))
    return positions[(order - first) % 2 == 0]


class _Tally:
    """The count of each pair, with a heap for the most frequent one."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}  # by left id · 2³² + right id, which orders pairs as their ids do
        self._heap: list[tuple[int, int]] = []

    def add(self, left: np.ndarray, right: np.ndarray, weights: np.ndarray) -> None:
        """Add weighted pairs to the counts; negative weights remove them."""
        is_pair = (left != WALL) & (right != WALL)
        codes, inverse = np.unique((left[is_pair].astype(np.int64) << 32) | right[is_pair], return_inverse=True)
        changes = np.bincount(inverse, weights[is_pair], len(codes)).astype(np.int64)
        for code, change in zip(codes.tolist(), changes.tolist(), strict=True):
            count = self._counts[code] = self._counts.get(code, 0) + change
            heapq.heappush(self._heap, (-count, code))

    def best(self) -> tuple[int, int, int] | None:
        """Return the most frequent pair and its count; None if no pair repeats."""
        while self._heap:
            count, code = heapq.heappop(self._heap)
            if self._counts[code] == -count:
                return (code >> 32, code & 0xFFFFFFFF, -count) if -count >= MIN_COUNT else None
        return None


def legible(token: bytes) -> str:
    """Return the text of a token, or its bytes in hexadecimal if they are not whole characters."""
    try:
        text = token.decode("utf-8")
    except UnicodeDecodeError:
        return " ".join(f"{value:02X}" for value in token)
    return re.sub(r"[\x00-\x20\x7f]", lambda match: SIGNS.get(ord(match[0]), ""), text)


SIGNS = {code: chr(0x2400 + code) for code in range(0x20)} | {0x20: "␣", 0x7F: "␡"}
