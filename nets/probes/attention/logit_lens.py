"""What a net would predict after each layer.

The output layer reads the residual stream of each layer as if it were the last (nostalgebraist 2020, "Interpreting
GPT: the logit lens").
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import (
    SKIP,
    Answer,
    clamp_position,
    input_arrays,
    require_scores,
    run_traced,
    stack_name,
    text_input,
)
from nets.probes.attention.token_attribution import top_token

TOP_TOKENS = 8  # tokens in the answer for each layer


def logit_lens(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "", at: int = -1
) -> Answer:
    """Return the predictions after the embedding and each of L layers, for an input as in `text_input`.

    Returns:
        The arrays of `input_arrays`; "best" (L + 1, T) str, the most probable token, and "sure" (L + 1, T), its
        probability; "ranks" (L + 1, T) int64 of "targets" (T,) str, 1 for the most probable; a missing target is the
        net's final prediction. At position "at": "likeliest" (L + 1, k) str with "likeliest_probabilities".

    Raises:
        Problem: For the encoder.
    """
    require_scores(where)
    example = text_input(net, task, part, index, text, where)
    position = clamp_position(at, len(example.tokens))
    norm = net.stack_at(stack_name(where)).norm
    with evaluation_mode(net):
        scores, trace = run_traced(net, example, where)
        streams = [trace.layers[0].inputs, *(layer.outputs for layer in trace.layers)]
        streams = [stream if norm is None else norm(stream) for stream in streams]
        probabilities = torch.cat([net.logits(stream) for stream in streams]).softmax(dim=2)  # (L + 1, T, V)
        final_tokens = torch.tensor([top_token(each, task) for each in scores[0]])
        targets = torch.where(example.targets != SKIP, example.targets, final_tokens)
        target_probabilities = probabilities.gather(
            2, targets[None, :, None].expand(len(probabilities), -1, 1)
        )  # (L + 1, T, 1)
        best = probabilities.max(dim=2)
        top = probabilities[:, position].topk(min(TOP_TOKENS, probabilities.shape[2]), dim=1)
    return input_arrays(example, where) | {
        "at": np.array(position),
        "targets": example.token_names(targets),
        "best": example.token_names(best.indices),
        "sure": best.values.numpy().copy(),
        "ranks": (1 + (probabilities > target_probabilities).sum(dim=2)).numpy().copy(),
        "likeliest": example.token_names(top.indices),
        "likeliest_probabilities": top.values.numpy().copy(),
    }
