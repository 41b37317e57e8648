"""One step of a decoder in numbers: encodings, state, scores, shares, context, output.

Needs of the net: read, decoder. Needs of the task: see `nets.probes.pairs.pair_input`; answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.layers.decoder import START
from nets.probes.activation_hooks import looking
from nets.probes.pairs.pair_input import asked, longest, named, told
from nets.probes.pairs.translation import greedy

MOST_SHOWN = 12  # symbols of the output


def decoding_step(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", at: int = 0
) -> dict[str, np.ndarray]:
    """Step `at` of what the net writes by itself, beyond the end the last; the pair as `told` says it.

    1 "encodings" (S, M). 2 "prefix" (at,) str, what it has written; "told" () str, the symbol before, "told_vector"
    (E,), "before" (H,) and "state" (H,), the state before and after it, of an lstm "before_cell" and "cell" too. 3
    "scores" (S,). 4 "weights" (S,). 5 "context" (M,). 6 the K likeliest "symbols" (K,) str with "logits" and "chances";
    "written" () str, the one taken. "at" (), "steps" (), "attention": its kind. Without attention 3 to 5 are absent.

    additive: "projected_query" (W,), "projected_keys" (S, W), "energy" (S, W) = tanh of their sums, "v" (W,). scaled:
    the two projected. dot: the query and the keys that are multiplied, under the same names.
    """
    one = asked(task, part, index, text)
    with looking(net):
        made = greedy(net, one.x, longest(task))
        place = min(max(0, int(at)), len(made.numbers) - 1)
        before, memory = net.encode(one.x)
        symbols = torch.tensor([[START, *made.numbers[:place]]])
        if place:
            _hidden, before = net.decoder.hidden_states(symbols[:, :-1], before, 0.0, None)
        hidden, state = net.decoder.hidden_states(symbols[:, -1:], before, 0.0, None)
        weights = net.decoder.attention_weights(hidden, memory)
        scores = net.decoder.logits(hidden, weights, memory)[0, 0]
        inside = _attention(net.decoder.attention, hidden, memory, weights)
        vector = net.decoder.embedding(symbols[0, -1:])[0]
    scores[START] = -torch.inf
    top = scores.topk(min(MOST_SHOWN, len(scores) - 1))
    found = {
        "encodings": memory.values[0], "told_vector": vector, "before": before[0][0], "state": state[0][0],
        "logits": top.values, "chances": scores.softmax(dim=0)[top.indices], **inside,
    }  # fmt: skip
    if len(state) > 1 and net.decoder.kind == "lstm":
        found |= {"before_cell": before[1][0], "cell": state[1][0]}
    return told(task, one) | {name: value.numpy().copy() for name, value in found.items()} | {
        "prefix": named(task, made.numbers[:place]),
        "told": np.array(task.answers[int(symbols[0, -1])]),
        "symbols": named(task, top.indices.tolist()),
        "written": np.array(task.answers[made.numbers[place]]),
        "at": np.array(place),
        "steps": np.array(len(made.numbers)),
        "attention": np.array(net.attention),
        "text": np.array(text),
    }  # fmt: skip


def _attention(attention: Any, hidden: Tensor, memory: Any, weights: Tensor | None) -> dict[str, Tensor]:
    """Scores, shares and context of one state (1, 1, H), and what the scores are made of."""
    if attention is None or weights is None:
        return {}
    query = hidden if attention.query_proj is None else attention.query_proj(hidden)
    keys = memory.keys[0]  # (S, W)
    found = {
        "scores": attention.scores(hidden, memory.keys)[0, 0],
        "weights": weights[0, 0],
        "context": (weights @ memory.values)[0, 0],
        "projected_query": query[0, 0],
        "projected_keys": keys,
    }
    if attention.score_proj is not None:
        found |= {"energy": torch.tanh(query[0] + keys), "v": attention.score_proj.weight[0].detach()}
    return found
