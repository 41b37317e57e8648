"""Guess the next token of a text against a language model, scored in bits; torch-free.

A player who gives the probability p to the true token pays -log2 p bits (Shannon 1951, "Prediction and entropy of
printed English", https://doi.org/10.1002/j.1538-7305.1951.tb01366.x). The user names one token and its probability. The
rest of the probability goes to the other tokens: evenly among four, else by their frequency in the training part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Passage = Mapping[str, np.ndarray]  # answer of the probe `guessing_game`
MODES = ("four", "any")
CONFIDENCES = (0.25, 0.5, 0.7, 0.9, 0.97)  # probabilities to choose from
MIN_PROBABILITY = 1e-9


@dataclass(frozen=True)
class Guess:
    """A guess with the true token, and the bits that it cost the user and the model."""

    position: int
    guess: str
    truth: str
    user_bits: float
    model_bits: float


class GuessingRound:
    """A passage that is guessed token by token.

    Attributes:
        passage: Answer of the probe `guessing_game`.
        mode: "four" to choose among four tokens, "any" among all.
        guesses: The guesses so far.
        positions: Positions in the passage that are to be guessed.
    """

    def __init__(self, passage: Passage, mode: str) -> None:
        self.passage, self.mode = passage, mode
        self.guesses: list[Guess] = []
        self.positions = np.flatnonzero(passage["asked"]).tolist()

    @property
    def position(self) -> int | None:
        """The position to guess next; None at the end."""
        return self.positions[len(self.guesses)] if len(self.guesses) < len(self.positions) else None

    @property
    def user_bits(self) -> float:
        """Total bits of the user."""
        return sum(guess.user_bits for guess in self.guesses)

    @property
    def model_bits(self) -> float:
        """Total bits of the model."""
        return sum(guess.model_bits for guess in self.guesses)

    def options(self) -> list[str]:
        """Return the tokens to choose from: the true one and three likely ones, sorted; or all, by frequency."""
        assert self.position is not None
        if self.mode == "four":
            return sorted(
                [str(self.passage["tokens"][self.position]), *map(str, self.passage["rivals"][self.position])]
            )
        by_frequency = np.argsort(-self.passage["frequency"], kind="stable")
        return [str(self.passage["names"][index]) for index in by_frequency if self.passage["frequency"][index] > 0]

    def guess(self, token: str, confidence: float) -> Guess:
        """Guess a token, with the probability that it is right."""
        position, confidence = self.position, min(max(confidence, 0.0), 1.0)
        assert position is not None
        truth = str(self.passage["tokens"][position])
        probability = confidence if token == truth else (1 - confidence) * self._share_of_rest(token, truth)
        guess = Guess(position, token, truth, _bits(probability), _bits(self._model_probability(position)))
        self.guesses.append(guess)
        return guess

    def expected(self, position: int) -> dict[str, float]:
        """Return the likeliest tokens at a position and the true one, with the model's probabilities."""
        names = self.passage["likeliest"][position].tolist()
        probabilities = self.passage["likeliest_probabilities"][position].tolist()
        truth = {str(self.passage["tokens"][position]): float(self.passage["probabilities"][position])}
        return dict(zip(names, probabilities, strict=True)) | truth

    def _share_of_rest(self, guessed: str, truth: str) -> float:
        """Return the share of the rest of the probability that goes to the true token."""
        if self.mode == "four":
            return 1 / (len(self.options()) - 1)
        frequency = dict(zip(self.passage["names"].tolist(), self.passage["frequency"].tolist(), strict=True))
        return frequency[truth] / max(1 - frequency.get(guessed, 0.0), MIN_PROBABILITY)

    def _model_probability(self, position: int) -> float:
        """Return the model's probability of the true token, among the options."""
        probability = float(self.passage["probabilities"][position])
        others = float(self.passage["rival_probabilities"][position].sum()) if self.mode == "four" else 1 - probability
        return probability / max(probability + others, MIN_PROBABILITY)


def _bits(probability: float) -> float:
    return float(-np.log2(max(probability, MIN_PROBABILITY)))
