"""The surprisal of each token of a text, and what the net expected instead."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import SKIP, Answer, input_arrays, require_scores, run_traced, text_input

TOP_TOKENS = 5  # tokens in the answer for each position


def surprisal(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "") -> Answer:
    """Return the surprisal of each of T tokens; the arguments are those of `text_input`.

    Returns:
        The arrays of `input_arrays`; "targets" (T,) str, "" where nothing is predicted; "bits" (T,), the loss;
        "probabilities" (T,); "ranks" (T,) int64, 1 for the most probable; NaN and rank 0 without a
        target. "likeliest" (T, 5) str with "likeliest_probabilities". "mean" (), the mean loss in bits.

    Raises:
        Problem: For the encoder.
    """
    require_scores(where)
    example = text_input(net, task, part, index, text, where)
    with evaluation_mode(net):
        log_probabilities = run_traced(net, example, where)[0][0].log_softmax(dim=1)  # (T, V)
        top = log_probabilities.topk(min(TOP_TOKENS, log_probabilities.shape[1]), dim=1)
        has_target = example.targets != SKIP
        target_log = log_probabilities.gather(1, example.targets.clamp_min(0)[:, None])  # (T, 1)
        ranks = torch.where(has_target, 1 + (log_probabilities > target_log).sum(dim=1), 0)
        bits = torch.where(has_target, -target_log[:, 0] / math.log(2), math.nan)
    names = example.token_names(example.targets.clamp_min(0))
    return input_arrays(example, where) | {
        "targets": np.where(has_target.numpy(), names, ""),
        "bits": bits.numpy().copy(),
        "probabilities": torch.where(has_target, target_log[:, 0].exp(), math.nan).numpy().copy(),
        "ranks": ranks.numpy().copy(),
        "likeliest": example.token_names(top.indices),
        "likeliest_probabilities": top.values.exp().numpy().copy(),
        "mean": np.array(bits.nanmean().item()),
    }
