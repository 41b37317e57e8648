"""Which sequence of a transformer is looked at: what goes in, what its places are called, what is asked at each.

A task tells it: `looked(text="", index=0, part="test", **more) -> Looked`. An own text is read if there is any, else
example `index` of a part, beyond the end the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.layers.ablation_mask import NO_ABLATION, AblationMask

SKIP = -100  # the target of a place that nothing is asked of
PLACES = 128  # that are looked at

Answer = dict[str, np.ndarray]


@dataclass(frozen=True)
class Looked:
    """One sequence, or one pair: `inputs` as the net takes them, each with B = 1.

    `symbols` (T,) are legible names of the places that are scored, `sources` (S,) of those in the encoder, empty where
    there is one stack. `targets` (T,) int64 has SKIP where nothing is asked. `answers` (V,) names what is scored, by
    number. `counts`: how many training and test examples there are. `unknown` are symbols that the net does not know;
    `cut`: the own text was longer than the window.
    """

    inputs: tuple[Tensor, ...]
    symbols: Sequence[str]
    targets: Tensor
    answers: Sequence[str]
    counts: tuple[int, int]
    part: str = "own"
    index: int = 0
    text: str = ""
    sources: Sequence[str] = ()
    unknown: Sequence[str] = ()
    cut: bool = False

    def named(self, numbers: Any) -> np.ndarray:
        """What numbers of scores stand for: an array of any shape to str of the same shape."""
        found = np.asarray(numbers)
        return np.array([self.answers[number] for number in found.ravel().tolist()], dtype=np.str_).reshape(found.shape)

    def asking(self, where: str = "") -> Sequence[str]:
        """The names of the places that ask, in the stack or the attention called `where`."""
        return self.sources if where == "encoder" else self.symbols

    def asked(self, where: str = "") -> Sequence[str]:
        """The names of the places that are asked."""
        return self.sources if where in ("encoder", "crossed") else self.symbols


def looked(net: Any, task: Any, part: str, index: int, text: str, where: str = "") -> Looked:
    """What the task tells, 128 places at most: of a longer window the first, of an own text the last of them."""
    one: Looked = task.looked(net=net, part=part, index=index, text=text, where=where)
    places = len(one.symbols)
    if places <= PLACES or one.sources:
        return one
    kept = slice(places - PLACES, places) if one.text else slice(0, PLACES)
    inputs = tuple(each[:, kept] for each in one.inputs)
    return replace(one, inputs=inputs, symbols=one.symbols[kept], targets=one.targets[kept], cut=bool(one.text))


def passed(net: Any, one: Looked, where: str = "", without: AblationMask = NO_ABLATION) -> tuple[Tensor, Any]:
    """The scores (1, T, V), and what the written-out stack that holds `where` goes through."""
    scores, trace = net.trace(one.inputs, without, stack_of(where))
    return scores, trace


def stack_of(where: str) -> str:
    """The stack in which `where` is: cross-attention is in the decoder. Raises Problem for what is nowhere."""
    if where not in ("", "encoder", "decoder", "crossed"):
        raise Problem(N_("There is no attention called {name}."), name=str(where)[:40])
    return "decoder" if where == "crossed" else where


def says(where: str) -> None:
    """Raises Problem where nothing is said: an encoder makes vectors, and only what reads them has scores."""
    if where in ("encoder", "crossed"):
        raise Problem(N_("The encoder says no symbols by itself: ask the decoder."))


def attentions(trace: Any, where: str = "") -> list[Any]:
    """The attention of each layer that `where` means."""
    return [layer.cross_attention if where == "crossed" else layer.attention for layer in trace.layers]


def place_of(at: int, places: int) -> int:
    """A place that there is: below 0 is counted from the end, beyond either end is the last there."""
    return min(max(0, int(at) + places if at < 0 else int(at)), places - 1)


def told(one: Looked, where: str = "") -> dict[str, np.ndarray]:
    """ "symbols" (T,) str, of `where` the places that ask, "sources" (S,) those that are asked; "part", "index",
    "text", "where", "counts" (2,), "unknown" (U,) str and "cut".
    """
    return {
        "symbols": np.array(one.asking(where), dtype=np.str_),
        "sources": np.array(one.asked(where), dtype=np.str_),
        "part": np.array(one.part),
        "index": np.array(one.index),
        "text": np.array(one.text),
        "where": np.array(where),
        "counts": np.array(one.counts),
        "unknown": np.array(one.unknown, dtype=np.str_),
        "cut": np.array(one.cut),
    }


def row(task: Any, part: str, index: int) -> tuple[Tensor, Tensor, int]:
    """Inputs and targets of example `index` of a part, without the example's axis, and its index; beyond the end the
    last. Raises Problem where there is no such part. Needs of the task: inputs, targets, the same of the test part.
    """
    before = {"train": "", "test": "test_"}.get(part)
    if before is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    inputs, targets = getattr(task, before + "inputs"), getattr(task, before + "targets")
    at = min(max(0, index), len(inputs) - 1)
    return inputs[at : at + 1][0], targets[at : at + 1][0], at
