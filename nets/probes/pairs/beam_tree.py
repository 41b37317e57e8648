"""Beam search as a tree: every beginning that was considered, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from nets.decoding.search import BeamResult, DecoderState, beam_search
from nets.layers.decoder import END, START
from nets.probes.activation_hooks import looking
from nets.probes.pairs.pair_input import asked, longest, named, told

WIDEST = 10


def beam_tree(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    width: int = 3,
    penalty: float = 1.0,
    most: int = 0,
) -> dict[str, np.ndarray]:
    """The pair as `told` says it, and the M nodes that a search of this width and length penalty considers.

    "parent" (M,) int64, -1 for the first, which stands for the beginning; "symbols" (M,) str, "log_prob", "total" (M,)
    float64, "depth" (M,), "kept" and "finished" (M,) bool. "hypotheses" (W,) str, the best first, "scores" (W,), "ends"
    (W,) their nodes, "true" (W,) bool which is right. "greedy" () str and "greedy_score" (): the answer of taking
    the likeliest each time. 10 beams and 100 symbols at most. Needs of the net: read, step. Needs of the task: see
    `nets.probes.pairs.pair_input`; answers, text.
    """
    one, width = asked(task, part, index, text), min(max(1, int(width)), WIDEST)
    with looking(net):
        state, memory = net.encode(one.x)

        def step(tokens: torch.Tensor, held: DecoderState) -> tuple[torch.Tensor, DecoderState]:
            spread = memory._make(each.expand(len(tokens), *each.shape[1:]) for each in memory)
            scores, held, _weights = net.step(tokens, held, spread)
            scores[:, START] = -torch.inf
            return scores.double().log_softmax(dim=1), held

        found = beam_search(step, state, START, END, width, longest(task, most), penalty)
        alone = beam_search(step, state, START, END, 1, longest(task, most), penalty).hypotheses
    return told(task, one) | searched(found, lambda ids: named(task, ids), task.text) | {
        "true": np.array([each.tokens == one.answer for each in found.hypotheses], dtype=bool),
        "greedy": np.array(task.text(alone[0].tokens) if alone else ""),  # none of a net that has diverged
        "greedy_score": np.array(alone[0].score if alone else np.nan),
        "text": np.array(text),
    }  # fmt: skip


def searched(
    found: BeamResult, named: Callable[[list[int]], np.ndarray], text: Callable[[tuple[int, ...]], str]
) -> dict[str, np.ndarray]:
    """The nodes and answers of a search, as `beam_tree` has them; `named` and `text` tell symbols by their numbers."""
    nodes = found.nodes
    columns = {name: [getattr(node, name) for node in nodes] for name in ("parent", "depth", "kept", "finished")}
    return {name: np.array(values) for name, values in columns.items()} | {
        "symbols": named([node.token for node in nodes]),
        "log_prob": np.array([node.log_prob for node in nodes]),
        "total": np.array([node.total for node in nodes]),
        "hypotheses": np.array([text(each.tokens) for each in found.hypotheses], dtype=np.str_),
        "scores": np.array([each.score for each in found.hypotheses]),
        "ends": np.array([each.node for each in found.hypotheses]),
    }
