"""One text continued by greedy search, by sampling and by beam search; and many samples of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.decoding.search import ChooseToken, DecoderState, beam_search, decode_with
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.decoding.continuation import (
    NO_END,
    Continuation,
    apply_penalty,
    choose_in_order,
    choose_likeliest,
    choose_randomly,
    prompt_arrays,
)
from nets.probes.pairs.beam_tree import search_arrays

MAX_TOKENS, MAX_WIDTH, MAX_SAMPLES, MAX_CLOUDS = 120, 10, 400, 8
GRAM_LENGTH, OTHER_TEXTS = (
    4,
    50,
)  # tokens in a row that texts are compared by; with how many others, whatever their number
NO_SETTINGS: Mapping[str, Any] = {}


def strategy_comparison(
    net: Any,
    task: Any,
    text: str = "",
    settings: Mapping[str, Any] = NO_SETTINGS,
    seed: int = 0,
    count: int = 40,
    width: int = 3,
    penalty: float = 1.0,
    ends: bool = True,
) -> dict[str, np.ndarray]:
    """Continue a text by `count` tokens at most with each strategy.

    `settings` are of the filters; greedy and beam search use the repetition penalty only. `penalty` is that of lengths.

    Returns:
        In the order of STRATEGIES: "texts" (3,) str, "written" (3, M) str, "" behind the end, "probabilities" (3, M)
        float32, "bits" (3,), the mean cost of a token. The arrays of `prompt_arrays` and of `search_arrays`.
    """
    continuation, count, width = (
        Continuation(net, task, text),
        min(int(count), MAX_TOKENS),
        min(max(1, int(width)), MAX_WIDTH),
    )
    end = continuation.end if ends else NO_END
    with evaluation_mode(net):
        greedy = _continue_once(continuation, choose_likeliest(settings), end, count)
        sample = _continue_once(continuation, choose_randomly(settings, seed), end, count)
        search = _beam(continuation, settings, end, width, count, penalty)
        best = _continue_once(
            continuation, choose_in_order(search.hypotheses[0].tokens), end, len(search.hypotheses[0].tokens)
        )
    rows = [greedy, sample, best]
    ids = torch.nn.utils.rnn.pad_sequence([row for row, _logs in rows], True, NO_END)  # (3, M)
    probabilities = torch.nn.utils.rnn.pad_sequence([logs.exp() for _row, logs in rows], True, 0.0)
    return (
        prompt_arrays(continuation, text)
        | search_arrays(search, continuation.token_names, continuation.text)
        | {
            "texts": np.array([continuation.text(row) for row, _logs in rows]),
            "written": continuation.token_names(ids),
            "probabilities": probabilities.float().numpy(),
            "bits": np.array([mean_bits(logs) for _row, logs in rows]),
        }
    )


def _continue_once(continuation: Continuation, choose: ChooseToken, end: int, count: int) -> tuple[Tensor, Tensor]:
    last_token, state = continuation.begin()
    tokens, logs = decode_with(continuation.step, state, last_token, choose, end, count)
    is_token = tokens[0] >= 0
    return tokens[0][is_token], logs[0][is_token]


def _beam(
    continuation: Continuation, settings: Mapping[str, Any], end: int, width: int, count: int, penalty: float
) -> Any:
    tokens, state = continuation.begin()
    factor = float(settings.get("penalty", 1.0))

    def step(tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        scores, state = continuation.step(tokens, state)
        return apply_penalty(scores.log_softmax(dim=1), state[0], factor), state

    return beam_search(step, state, int(tokens), end, width, count, float(penalty))


def samples(
    net: Any,
    task: Any,
    text: str = "",
    clouds: Sequence[Mapping[str, Any]] = (),
    number: int = 200,
    count: int = 40,
    width: int = 3,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Draw `number` continuations of `count` tokens for each of the filter settings in `clouds`.

    Returns:
        For each text: "cloud" (N,) int64, the number of its settings, -1 for pieces of the test part, -2 for greedy
        search, -3 for beam search; "bits" (N,), the mean cost of a token by the net's own probabilities; "variety"
        (N,), see `variety`; "texts" (N,) str.
    """
    continuation, count, number = (
        Continuation(net, task, text),
        min(int(count), MAX_TOKENS),
        min(max(1, int(number)), MAX_SAMPLES),
    )
    with evaluation_mode(net):
        groups = [
            (-1, *_test_windows(continuation, count, number)),
            (-2, *_continue_rows(continuation, choose_likeliest({}), count, 1)),
        ]
        best = _beam(continuation, {}, NO_END, min(max(1, int(width)), MAX_WIDTH), count, 1.0).hypotheses[0].tokens
        groups.append((-3, *_continue_rows(continuation, choose_in_order(best), count, 1)))
        for group, settings in enumerate(clouds[:MAX_CLOUDS]):
            groups.append((group, *_continue_rows(continuation, choose_randomly(settings, seed), count, number)))
    return prompt_arrays(continuation, text) | {
        "cloud": np.concatenate([[group] * len(ids) for group, ids, _logs in groups]),
        "bits": np.concatenate([mean_bits(logs) for _at, _ids, logs in groups]),
        "variety": np.concatenate([variety(ids.tolist()) for _at, ids, _logs in groups]),
        "texts": np.array([continuation.text(row) for _at, ids, _logs in groups for row in ids]),
    }


def _continue_rows(continuation: Continuation, choose: ChooseToken, count: int, number: int) -> tuple[Tensor, Tensor]:
    tokens, state = continuation.begin()
    state = tuple(part.expand(number, *part.shape[1:]) for part in state)
    return decode_with(continuation.step, state, tokens.expand(number), choose, NO_END, count)


def _test_windows(continuation: Continuation, count: int, number: int) -> tuple[Tensor, Tensor]:
    """Return the last tokens of windows of the test part, and their log probabilities."""
    inputs, targets = continuation.task.test_inputs[:number], continuation.task.test_targets[:number]
    logs = continuation.net(inputs).double().log_softmax(dim=2).gather(2, targets.clamp_min(0)[..., None])[..., 0]
    count = min(count, targets.shape[1] - 1)
    return targets[:, -count:], torch.where(targets >= 0, logs, 0)[:, -count:]


def mean_bits(logs: Tensor) -> np.ndarray:
    """Return log probabilities (…, M) as bits per token, (…,)."""
    cost: np.ndarray = -(logs / np.log(2)).mean(dim=-1).numpy()
    return cost


def variety(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Return for each text the share of its n-grams that other texts of its kind would not have, (N,).

    0: all are the same; 1: none has anything in common with another. The reverse of self-BLEU (Zhu et al. 2018).
    """
    grams = [{tuple(row[start : start + GRAM_LENGTH]) for start in range(len(row) - GRAM_LENGTH + 1)} for row in rows]
    counts = Counter(gram for each in grams for gram in each)
    if len(rows) < 2:
        return np.zeros(len(rows))
    shares = [np.array([counts[gram] - 1 for gram in each]) / (len(rows) - 1) for each in grams]
    return np.array([((1 - each) ** OTHER_TEXTS).mean() if len(each) else 0.0 for each in shares])
