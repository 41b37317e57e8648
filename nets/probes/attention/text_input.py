"""The input of a probe of a Transformer: a dataset example or a text of the user.

A task resolves it: `text_input(text="", index=0, part="test", **more) -> TextInput`. A text is used if there is one,
else example `index` of a part; an index beyond the end means the last.
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
MAX_POSITIONS = 128  # of an input

Answer = dict[str, np.ndarray]


@dataclass(frozen=True)
class TextInput:
    """One sequence, or one pair of a source and its answer.

    Attributes:
        inputs: The net's arguments, each with B = 1.
        tokens: Names (T,) of the positions that are scored.
        targets: Tokens (T,) int64 to predict, SKIP if there is none.
        answers: Names (V,) of the tokens that are scored.
        counts: Numbers of training and test examples.
        part: "train", "test" or "own".
        index: Number of the example.
        text: The user's text, if any.
        sources: Names (S,) of the positions of the encoder, empty with a single stack.
        unknown: Tokens of the text that the net does not know.
        cut: Whether the text was longer than the window.
    """

    inputs: tuple[Tensor, ...]
    tokens: Sequence[str]
    targets: Tensor
    answers: Sequence[str]
    counts: tuple[int, int]
    part: str = "own"
    index: int = 0
    text: str = ""
    sources: Sequence[str] = ()
    unknown: Sequence[str] = ()
    cut: bool = False

    def token_names(self, numbers: Any) -> np.ndarray:
        """Return the names of tokens, an array of any shape, as str of the same shape."""
        ids = np.asarray(numbers)
        return np.array([self.answers[number] for number in ids.ravel().tolist()], dtype=np.str_).reshape(ids.shape)

    def query_tokens(self, where: str = "") -> Sequence[str]:
        """Return the names of the positions that attend, in the stack or attention `where`."""
        return self.sources if where == "encoder" else self.tokens

    def key_tokens(self, where: str = "") -> Sequence[str]:
        """Return the names of the positions that are attended to."""
        return self.sources if where in ("encoder", "crossed") else self.tokens


def text_input(net: Any, task: Any, part: str, index: int, text: str, where: str = "") -> TextInput:
    """Return the input that the task resolves, at most 128 positions of it.

    Of a longer window the first positions stay, of the user's text the last.
    """
    example: TextInput = task.text_input(net=net, part=part, index=index, text=text, where=where)
    positions = len(example.tokens)
    if positions <= MAX_POSITIONS or example.sources:
        return example
    window = slice(positions - MAX_POSITIONS, positions) if example.text else slice(0, MAX_POSITIONS)
    inputs = tuple(each[:, window] for each in example.inputs)
    return replace(
        example, inputs=inputs, tokens=example.tokens[window], targets=example.targets[window], cut=bool(example.text)
    )


def run_traced(
    net: Any, example: TextInput, where: str = "", without: AblationMask = NO_ABLATION
) -> tuple[Tensor, Any]:
    """Return the scores (1, T, V) and the trace of the reference stack that holds `where`."""
    scores, trace = net.trace(example.inputs, without, stack_name(where))
    return scores, trace


def stack_name(where: str) -> str:
    """Return the stack with the attention `where`. Raises Problem if there is none."""
    if where not in ("", "encoder", "decoder", "crossed"):
        raise Problem(N_("There is no attention called {name}."), name=str(where)[:40])
    return "decoder" if where == "crossed" else where


def require_scores(where: str) -> None:
    """Raise Problem for the encoder and cross-attention: only a decoder scores tokens."""
    if where in ("encoder", "crossed"):
        raise Problem(N_("The encoder says no symbols by itself: ask the decoder."))


def attentions(trace: Any, where: str = "") -> list[Any]:
    """Return the attention of each layer that `where` means."""
    return [layer.cross_attention if where == "crossed" else layer.attention for layer in trace.layers]


def clamp_position(at: int, positions: int) -> int:
    """Return a valid position: below 0 it counts from the end, beyond either end it is the last there."""
    return min(max(0, int(at) + positions if at < 0 else int(at)), positions - 1)


def input_arrays(example: TextInput, where: str = "") -> dict[str, np.ndarray]:
    """Return the arrays that describe an input.

    Returns:
        "tokens" (T,) and "sources" (S,) str, the positions that attend and those attended to; "part", "index", "text",
        "where", "counts" (2,), "unknown" (U,) str and "cut".
    """
    return {
        "tokens": np.array(example.query_tokens(where), dtype=np.str_),
        "sources": np.array(example.key_tokens(where), dtype=np.str_),
        "part": np.array(example.part),
        "index": np.array(example.index),
        "text": np.array(example.text),
        "where": np.array(where),
        "counts": np.array(example.counts),
        "unknown": np.array(example.unknown, dtype=np.str_),
        "cut": np.array(example.cut),
    }
