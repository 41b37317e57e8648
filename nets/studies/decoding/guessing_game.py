"""The decoding game: guess what comes next, say how sure you are, and pay in bits; a net plays along. torch-free.

Whoever gives a chance of p to what really comes pays -log2 p bits for it (Shannon 1951, "Prediction and entropy of
printed English"). The visitor names one symbol and a chance for it. What is left of the chance goes to the others: one
of four evenly, any symbol as often as it is in the training part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Passage = Mapping[str, np.ndarray]  # what the probe `guessing` says
MODES = ("four", "any")
SURE = (0.25, 0.5, 0.7, 0.9, 0.97)  # chances to choose from
LEAST = 1e-9


@dataclass(frozen=True)
class Guess:
    """One guess, what really came, and the bits it cost either."""

    place: int
    guess: str
    true: str
    mine: float
    models: float


class Round:
    """A passage that is being guessed, place after place."""

    def __init__(self, passage: Passage, mode: str) -> None:
        self.passage, self.mode = passage, mode
        self.guesses: list[Guess] = []
        self.places = np.flatnonzero(passage["asked"]).tolist()

    @property
    def place(self) -> int | None:
        """The place that is to be guessed; None at the end."""
        return self.places[len(self.guesses)] if len(self.guesses) < len(self.places) else None

    @property
    def mine(self) -> float:
        """The visitor's bits in all."""
        return sum(guess.mine for guess in self.guesses)

    @property
    def models(self) -> float:
        """The net's bits in all."""
        return sum(guess.models for guess in self.guesses)

    def options(self) -> list[str]:
        """What the symbol may be: one of four, which the net finds likely, in no telling order; or any at all."""
        assert self.place is not None
        if self.mode == "four":
            return sorted([str(self.passage["symbols"][self.place]), *map(str, self.passage["rivals"][self.place])])
        often = np.argsort(-self.passage["frequency"], kind="stable")
        return [str(self.passage["names"][at]) for at in often if self.passage["frequency"][at] > 0]

    def guess(self, symbol: str, sure: float) -> Guess:
        """Guess a symbol, with this chance that it is right."""
        place, sure = self.place, min(max(sure, 0.0), 1.0)
        assert place is not None
        true = str(self.passage["symbols"][place])
        mine = sure if symbol == true else (1 - sure) * self._left(symbol, true)
        made = Guess(place, symbol, true, _bits(mine), _bits(self._model(place)))
        self.guesses.append(made)
        return made

    def expected(self, place: int) -> dict[str, float]:
        """What the net found likeliest at a place, and what really came, with its chances."""
        names, found = self.passage["likeliest"][place].tolist(), self.passage["likeliest_chances"][place].tolist()
        true = {str(self.passage["symbols"][place]): float(self.passage["chances"][place])}
        return dict(zip(names, found, strict=True)) | true

    def _left(self, guessed: str, true: str) -> float:
        """The share of the chance that was left which goes to what really came."""
        if self.mode == "four":
            return 1 / (len(self.options()) - 1)
        often = dict(zip(self.passage["names"].tolist(), self.passage["frequency"].tolist(), strict=True))
        return often[true] / max(1 - often.get(guessed, 0.0), LEAST)

    def _model(self, place: int) -> float:
        """The net's chance for what really came; where it was one of four, among these."""
        chance = float(self.passage["chances"][place])
        others = float(self.passage["rival_chances"][place].sum()) if self.mode == "four" else 1 - chance
        return chance / max(chance + others, LEAST)


def _bits(chance: float) -> float:
    return float(-np.log2(max(chance, LEAST)))
