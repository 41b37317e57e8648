"""What a net writes for a source, where it attends, and what it would write with other attention.

Needs of the net: encode, step, attention_weights, forward, attention. Needs of the task: see
`nets.probes.pairs.pair_input`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nets.layers.decoder import END, START, most_likely_token
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.pairs.pair_input import input_arrays, max_answer_tokens, pair_input, token_names

TOP_TOKENS = 5  # tokens in the answer for each position

Answer = dict[str, np.ndarray]


class GreedyAnswer(NamedTuple):
    """T token numbers, the probabilities (T, K) at each, and the attention weights (T, S) or None."""

    numbers: list[int]
    probabilities: Tensor
    weights: Tensor | None


def greedy(net: Any, x: Tensor, max_tokens: int, at: int = -1, row: Tensor | None = None, **which: Any) -> GreedyAnswer:
    """Return the greedy answer to x (1, S); `row` (S,) replaces the attention at position `at`.

    Of a net with several heads `which` chooses whose weights are returned.
    """
    state, memory = net.encode(x)
    tokens, numbers, probabilities, rows = torch.tensor([START]), [], [], []
    for position in range(max_tokens):
        override = {"row": row} if row is not None and position == at else {}
        scores, state, weights = net.step(tokens, state, memory, **override)
        scores[:, START] = -torch.inf
        tokens = most_likely_token(scores)
        numbers.append(int(tokens))
        probabilities.append(scores[0].softmax(dim=0))
        rows += [] if weights is None else [weights[0]]
        if numbers[-1] == END:
            break
    weights = torch.stack(rows)[None] if rows else net.attention_weights(x, torch.tensor([numbers]), **which)
    return GreedyAnswer(numbers, torch.stack(probabilities), None if weights is None else weights[0])


def translation(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", most: int = 0, **which: Any
) -> dict[str, np.ndarray]:
    """Return what the net writes for a source.

    Args:
        net: An encoder-decoder.
        task: Supplies the pairs.
        part: "train" or "test".
        index: Number of the pair.
        text: A user-written source; empty uses the pair.
        most: Most tokens; 0 takes the longest in the data.
        which: "layer" and "head" of a net with several; returned as well.

    Returns:
        The arrays of `input_arrays`; "output" (T,) str, with its end ⏎ unless it is too long; "weights" (T, S), absent
        without attention; "probabilities" (T,) of the output; "likely" (T, 5) str with "likely_probabilities". Of a
        pair of the data also "right" (), and with teacher forcing "forced_weights" (T', S) and "forced_probabilities"
        (T',). "attention", its kind; "text".
    """
    example = pair_input(task, part, index, text)
    answer = input_arrays(task, example) | {"text": np.array(text)}
    with evaluation_mode(net):
        greedy_answer = greedy(net, example.x, max_answer_tokens(task, most), **which)
        answer |= _answer_arrays(task, greedy_answer) | {"attention": np.array(net.attention)}
        answer |= {name: np.array(number) for name, number in which.items()}
        if example.answer:
            scores, weights = (
                net(example.x, example.answers)[0],
                net.attention_weights(example.x, example.answers, **which),
            )
            scores[:, :, START] = -torch.inf  # it is never written
            answer["right"] = np.array(tuple(greedy_answer.numbers) == example.answer)
            answer["forced_probabilities"] = _token_probabilities(scores[0].softmax(dim=1), example.answer)
            if weights is not None:
                answer["forced_weights"] = weights[0].numpy().copy()
    return answer


def _answer_arrays(task: Any, greedy_answer: GreedyAnswer) -> Answer:
    count = min(TOP_TOKENS, greedy_answer.probabilities.shape[1] - 1)
    top = greedy_answer.probabilities.topk(count, dim=1)
    answer = {
        "output": token_names(task, greedy_answer.numbers),
        "probabilities": _token_probabilities(greedy_answer.probabilities, greedy_answer.numbers),
        "likely": np.stack([token_names(task, row) for row in top.indices.tolist()]),
        "likely_probabilities": top.values.numpy().copy(),
    }
    return answer | ({} if greedy_answer.weights is None else {"weights": greedy_answer.weights.numpy().copy()})


def _token_probabilities(probabilities: Tensor, numbers: Sequence[int]) -> np.ndarray:
    """Return the probability of each token (T,) at its position."""
    selected: np.ndarray = probabilities[torch.arange(len(numbers)), list(numbers)].numpy().copy()
    return selected


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
    """Return what the net writes, and what it writes with other attention or another token of the source.

    The other arguments are those of `pair_input`. At output position `at` the attention is `weights` (S,), normalized;
    all zeros or none leave the net's own. Source token number `replaced` becomes `symbol`, unless that is empty.

    Returns:
        Before: as `translation`. After: "changed" (T",) str, "changed_weights", "changed_probabilities",
        "changed_likely", "changed_likely_probabilities" and "changed_source" (S,). "kept" (T",) bool: which tokens
        stayed; "repaired" (): whether the answer was wrong and is right now; "edited" (): the position with other
        attention, or -1.
    """
    example = pair_input(task, part, index, text)
    max_tokens, answer = max_answer_tokens(task), input_arrays(task, example) | {"text": np.array(text)}
    source, x = list(example.source), example.x.clone()
    replacement = task.source.side.tokenize(symbol[:50])
    if replacement and 0 <= replaced < len(source):
        source[replaced] = replacement[0]
        x = torch.tensor([task.source.encode(source)])
    with evaluation_mode(net):
        original = greedy(net, example.x, max_tokens)
        row = _attention_row(weights, len(source)) if original.weights is not None else None
        position = min(at, len(original.numbers) - 1) if row is not None and at >= 0 else -1
        edited = greedy(net, x, max_tokens, position, row)
    answer |= _answer_arrays(task, original) | {"changed_source": np.array(source, dtype=np.str_)}
    changed = _answer_arrays(task, edited)
    answer["changed"] = changed.pop("output")
    answer |= {f"changed_{name}": value for name, value in changed.items()}
    is_kept = [number == old for number, old in zip(edited.numbers, original.numbers, strict=False)]
    answer["kept"] = np.array(is_kept + [False] * (len(edited.numbers) - len(is_kept)), dtype=bool)
    is_right = [bool(example.answer) and tuple(output.numbers) == example.answer for output in (original, edited)]
    answer |= {"right": np.array(is_right[0])} if example.answer else {}
    answer["repaired"] = np.array(is_right == [False, True] and source == list(example.source))
    return answer | {"edited": np.array(position), "attention": np.array(net.attention)}


def _attention_row(weights: Sequence[float], count: int) -> Tensor | None:
    """Return normalized weights (S,); None if all are zero."""
    row = torch.zeros(count)
    shares = [float(weight) for weight in list(weights)[:count]]
    row[: len(shares)] = torch.tensor(shares)
    row = row.nan_to_num(0.0, 0.0, 0.0).clamp(0.0, 1e6)
    return row / row.sum() if row.sum() > 0 else None
