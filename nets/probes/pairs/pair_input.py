"""Which pair of a source and its answer is looked at: one of the data, or a source that a person has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem

MOST_WRITTEN = 100  # symbols of an answer


@dataclass(frozen=True)
class Asked:
    """One source x (1, S) with its S symbols, and the true answer as numbers with their end, empty for an own text.

    `unknown` are the symbols that the net does not know; `cut`: the text was longer than any source that is learnt.
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


def asked(task: Any, part: str = "test", index: int = 0, text: str = "") -> Asked:
    """`text` if there is any, else pair `index` of a part; beyond the end means the last. Raises Problem.

    Needs of the task: about, symbols, read, inputs, targets, the same of the test part.
    """
    if text.strip():
        return _own(task, text.strip())
    before = {"train": "", "test": "test_"}.get(part)
    if before is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    inputs, targets = getattr(task, before + "inputs"), getattr(task, before + "targets")
    at = min(max(0, index), len(inputs) - 1)
    numbers, answer = inputs[at][inputs[at] != 0], targets[at][targets[at] != 0]
    source = tuple(task.symbols[number] for number in numbers.tolist())
    return Asked(numbers[None], source, tuple(answer.tolist()), part, at)


def _own(task: Any, text: str) -> Asked:
    side = task.about.source
    symbols, longest = side.cut(text[: 50 * side.longest]), side.longest
    known, kept = set(side.symbols), tuple(symbols[:longest])
    unknown = tuple(dict.fromkeys(symbol for symbol in kept if symbol not in known))
    x = torch.tensor([task.numbered(kept)])
    return Asked(x, kept, (), "own", 0, unknown, len(symbols) > longest)


def told(task: Any, one: Asked) -> dict[str, np.ndarray]:
    """What is looked at: "source" (S,) and "target" (T',) str with its end, "part", "index", "counts" (2,), "unknown"
    (U,) str, "cut".
    """
    return {
        "source": np.array(one.source, dtype=np.str_),
        "target": named(task, one.answer),
        "part": np.array(one.part),
        "index": np.array(one.index),
        "counts": np.array([len(task.inputs), len(task.test_inputs)]),
        "unknown": np.array(one.unknown, dtype=np.str_),
        "cut": np.array(one.cut),
    }


def named(task: Any, numbers: Any) -> np.ndarray:
    """Numbers of symbols of an answer as symbols, (T,) str."""
    return np.array([task.answers[int(number)] for number in numbers], dtype=np.str_)


def longest(task: Any, most: int = 0) -> int:
    """How many symbols an answer may have, with its end."""
    return min(MOST_WRITTEN, int(most) if most > 0 else task.about.target.longest + 1)
