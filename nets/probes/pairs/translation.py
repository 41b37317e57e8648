"""What a net writes for a source, where it looks as it writes, and what it would write if it looked elsewhere.

Needs of the net: read, step, look, forward, attention. Needs of the task: see `nets.probes.pairs.pair_input`; answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nets.layers.decoder import END, START, most_likely_token
from nets.probes.activation_hooks import looking
from nets.probes.pairs.pair_input import asked, longest, named, told

LIKELY = 5  # symbols that are told at each place

Answer = dict[str, np.ndarray]


class Written(NamedTuple):
    """T symbols by number, the probabilities (T, K) of all at each place, and the shares (T, S) or None."""

    numbers: list[int]
    chances: Tensor
    weights: Tensor | None


def greedy(net: Any, x: Tensor, most: int, at: int = -1, row: Tensor | None = None, **which: Any) -> Written:
    """The answer to x (1, S) that comes of always taking the likeliest; at place `at` the net has to look as `row`.

    Of a net with several heads `which` tells whose shares are meant.
    """
    state, memory = net.encode(x)
    tokens, numbers, chances, looks = torch.tensor([START]), [], [], []
    for place in range(most):
        forced = {"row": row} if row is not None and place == at else {}
        scores, state, weights = net.step(tokens, state, memory, **forced)
        scores[:, START] = -torch.inf
        tokens = most_likely_token(scores)
        numbers.append(int(tokens))
        chances.append(scores[0].softmax(dim=0))
        looks += [] if weights is None else [weights[0]]
        if numbers[-1] == END:
            break
    shares = torch.stack(looks)[None] if looks else net.attention_weights(x, torch.tensor([numbers]), **which)
    return Written(numbers, torch.stack(chances), None if shares is None else shares[0])


def translation(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", most: int = 0, **which: Any
) -> dict[str, np.ndarray]:
    """The pair as `told` says it, and "output" (T,) str, what the net writes, with its end ⏎ unless it is too long.

    "weights" (T, S): what each takes of each symbol of the source, absent without attention. "chances" (T,) of the
    symbols written; "likely" (T, 5) str and "likely_chances" (T, 5), the likeliest first. Of a pair of the data
    "right" (): whether all of it is, and "forced_weights" (T', S): where the net looks when it is told the true answer;
    "forced_chances" (T',) of the true symbols then. "attention" names its kind. "text" () is what was asked.
    Of a net with several heads `which` chooses the "layer" and the "head", which are told again.
    """
    one = asked(task, part, index, text)
    answer = told(task, one) | {"text": np.array(text)}
    with looking(net):
        made = greedy(net, one.x, longest(task, most), **which)
        answer |= _shown(task, made) | {"attention": np.array(net.attention)}
        answer |= {name: np.array(number) for name, number in which.items()}
        if one.answer:
            scores, weights = net(one.x, one.answers)[0], net.attention_weights(one.x, one.answers, **which)
            scores[:, :, START] = -torch.inf  # it is never written
            answer["right"] = np.array(tuple(made.numbers) == one.answer)
            answer["forced_chances"] = _of(scores[0].softmax(dim=1), one.answer)
            if weights is not None:
                answer["forced_weights"] = weights[0].numpy().copy()
    return answer


def _shown(task: Any, made: Written) -> Answer:
    count = min(LIKELY, made.chances.shape[1] - 1)
    top = made.chances.topk(count, dim=1)
    answer = {
        "output": named(task, made.numbers),
        "chances": _of(made.chances, made.numbers),
        "likely": np.stack([named(task, row) for row in top.indices.tolist()]),
        "likely_chances": top.values.numpy().copy(),
    }
    return answer | ({} if made.weights is None else {"weights": made.weights.numpy().copy()})


def _of(chances: Tensor, numbers: Sequence[int]) -> np.ndarray:
    """The probability of each symbol (T,) at its place."""
    found: np.ndarray = chances[torch.arange(len(numbers)), list(numbers)].numpy().copy()
    return found


def what_if(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    at: int = -1,
    weights: Sequence[float] = (),
    replaced: int = -1,
    symbol: str = "",
) -> dict[str, np.ndarray]:
    """What the net writes, and what it writes when it has to look elsewhere, or reads something else.

    At place `at` it looks as `weights` say, which are made to add up to 1, cut, or filled up with zeros; none, or all
    zeros: as it wants. Symbol number `replaced` of the source becomes `symbol`, if that is not empty. Before: what
    `translation` says under the same names. After: "changed" (T",) str, "changed_weights", "changed_chances",
    "changed_likely", "changed_likely_chances" and "changed_source" (S,). "kept" (T",) bool: which symbols stayed;
    "repaired" (): whether it was wrong, and is right now. "edited" (): the place where it had to look elsewhere, or -1.
    """
    one = asked(task, part, index, text)
    most, answer = longest(task), told(task, one) | {"text": np.array(text)}
    source, x = list(one.source), one.x.clone()
    instead = task.about.source.cut(symbol[:50])
    if instead and 0 <= replaced < len(source):
        source[replaced] = instead[0]
        x = torch.tensor([task.numbered(source)])
    with looking(net):
        before = greedy(net, one.x, most)
        row = _row(weights, len(source)) if before.weights is not None else None
        place = min(at, len(before.numbers) - 1) if row is not None and at >= 0 else -1
        after = greedy(net, x, most, place, row)
    answer |= _shown(task, before) | {"changed_source": np.array(source, dtype=np.str_)}
    changed = _shown(task, after)
    answer["changed"] = changed.pop("output")
    answer |= {f"changed_{name}": value for name, value in changed.items()}
    stayed = [number == old for number, old in zip(after.numbers, before.numbers, strict=False)]
    answer["kept"] = np.array(stayed + [False] * (len(after.numbers) - len(stayed)), dtype=bool)
    right = [bool(one.answer) and tuple(made.numbers) == one.answer for made in (before, after)]
    answer |= {"right": np.array(right[0])} if one.answer else {}
    answer["repaired"] = np.array(right == [False, True] and source == list(one.source))
    return answer | {"edited": np.array(place), "attention": np.array(net.attention)}


def _row(weights: Sequence[float], places: int) -> Tensor | None:
    """Shares (S,) that add up to 1; None where there are none."""
    row = torch.zeros(places)
    given = [float(weight) for weight in list(weights)[:places]]
    row[: len(given)] = torch.tensor(given)
    row = row.nan_to_num(0.0, 0.0, 0.0).clamp(0.0, 1e6)
    return row / row.sum() if row.sum() > 0 else None
