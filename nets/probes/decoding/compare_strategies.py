"""One text continued in three ways: always the likeliest, by chance, by beam search; and many times by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.decoding.search import Choose, State, beam, chosen
from nets.probes.activation_hooks import looking
from nets.probes.decoding.continuation import NEVER, Continuing, drawing, following, likeliest, penalised, told
from nets.probes.pairs.beam_tree import searched

MOST, WIDEST, MOST_SAMPLES, MOST_CLOUDS = 120, 10, 400, 8
GRAM, OTHERS = 4, 50  # symbols in a row that texts are compared by; with how many others, whatever their number
SETTINGS: Mapping[str, Any] = {}


def strategy_comparison(
    net: Any,
    task: Any,
    text: str = "",
    settings: Mapping[str, Any] = SETTINGS,
    seed: int = 0,
    count: int = 40,
    width: int = 3,
    penalty: float = 1.0,
    ends: bool = True,
) -> dict[str, np.ndarray]:
    """The text continued by `count` symbols at most, to the end of the line if it `ends` there.

    In the order of WAYS: "texts" (3,) str, "written" (3, M) str, empty behind the end, "chances" (3, M) float32, how
    likely each was to the net, and "bits" (3,), what a symbol costs on average. `settings` are of the filters; of these
    the repetition penalty alone acts on what is not drawn. And the tree of the beam, as `searched` tells it.
    """
    one, count, width = Continuing(net, task, text), min(int(count), MOST), min(max(1, int(width)), WIDEST)
    end = one.end if ends else NEVER
    with looking(net):
        likely = _one_row(one, likeliest(settings), end, count)
        sample = _one_row(one, drawing(settings, seed), end, count)
        found = _beam(one, settings, end, width, count, penalty)
        best = _one_row(one, following(found.hypotheses[0].tokens), end, len(found.hypotheses[0].tokens))
    rows = [likely, sample, best]
    ids = torch.nn.utils.rnn.pad_sequence([row for row, _logs in rows], True, NEVER)  # (3, M)
    chances = torch.nn.utils.rnn.pad_sequence([logs.exp() for _row, logs in rows], True, 0.0)
    return (
        told(one, text)
        | searched(found, one.named, one.text)
        | {
            "texts": np.array([one.text(row) for row, _logs in rows]),
            "written": one.named(ids),
            "chances": chances.float().numpy(),
            "bits": np.array([bits(logs) for _row, logs in rows]),
        }
    )


def _one_row(one: Continuing, choose: Choose, end: int, count: int) -> tuple[Tensor, Tensor]:
    tokens, state = one.begin()
    written, logs = chosen(one.step, state, tokens, choose, end, count)
    kept = written[0] >= 0
    return written[0][kept], logs[0][kept]


def _beam(one: Continuing, settings: Mapping[str, Any], end: int, width: int, count: int, penalty: float) -> Any:
    tokens, state = one.begin()
    factor = float(settings.get("penalty", 1.0))

    def step(tokens: Tensor, state: State) -> tuple[Tensor, State]:
        scores, state = one.step(tokens, state)
        return penalised(scores.log_softmax(dim=1), state[0], factor), state

    return beam(step, state, int(tokens), end, width, count, float(penalty))


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
    """Many continuations of `count` symbols, `number` of them for each of the settings of filters in `clouds`.

    For each text: "cloud" (N,) int64, which settings; -1 for pieces of the test part as they stand there, -2 for the
    greedy one, -3 for that of beam search; "bits" (N,), what a symbol of it costs on average by the net's own chances;
    "variety" (N,), how little it has in common with the others of its kind, see `variety`; "texts" (N,) str.
    """
    one, count, number = Continuing(net, task, text), min(int(count), MOST), min(max(1, int(number)), MOST_SAMPLES)
    with looking(net):
        found = [(-1, *_truth(one, count, number)), (-2, *_rows(one, likeliest({}), count, 1))]
        best = _beam(one, {}, NEVER, min(max(1, int(width)), WIDEST), count, 1.0).hypotheses[0].tokens
        found.append((-3, *_rows(one, following(best), count, 1)))
        for at, settings in enumerate(clouds[:MOST_CLOUDS]):
            found.append((at, *_rows(one, drawing(settings, seed), count, number)))
    return told(one, text) | {
        "cloud": np.concatenate([[at] * len(ids) for at, ids, _logs in found]),
        "bits": np.concatenate([bits(logs) for _at, _ids, logs in found]),
        "variety": np.concatenate([variety(ids.tolist()) for _at, ids, _logs in found]),
        "texts": np.array([one.text(row) for _at, ids, _logs in found for row in ids]),
    }


def _rows(one: Continuing, choose: Choose, count: int, number: int) -> tuple[Tensor, Tensor]:
    tokens, state = one.begin()
    state = tuple(part.expand(number, *part.shape[1:]) for part in state)
    return chosen(one.step, state, tokens.expand(number), choose, NEVER, count)


def _truth(one: Continuing, count: int, number: int) -> tuple[Tensor, Tensor]:
    """The last symbols of windows of the test part, as many as are written, with what the net thinks of them."""
    inputs, targets = one.task.test_inputs[:number], one.task.test_targets[:number]
    logs = one.net(inputs).double().log_softmax(dim=2).gather(2, targets.clamp_min(0)[..., None])[..., 0]
    count = min(count, targets.shape[1] - 1)
    return targets[:, -count:], torch.where(targets >= 0, logs, 0)[:, -count:]


def bits(logs: Tensor) -> np.ndarray:
    """Logarithms of chances (…, M) as bits a symbol, (…,)."""
    cost: np.ndarray = -(logs / np.log(2)).mean(dim=-1).numpy()
    return cost


def variety(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """For each text the share of its runs of GRAM symbols that OTHERS texts of its kind would not have, (N,).

    0: they are all the same; 1: none has anything in common with another. Self-BLEU turned around (Zhu et al. 2018).
    """
    grams = [{tuple(row[at : at + GRAM]) for at in range(len(row) - GRAM + 1)} for row in rows]
    counts = Counter(gram for each in grams for gram in each)
    if len(rows) < 2:
        return np.zeros(len(rows))
    shared = [np.array([counts[gram] - 1 for gram in each]) / (len(rows) - 1) for each in grams]
    return np.array([((1 - each) ** OTHERS).mean() if len(each) else 0.0 for each in shared])
