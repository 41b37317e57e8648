"""Define the records of the Decoding page that its challenges judge; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAX_PIECE = 40  # characters of a repeated piece


@dataclass(frozen=True)
class GeneratedText:
    """A text that was generated after a prompt.

    Attributes:
        model: Name of the model.
        prompt: The user's prompt; empty if there is none.
        strategy: "greedy", "sample" or "beam".
        settings: The settings of the filters, and the seed.
        text: The generated text.
        bits: Mean bits per token by the model's probabilities without filters.
    """

    model: str
    prompt: str
    strategy: str
    settings: Mapping[str, float]
    text: str
    bits: float


@dataclass(frozen=True)
class GuessingRecord:
    """A round of guessing so far.

    Attributes:
        model: Name of the model.
        source: "test" for the test part, "own" for a text of the user's.
        tokens: How many tokens were guessed.
        user_bits: Total bits of the user.
        model_bits: Total bits of the model.
    """

    model: str
    source: str
    tokens: int
    user_bits: float
    model_bits: float


def count_repetitions(text: str) -> int:
    """Return how often the piece at the end of a text is repeated in a row; 1 if it is not.

    Of all pieces of up to MAX_PIECE characters, the one that covers most of the text counts.
    """
    best, covered = 1, 0
    for size in range(1, min(MAX_PIECE, len(text) // 2) + 1):
        piece, times = text[-size:], 1
        while text.endswith(piece * (times + 1)):
            times += 1
        if times > 1 and times * size > covered:
            best, covered = times, times * size
    return best
