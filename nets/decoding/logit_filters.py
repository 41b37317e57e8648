"""What may be done to the scores of the next symbol before one is drawn; each as Hugging Face's transformers do it.

Scores are arrays (..., V) of logits, or of logarithms of probability; -inf is a symbol that is cut. torch-free.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

Logits = np.ndarray


class FilterSettings(Protocol):
    """The settings of all filters; see `nets.studies.decoding.settings.Decoding`."""

    @property
    def temperature(self) -> float:
        """Divisor of the logits."""

    @property
    def top_k(self) -> int:
        """Number of tokens that are kept, the most probable ones; 0 keeps all."""

    @property
    def top_p(self) -> float:
        """Probability that the kept tokens reach together; 1 keeps all."""

    @property
    def min_p(self) -> float:
        """Least probability of a kept token, relative to the most probable one."""

    @property
    def penalty(self) -> float:
        """Repetition penalty; 1 changes nothing."""

    @property
    def penalty_first(self) -> bool:
        """Whether the penalty is applied before the temperature."""


class FilterStage(NamedTuple):
    """The scores after one filter, called as its setting is; the first stage is "logits"."""

    name: str
    scores: Logits


def probabilities(scores: Logits) -> np.ndarray:
    """Softmax: what is cut has no chance, the rest add up to 1."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def apply_temperature(scores: Logits, temperature: float) -> Logits:
    """Divided by the temperature (Ackley et al. 1985); 0 leaves the likeliest symbol alone."""
    if temperature > 0:
        return scores / temperature
    best = np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., None]
    return np.where(best, scores, -np.inf)


def top_k(scores: Logits, most: int) -> Logits:
    """Keep the `most` most probable tokens, and those that equal the last (Fan et al. 2018); 0 cuts nothing."""
    if not 0 < most < scores.shape[-1]:
        return scores
    last = np.partition(scores, -most, axis=-1)[..., -most, None]
    return np.where(scores < last, -np.inf, scores)


def top_p(scores: Logits, share: float) -> Logits:
    """Keep the fewest most probable tokens that have this probability together (Holtzman et al. 2020)."""
    order = scores.argsort(axis=-1, kind="stable")  # the least likely first
    below = probabilities(np.take_along_axis(scores, order, axis=-1)).cumsum(axis=-1)
    cut = below <= 1 - share
    cut[..., -1] = False
    gone = np.empty_like(cut)
    np.put_along_axis(gone, order, cut, axis=-1)
    return np.where(gone, -np.inf, scores) if share < 1 else scores


def min_p(scores: Logits, share: float) -> Logits:
    """Keep the tokens with at least this share of the highest probability (Nguyen et al. 2024)."""
    values = probabilities(scores)
    return np.where(values < share * values.max(axis=-1, keepdims=True), -np.inf, scores)


def apply_repetition_penalty(scores: Logits, seen: np.ndarray, factor: float) -> Logits:
    """What was `seen` (..., V) bool is made less likely: above zero divided, below multiplied (Keskar et al. 2019)."""
    return np.where(seen, np.where(scores < 0, scores * factor, scores / factor), scores)


def filter_stages(scores: Logits, seen: np.ndarray, how: FilterSettings) -> list[FilterStage]:
    """The scores as they are and after one filter after the other; what the last leaves is what is drawn from."""
    filters = {
        "temperature": lambda held: apply_temperature(held, how.temperature),
        "top_k": lambda held: top_k(held, how.top_k),
        "top_p": lambda held: top_p(held, how.top_p),
        "min_p": lambda held: min_p(held, how.min_p),
        "penalty": lambda held: apply_repetition_penalty(held, seen, how.penalty),
    }
    order = sorted(filters, key=lambda name: name != "penalty") if how.penalty_first else list(filters)
    found = [FilterStage("logits", scores)]
    for name in order:
        found.append(FilterStage(name, filters[name](found[-1].scores)))
    return found


def entropy(scores: Logits) -> np.ndarray:
    """How uncertain the next symbol is, in bits. 2 to this power is the number of equally likely ones it is worth."""
    found = probabilities(scores)
    return -(found * np.log2(np.where(found > 0, found, 1))).sum(axis=-1)


def draw_token(scores: Logits, chance: np.random.Generator) -> np.ndarray:
    """A symbol for each row of scores, as likely as they say."""
    reached = probabilities(scores.astype(np.float64)).cumsum(axis=-1)
    return (reached < chance.random((*scores.shape[:-1], 1)) * reached[..., -1:]).sum(axis=-1)
