"""The caption of one strip: the attention at each word, one step in numbers, other attention.

Shapes: H and W of the strip, h and w of the map, S = h w positions, M numbers at a position, T words, K vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.layers.decoder import AttentionMemory, DecoderState, most_likely_token
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.example_row import example_row
from nets.probes.images.image_input import display_pixels, drawing_input, to_arrays

TOP_WORDS = 5  # words that are listed at each step


@dataclass(frozen=True)
class CaptionStep:
    """One decoding step of one strip: the previous word and state, and the results.

    `weights` (S,) and `context` (M,) are None without attention.
    """

    previous: int
    previous_state: Tensor
    state: Tensor
    weights: Tensor | None
    context: Tensor | None
    scores: Tensor  # (K,)
    word: int

    @property
    def probabilities(self) -> Tensor:
        """The probability of each word, (K,)."""
        return self.scores.softmax(0)


def strip_input(task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None) -> tuple[Tensor, list[int]]:
    """Return the strip to probe, (1, 1, H, W), and its words by number, none for the user's own.

    Args:
        task: Supplies the strips.
        part: "train" or "test".
        index: Number of the strip; beyond the end the last.
        pixels: The user's strip instead: H W numbers, 0 to 1, as float32 bytes.

    Raises:
        Problem: If there is no such part or strip.
    """
    if pixels is not None:
        return drawing_input(task, pixels), []
    strip, words, _number = example_row(task, part, index)
    return strip[None], [word for word in words.tolist() if word]


def decode_step(
    decoder: Any, previous: int, state: DecoderState, memory: AttentionMemory, forced: Tensor | None = None
) -> tuple[CaptionStep, DecoderState]:
    """Make one step; `forced` (S,) replaces the net's own attention weights."""
    hidden, next_state = decoder.hidden_states(torch.tensor([[previous]]), state, 0.0, None)
    weights = decoder.attention_weights(hidden, memory) if forced is None else forced[None, None]  # (1, 1, S)
    context = None if weights is None else weights @ memory.values  # (1, 1, M)
    if context is not None and decoder.feeding:
        next_state = (*next_state, context[:, 0])
    scores = decoder.logits(hidden, weights, memory)[:, 0]  # (1, K)
    step_weights, step_context = (None if each is None else each[0, 0] for each in (weights, context))
    return CaptionStep(
        previous, state[0][0], hidden[0, 0], step_weights, step_context, scores[0], int(most_likely_token(scores))
    ), next_state


def decode_steps(
    net: Any, x: Tensor, forced: Mapping[int, Tensor] | None = None, max_steps: int = 0
) -> tuple[list[CaptionStep], AttentionMemory]:
    """Return all steps until the end word, at most `net.most`, and the memory that they attend to."""
    memory, state = net.encode(x)
    all_steps: list[CaptionStep] = []
    previous = 0
    while len(all_steps) < (max_steps or net.most) and previous != 1:
        step, state = decode_step(net.decoder, previous, state, memory, (forced or {}).get(len(all_steps)))
        previous = step.word
        all_steps.append(step)
    return all_steps, memory


def caption(
    net: Any, task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None
) -> dict[str, np.ndarray]:
    """Return the caption of a strip; the arguments are those of `strip_input`.

    Returns:
        "image" (1, H, W) float32, 0 to 1; "output" (T,) str with the end word; "probabilities" (T,) of it; "likely" (T,
        5) str with "likely_probabilities"; with attention "weights" (T, h, w); "places" (2,): h and w. "target" (T',)
        str, empty for the user's strip, and "right"; "part" and "index".
    """
    x, target = strip_input(task, part, index, pixels)
    with evaluation_mode(net):
        all_steps, _memory = decode_steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
    answer = caption_arrays(task, all_steps, rows, columns)
    answer |= {"image": display_pixels(task, x)[0], "target": _words(task, target), "places": np.array([rows, columns])}
    answer |= {
        "right": np.array([step.word for step in all_steps] == target),
        "part": np.array("own" if pixels else part),
    }
    return to_arrays(answer | {"index": np.array(index)})


def caption_arrays(
    task: Any, all_steps: Sequence[CaptionStep], rows: int, columns: int, prefix: str = ""
) -> dict[str, Any]:
    """Return words, probabilities and weights of steps, with `prefix` before their names."""
    probabilities = torch.stack([step.probabilities for step in all_steps])  # (T, K)
    top = probabilities.topk(min(TOP_WORDS, probabilities.shape[1]), dim=1)
    words = [step.word for step in all_steps]
    arrays: dict[str, Any] = {
        f"{prefix}output": _words(task, words),
        f"{prefix}probabilities": probabilities[range(len(all_steps)), words],
        f"{prefix}likely": np.array([_words(task, row) for row in top.indices.tolist()]),
        f"{prefix}likely_probabilities": top.values,
    }
    weights = [step.weights for step in all_steps if step.weights is not None]
    return arrays | ({f"{prefix}weights": torch.stack(weights).view(-1, rows, columns)} if weights else {})


