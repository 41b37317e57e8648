"""What a captioner writes of one strip: where it looks at each word, a step in numbers, what if it looked elsewhere.

Shapes: H and W of the strip, h and w of the map, S = h w places, M numbers at a place, T words written, K words.
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
from nets.probes.activation_hooks import looking
from nets.probes.images.image_input import drawn, packed, shown

LIKELY = 5  # words that are listed at each step


@dataclass(frozen=True)
class Step:
    """One step of one strip: the word told before, the state before and after it, and what came of it.

    `weights` (S,) and `context` (M,) are None without attention.
    """

    told: int
    before: Tensor
    state: Tensor
    weights: Tensor | None
    context: Tensor | None
    scores: Tensor  # (K,)
    word: int

    @property
    def chances(self) -> Tensor:
        """How sure the net is of each word, (K,)."""
        return self.scores.softmax(0)


def strip(task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None) -> tuple[Tensor, list[int]]:
    """The strip to ask about, (1, 1, H, W), and what it says, as words by number: nothing for one of a person's own.

    `pixels`, if given, are the H W numbers of an own strip, 0 to 1, as float32 bytes. Raises Problem. An index beyond
    the end means the last.
    """
    if pixels is not None:
        return drawn(task, pixels), []
    before = {"train": "", "test": "test_"}.get(part)
    if before is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    inputs, targets = getattr(task, before + "inputs"), getattr(task, before + "targets")
    at = min(max(0, index), len(targets) - 1)
    return inputs[at : at + 1], [word for word in targets[at].tolist() if word]


def one_step(
    decoder: Any, told: int, state: DecoderState, memory: AttentionMemory, forced: Tensor | None = None
) -> tuple[Step, DecoderState]:
    """One step, with the weights `forced` (S,) in the place of the net's own, if there are any."""
    hidden, after = decoder.hidden_states(torch.tensor([[told]]), state, 0.0, None)
    weights = decoder.attention_weights(hidden, memory) if forced is None else forced[None, None]  # (1, 1, S)
    context = None if weights is None else weights @ memory.values  # (1, 1, M)
    if context is not None and decoder.feeding:
        after = (*after, context[:, 0])
    scores = decoder.logits(hidden, weights, memory)[:, 0]  # (1, K)
    looked, seen = (None if each is None else each[0, 0] for each in (weights, context))
    return Step(told, state[0][0], hidden[0, 0], looked, seen, scores[0], int(most_likely_token(scores))), after


def steps(
    net: Any, x: Tensor, forced: Mapping[int, Tensor] | None = None, most: int = 0
) -> tuple[list[Step], AttentionMemory]:
    """All steps that the net makes of a strip until it says the end, `net.most` at most; and what it looks at."""
    memory, state = net.encode(x)
    made: list[Step] = []
    told = 0
    while len(made) < (most or net.most) and told != 1:
        step, state = one_step(net.decoder, told, state, memory, (forced or {}).get(len(made)))
        told = step.word
        made.append(step)
    return made, memory


def caption(
    net: Any, task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None
) -> dict[str, np.ndarray]:
    """What the net writes below a strip, chosen as `strip` says.

    "image" (1, H, W) float32, 0 to 1; "output" (T,) str, the end sign included; "chances" (T,) of these words; "likely"
    (T, 5) str and "likely_chances" (T, 5); with attention "weights" (T, h, w); "places" (2,): h and w. "target" (T',)
    str, empty for an own strip, and "right"; "part" and "index".
    """
    x, target = strip(task, part, index, pixels)
    with looking(net):
        made, _memory = steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
    answer = told(task, made, rows, columns)
    answer |= {"image": shown(task, x)[0], "target": _words(task, target), "places": np.array([rows, columns])}
    answer |= {"right": np.array([step.word for step in made] == target), "part": np.array("own" if pixels else part)}
    return packed(answer | {"index": np.array(index)})


def told(task: Any, made: Sequence[Step], rows: int, columns: int, before: str = "") -> dict[str, Any]:
    """Words, chances, likely words and weights of steps, under names that begin with `before`."""
    chances = torch.stack([step.chances for step in made])  # (T, K)
    likely = chances.topk(min(LIKELY, chances.shape[1]), dim=1)
    words = [step.word for step in made]
    found: dict[str, Any] = {
        f"{before}output": _words(task, words),
        f"{before}chances": chances[range(len(made)), words],
        f"{before}likely": np.array([_words(task, row) for row in likely.indices.tolist()]),
        f"{before}likely_chances": likely.values,
    }
    weights = [step.weights for step in made if step.weights is not None]
    return found | ({f"{before}weights": torch.stack(weights).view(-1, rows, columns)} if weights else {})


