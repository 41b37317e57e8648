"""Resolve the input of a probe of pairs: a dataset example or a user-written source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.example_row import example_row

MAX_ANSWER_TOKENS = 100  # tokens of an answer


@dataclass(frozen=True)
class PairInput:
    """One source and its answer.

    Attributes:
        x: The source (1, S).
        source: Its S tokens.
        answer: The true answer as numbers, with its end; empty for a user-written source.
        part: "train", "test" or "own".
        index: Number of the pair.
        unknown: Tokens that the net does not know.
        cut: Whether the text was longer than any source in the data.
    """

    x: Tensor
    source: tuple[str, ...]
    answer: tuple[int, ...]
    part: str
    index: int
    unknown: tuple[str, ...] = ()
    cut: bool = False

    @property
    def answers(self) -> Tensor:
        """The true answer as the net takes it, (1, T)."""
        return torch.tensor([self.answer])


def pair_input(task: Any, part: str = "test", index: int = 0, text: str = "") -> PairInput:
    """Return a user-written source, or pair `index` of a part; beyond the end means the last.

    Needs of the task: source, target, inputs, targets, and the same of the test part.

    Raises:
        Problem: If there is no such part.
    """
    if text.strip():
        return _user_input(task, text.strip())
    source, target, number = example_row(task, part, index)
    source_ids, answer_ids = source[source != 0], target[target != 0]
    tokens = tuple(task.source.tokens[id] for id in source_ids.tolist())
    return PairInput(source_ids[None], tokens, tuple(answer_ids.tolist()), part, number)


def _user_input(task: Any, text: str) -> PairInput:
    side = task.source.side
    all_tokens, max_length = side.tokenize(text[: 50 * side.max_tokens]), side.max_tokens
    vocabulary, tokens = set(side.tokens), tuple(all_tokens[:max_length])
    unknown = tuple(dict.fromkeys(symbol for symbol in tokens if symbol not in vocabulary))
    x = torch.tensor([task.source.encode(tokens)])
    return PairInput(x, tokens, (), "own", 0, unknown, len(all_tokens) > max_length)


def input_arrays(task: Any, example: PairInput) -> dict[str, np.ndarray]:
    """Return the arrays that describe an input.

    Returns:
        "source" (S,) and "target" (T',) str, the latter with its end; "part", "index", "counts" (2,), "unknown" (U,)
        str and "cut".
    """
    return {
        "source": np.array(example.source, dtype=np.str_),
        "target": token_names(task, example.answer),
        "part": np.array(example.part),
        "index": np.array(example.index),
        "counts": np.array([len(task.inputs), len(task.test_inputs)]),
        "unknown": np.array(example.unknown, dtype=np.str_),
        "cut": np.array(example.cut),
    }


def token_names(task: Any, numbers: Any) -> np.ndarray:
    """Return the tokens of an answer by their numbers, (T,) str."""
    return np.array([task.target.tokens[int(number)] for number in numbers], dtype=np.str_)


def max_answer_tokens(task: Any, limit: int = 0) -> int:
    """Return how many tokens an answer may have, with its end."""
    return min(MAX_ANSWER_TOKENS, int(limit) if limit > 0 else task.target.side.max_tokens + 1)
