"""What a visitor has done on the page of decoding, for challenges to judge; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 40  # symbols of a piece that comes again


@dataclass(frozen=True)
class Written:
    """What was written after a prompt: by which model, which way ("greedy", "sample" or "beam") and settings.

    The prompt is as it was typed: empty where nobody chose one.
    `bits` is what it costs by the model's own chances, without any filter: the mean of a symbol.
    """

    model: str
    prompt: str
    way: str
    settings: Mapping[str, float]
    text: str
    bits: float


@dataclass(frozen=True)
class Played:
    """A round of guessing so far: how many symbols were guessed, and the bits they cost the visitor and the model.

    `source` is "test" for the test part, "own" for a text of the visitor's.
    """

    model: str
    source: str
    symbols: int
    mine: float
    models: float


def loops(text: str) -> int:
    """How many times the piece comes at which a text ends, one after the other: 1 where nothing comes again.

    Of all pieces of up to LONGEST characters the one that covers most of the text counts.
    """
    best, covered = 1, 0
    for size in range(1, min(LONGEST, len(text) // 2) + 1):
        piece, times = text[-size:], 1
        while text.endswith(piece * (times + 1)):
            times += 1
        if times > 1 and times * size > covered:
            best, covered = times, times * size
    return best