def caption_step(
    net: Any, task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None, at: int = 0
) -> dict[str, np.ndarray]:
    """Return the parts of the step of word `at`: encodings, state, scores, weights, context, output.

    Returns:
        "encodings" (S, M) float32; "previous" str, the word before, and "prefix" (at,) str; "before" and "state"
        (H,); with attention "scores" (S,), "weights" (S,), "context" (M,), "projected_query" (W,), "projected_keys" (S,
        W) and, if it is additive, "v" (W,); "logits" and "probabilities" (K,) of "tokens" (K,) str, the most probable
        first; "places" (2,): h and w; "image" (1, H, W); "at", which may be less than asked for.
    """
    x, _target = strip_input(task, part, index, pixels)
    with evaluation_mode(net):
        all_steps, memory = decode_steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
        at = min(max(0, at), len(all_steps) - 1)
        step, attention = all_steps[at], net.decoder.attention
        order = step.scores.argsort(descending=True)
        answer: dict[str, Any] = {
            "encodings": memory.values[0],
            "previous": _words(task, [step.previous])[0],
            "prefix": _words(task, [each.word for each in all_steps[:at]]),
            "before": step.previous_state,
            "state": step.state,
            "logits": step.scores[order],
            "probabilities": step.probabilities[order],
            "tokens": _words(task, order.tolist()),
            "image": display_pixels(task, x)[0],
            "places": np.array([rows, columns]),
            "at": np.array(at),
        }
        if attention is not None:
            scores = attention.scores(step.state[None, None], memory.keys)[0, 0]
            answer |= {"scores": scores, "weights": step.weights, "context": step.context}
            answer |= _projections(attention, step.state, memory)
    return to_arrays(answer)


def _projections(attention: Any, state: Tensor, memory: AttentionMemory) -> dict[str, Tensor]:
    """Return what state and positions become before they are compared."""
    query = state if attention.query_proj is None else attention.query_proj(state)
    tensors = {"projected_query": query, "projected_keys": memory.keys[0]}
    return tensors | ({} if attention.score_proj is None else {"v": attention.score_proj.weight[0]})


def caption_what_if(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    pixels: bytes | None = None,
    at: int = 0,
    weights: Sequence[float] = (),
) -> dict[str, np.ndarray]:
    """Return the caption if the net has to attend as `weights` (S,), normalized, at word number `at`.

    Returns:
        "output" (T,) str as it is, "changed" (T',) str as it becomes, with probabilities and weights as in `caption`,
        the latter's with the prefix "changed_"; "kept" (T',) bool: which words stayed; "forced" (): whether weights
        were given; "target" (T'',) str; "image", "part", "index", "at" and "places".

    Raises:
        Problem: For a net without attention, and for invalid weights.
    """
    if net.decoder.attention is None:
        raise Problem(N_("This net has no attention to move."))
    x, target = strip_input(task, part, index, pixels)
    with evaluation_mode(net):
        original, _memory = decode_steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
        at = min(max(0, at), len(original) - 1)
        forced = normalize_weights(weights, rows * columns)
        edited = original if forced is None else decode_steps(net, x, {at: forced})[0]
    answer = caption_arrays(task, original, rows, columns) | caption_arrays(task, edited, rows, columns, "changed_")
    answer["changed"] = answer.pop("changed_output")
    is_kept = [number < len(original) and step.word == original[number].word for number, step in enumerate(edited)]
    answer |= {"kept": np.array(is_kept), "target": _words(task, target), "at": np.array(at)}
    answer |= {
        "image": display_pixels(task, x)[0],
        "places": np.array([rows, columns]),
        "forced": np.array(forced is not None),
    }
    return to_arrays(answer | {"part": np.array("own" if pixels else part), "index": np.array(index)})


def normalize_weights(weights: Sequence[float], count: int) -> Tensor | None:
    """Return weights (S,) that sum to 1; None if there are none. Raises Problem if they are invalid."""
    if not len(weights):
        return None
    shares = torch.as_tensor(np.asarray(weights, np.float32).ravel())
    if (
        len(shares) != count
        or not bool(shares.isfinite().all())
        or bool((shares < 0).any())
        or float(shares.sum()) <= 0
    ):
        text = N_("Attention needs {places} shares, none below 0 and not all of them 0.")
        raise Problem(text, places=count)
    return shares / shares.sum()


def _words(task: Any, numbers: Sequence[int]) -> np.ndarray:
    return np.array([task.vocabulary[number] for number in numbers], dtype=str)
