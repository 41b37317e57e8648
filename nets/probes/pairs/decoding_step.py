"""One step of a decoder in numbers: encodings, state, scores, weights, context, output.

Needs of the net: encode, decoder. Needs of the task: see `nets.probes.pairs.pair_input`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.layers.decoder import START
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.pairs.pair_input import input_arrays, max_answer_tokens, pair_input, token_names
from nets.probes.pairs.translation import greedy

MAX_TOKENS = 12  # tokens of the output


def decoding_step(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", at: int = 0
) -> dict[str, np.ndarray]:
    """Return the intermediate values of one decoding step.

    The arguments are those of `pair_input`; `at` beyond the end means the last step.

    Returns:
        The arrays of `input_arrays`. 1 "encodings" (S, M). 2 "prefix" (at,) str, written so far; "previous" str, the
        previous token, "told_vector" (E,); "before" and "state" (H,), the state before and after it, of an lstm also
        "before_cell" and "cell". 3 "scores" (S,). 4 "weights" (S,). 5 "context" (M,). 6 the K most probable "tokens"
        (K,) str with "logits" and "probabilities"; "written" str, the one chosen. "at", "steps", "attention", its kind,
        "text". Without attention 3 to 5 are absent. Additive attention: "projected_query" (W,), "projected_keys" (S,
        W), "energy" (S, W) = tanh of their sums, "v" (W,). Scaled: the two projections. Dot: query and keys under the
        same names.
    """
    example = pair_input(task, part, index, text)
    with evaluation_mode(net):
        greedy_answer = greedy(net, example.x, max_answer_tokens(task))
        position = min(max(0, int(at)), len(greedy_answer.numbers) - 1)
        before, memory = net.encode(example.x)
        tokens = torch.tensor([[START, *greedy_answer.numbers[:position]]])
        if position:
            _hidden, before = net.decoder.hidden_states(tokens[:, :-1], before, 0.0, None)
        hidden, state = net.decoder.hidden_states(tokens[:, -1:], before, 0.0, None)
        weights = net.decoder.attention_weights(hidden, memory)
        scores = net.decoder.logits(hidden, weights, memory)[0, 0]
        attention_arrays = _attention_arrays(net.decoder.attention, hidden, memory, weights)
        vector = net.decoder.embedding(tokens[0, -1:])[0]
    scores[START] = -torch.inf
    top = scores.topk(min(MAX_TOKENS, len(scores) - 1))
    tensors = {
        "encodings": memory.values[0], "told_vector": vector, "before": before[0][0], "state": state[0][0],
        "logits": top.values, "probabilities": scores.softmax(dim=0)[top.indices], **attention_arrays,
    }  # fmt: skip
    if len(state) > 1 and net.decoder.kind == "lstm":
        tensors |= {"before_cell": before[1][0], "cell": state[1][0]}
    return input_arrays(task, example) | {name: value.numpy().copy() for name, value in tensors.items()} | {
        "prefix": token_names(task, greedy_answer.numbers[:position]),
        "previous": np.array(task.target.tokens[int(tokens[0, -1])]),
        "tokens": token_names(task, top.indices.tolist()),
        "written": np.array(task.target.tokens[greedy_answer.numbers[position]]),
        "at": np.array(position),
        "steps": np.array(len(greedy_answer.numbers)),
        "attention": np.array(net.attention),
        "text": np.array(text),
    }  # fmt: skip


def _attention_arrays(attention: Any, hidden: Tensor, memory: Any, weights: Tensor | None) -> dict[str, Tensor]:
    """Return scores, weights and context of one state (1, 1, H), and what the scores are made of."""
    if attention is None or weights is None:
        return {}
    query = hidden if attention.query_proj is None else attention.query_proj(hidden)
    keys = memory.keys[0]  # (S, W)
    tensors = {
        "scores": attention.scores(hidden, memory.keys)[0, 0],
        "weights": weights[0, 0],
        "context": (weights @ memory.values)[0, 0],
        "projected_query": query[0, 0],
        "projected_keys": keys,
    }
    if attention.score_proj is not None:
        tensors |= {"energy": torch.tanh(query[0] + keys), "v": attention.score_proj.weight[0].detach()}
    return tensors
