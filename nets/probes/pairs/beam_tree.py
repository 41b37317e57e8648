"""Beam search as a tree: every prefix that was considered, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from nets.decoding.search import BeamResult, DecoderState, beam_search
from nets.layers.decoder import END, START
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.pairs.pair_input import input_arrays, max_answer_tokens, pair_input, token_names

MAX_WIDTH = 10


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
    """Return the M nodes that beam search considers, and its answers.

    Args:
        net: An encoder-decoder; needs encode and step.
        task: Supplies the pairs.
        part: "train" or "test".
        index: Number of the pair.
        text: A user-written source; empty uses the pair.
        width: Beam width, at most 10.
        penalty: Length penalty.
        most: Most tokens of an answer; 0 takes the longest in the data.

    Returns:
        The arrays of `input_arrays` and `search_arrays`; "true" (W,) bool, which answers are right; "greedy" str and
        "greedy_score" (), the answer of greedy search; "text".
    """
    example, width = pair_input(task, part, index, text), min(max(1, int(width)), MAX_WIDTH)
    with evaluation_mode(net):
        state, memory = net.encode(example.x)

        def step(tokens: torch.Tensor, state: DecoderState) -> tuple[torch.Tensor, DecoderState]:
            expanded = memory._make(each.expand(len(tokens), *each.shape[1:]) for each in memory)
            scores, state, _weights = net.step(tokens, state, expanded)
            scores[:, START] = -torch.inf
            return scores.double().log_softmax(dim=1), state

        search = beam_search(step, state, START, END, width, max_answer_tokens(task, most), penalty)
        greedy = beam_search(step, state, START, END, 1, max_answer_tokens(task, most), penalty).hypotheses
    return input_arrays(task, example) | search_arrays(search, lambda ids: token_names(task, ids), task.decode) | {
        "true": np.array([each.tokens == example.answer for each in search.hypotheses], dtype=bool),
        "greedy": np.array(task.decode(greedy[0].tokens) if greedy else ""),  # none of a net that has diverged
        "greedy_score": np.array(greedy[0].score if greedy else np.nan),
        "text": np.array(text),
    }  # fmt: skip


def search_arrays(
    search: BeamResult, names_of: Callable[[list[int]], np.ndarray], text_of: Callable[[tuple[int, ...]], str]
) -> dict[str, np.ndarray]:
    """Return the nodes and answers of a search.

    Args:
        search: The finished search.
        names_of: Returns the names of tokens.
        text_of: Returns an answer as text.

    Returns:
        "parent" (M,) int64, -1 for the root; "tokens" (M,) str, "log_prob" and "total" (M,) float64, "depth" (M,),
        "kept" and "finished" (M,) bool. "hypotheses" (W,) str, the best first, with "scores" (W,) and "ends" (W,),
        their nodes.
    """
    nodes = search.nodes
    columns = {name: [getattr(node, name) for node in nodes] for name in ("parent", "depth", "kept", "finished")}
    return {name: np.array(values) for name, values in columns.items()} | {
        "tokens": names_of([node.token for node in nodes]),
        "log_prob": np.array([node.log_prob for node in nodes]),
        "total": np.array([node.total for node in nodes]),
        "hypotheses": np.array([text_of(each.tokens) for each in search.hypotheses], dtype=np.str_),
        "scores": np.array([each.score for each in search.hypotheses]),
        "ends": np.array([each.node for each in search.hypotheses]),
    }
