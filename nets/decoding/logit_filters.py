"""Filters of the logits before a token is drawn, as in Hugging Face's transformers; torch-free.

Scores are arrays (..., V) of logits or log-probabilities; -inf is a removed token.
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
    """The scores after one filter, named like its setting; the first stage is "logits"."""

    name: str
    scores: Logits


def probabilities(scores: Logits) -> np.ndarray:
    """Return the softmax of scores; removed tokens have probability 0."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def apply_temperature(scores: Logits, temperature: float) -> Logits:
    """Divide by the temperature (Ackley et al. 1985); 0 keeps the most probable token only."""
    if temperature > 0:
        return scores / temperature
    is_best = np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., None]
    return np.where(is_best, scores, -np.inf)


def top_k(scores: Logits, most: int) -> Logits:
    """Keep the `most` most probable tokens, and those that equal the last (Fan et al. 2018); 0 cuts nothing."""
    if not 0 < most < scores.shape[-1]:
        return scores
    last = np.partition(scores, -most, axis=-1)[..., -most, None]
    return np.where(scores < last, -np.inf, scores)


def top_p(scores: Logits, share: float) -> Logits:
    """Keep the fewest most probable tokens that have this probability together (Holtzman et al. 2020)."""
    order = scores.argsort(axis=-1, kind="stable")  # the least likely first
    cumulative = probabilities(np.take_along_axis(scores, order, axis=-1)).cumsum(axis=-1)
    is_cut = cumulative <= 1 - share
    is_cut[..., -1] = False
    is_removed = np.empty_like(is_cut)
    np.put_along_axis(is_removed, order, is_cut, axis=-1)
    return np.where(is_removed, -np.inf, scores) if share < 1 else scores


def min_p(scores: Logits, share: float) -> Logits:
    """Keep the tokens with at least this share of the highest probability (Nguyen et al. 2024)."""
    values = probabilities(scores)
    return np.where(values < share * values.max(axis=-1, keepdims=True), -np.inf, scores)


def apply_repetition_penalty(scores: Logits, seen: np.ndarray, factor: float) -> Logits:
    """Lower the scores of tokens that were `seen` (..., V) bool: positive ones divided, negative ones multiplied.

    Keskar et al. 2019, "CTRL".
    """
    return np.where(seen, np.where(scores < 0, scores * factor, scores / factor), scores)


def filter_stages(scores: Logits, seen: np.ndarray, settings: FilterSettings) -> list[FilterStage]:
    """Return the scores before all filters and after each; tokens are drawn from the last."""
    filters = {
        "temperature": lambda logits: apply_temperature(logits, settings.temperature),
        "top_k": lambda logits: top_k(logits, settings.top_k),
        "top_p": lambda logits: top_p(logits, settings.top_p),
        "min_p": lambda logits: min_p(logits, settings.min_p),
        "penalty": lambda logits: apply_repetition_penalty(logits, seen, settings.penalty),
    }
    order = sorted(filters, key=lambda name: name != "penalty") if settings.penalty_first else list(filters)
    stages = [FilterStage("logits", scores)]
    for name in order:
        stages.append(FilterStage(name, filters[name](stages[-1].scores)))
    return stages


def entropy(scores: Logits) -> np.ndarray:
    """Return the entropy of the next token in bits."""
    p = probabilities(scores)
    return -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1)


def draw_token(scores: Logits, rng: np.random.Generator) -> np.ndarray:
    """Draw a token for each row of scores."""
    cumulative = probabilities(scores.astype(np.float64)).cumsum(axis=-1)
    return (cumulative < rng.random((*scores.shape[:-1], 1)) * cumulative[..., -1:]).sum(axis=-1)