def caption_step(
    net: Any, task: Any, part: str = "test", index: int = 0, pixels: bytes | None = None, at: int = 0
) -> dict[str, np.ndarray]:
    """The six steps by which word number `at` is found: encode, state, scores, weights, context, output.

    "encodings" (S, M) float32; "told", the word before, and "prefix" (at,) str; "before" and "state" (H,); with
    attention "scores" (S,) before the softmax, "weights" (S,), "context" (M,), and what the scores are made of,
    "projected_query" (W,), "projected_keys" (S, W) and, where it is additive, "v" (W,); "logits" and "chances" (K,) of
    "symbols" (K,) str, the likeliest first; "places" (2,): h and w; "image" (1, H, W); "at", which may be less than was
    asked.
    """
    x, _target = strip(task, part, index, pixels)
    with looking(net):
        made, memory = steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
        at = min(max(0, at), len(made) - 1)
        step, asks = made[at], net.decoder.attention
        order = step.scores.argsort(descending=True)
        answer: dict[str, Any] = {
            "encodings": memory.values[0],
            "told": _words(task, [step.told])[0],
            "prefix": _words(task, [each.word for each in made[:at]]),
            "before": step.before,
            "state": step.state,
            "logits": step.scores[order],
            "chances": step.chances[order],
            "symbols": _words(task, order.tolist()),
            "image": shown(task, x)[0],
            "places": np.array([rows, columns]),
            "at": np.array(at),
        }
        if asks is not None:
            scores = asks.scores(step.state[None, None], memory.keys)[0, 0]
            answer |= {"scores": scores, "weights": step.weights, "context": step.context}
            answer |= _projected(asks, step.state, memory)
    return packed(answer)


def _projected(asks: Any, state: Tensor, memory: AttentionMemory) -> dict[str, Tensor]:
    """What state and places become before they are compared."""
    query = state if asks.query_proj is None else asks.query_proj(state)
    found = {"projected_query": query, "projected_keys": memory.keys[0]}
    return found | ({} if asks.score_proj is None else {"v": asks.score_proj.weight[0]})


def caption_what_if(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    pixels: bytes | None = None,
    at: int = 0,
    weights: Sequence[float] = (),
) -> dict[str, np.ndarray]:
    """What the net writes when at word number `at` it has to look as `weights` (S,) say, made to add up to 1.

    "output" (T,) str as it is, "changed" (T',) str as it becomes; for both chances, likely words and weights as in
    `caption`, those of the second beginning with "changed_"; "kept" (T',) bool: which words stayed; "target" (T'',)
    str; "part", "index", "at" and "places". Raises Problem for a net without attention, and for weights that are none.
    """
    if net.decoder.attention is None:
        raise Problem(N_("This net has no attention to move."))
    x, target = strip(task, part, index, pixels)
    with looking(net):
        before, _memory = steps(net, x)
        rows, columns = net.feature_map(x).shape[2:]
        at = min(max(0, at), len(before) - 1)
        given = forced_row(weights, rows * columns)
        after = before if given is None else steps(net, x, {at: given})[0]
    answer = told(task, before, rows, columns) | told(task, after, rows, columns, "changed_")
    answer["changed"] = answer.pop("changed_output")
    kept = [place < len(before) and step.word == before[place].word for place, step in enumerate(after)]
    answer |= {"kept": np.array(kept), "target": _words(task, target), "at": np.array(at)}
    answer |= {"image": shown(task, x)[0], "places": np.array([rows, columns]), "forced": np.array(given is not None)}
    return packed(answer | {"part": np.array("own" if pixels else part), "index": np.array(index)})


def forced_row(weights: Sequence[float], places: int) -> Tensor | None:
    """Weights as shares of all places, (S,); None where there are none. Raises Problem for what cannot be shares."""
    if not len(weights):
        return None
    given = torch.as_tensor(np.asarray(weights, np.float32).ravel())
    if len(given) != places or not bool(given.isfinite().all()) or bool((given < 0).any()) or float(given.sum()) <= 0:
        text = N_("Attention needs {places} shares, none below 0 and not all of them 0.")
        raise Problem(text, places=places)
    return given / given.sum()


def _words(task: Any, numbers: Sequence[int]) -> np.ndarray:
    return np.array([task.vocabulary[number] for number in numbers], dtype=str)
