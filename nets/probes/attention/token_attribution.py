"""Which tokens a prediction depends on: by attention, by gradients, and by ablation of each.

Attention shows where a net looks, not what follows from it (Jain & Wallace 2019, "Attention is not explanation");
therefore the three stand side by side.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.layers.ablation_mask import AblationMask
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.attention_heads import rollout
from nets.probes.attention.text_input import (
    SKIP,
    Answer,
    TextInput,
    attentions,
    clamp_position,
    input_arrays,
    require_scores,
    run_traced,
    stack_name,
    text_input,
)

BATCH_SIZE = 16  # places that are left out in one pass


def token_attribution(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    where: str = "",
    at: int = -1,
    token: int = -1,
    leave_out: bool = True,
) -> Answer:
    """Return how much each of T positions counts for the prediction at position `at`.

    The predicted token is number `token`, else the true one, else the most probable one.
    The arguments are those of `text_input`; `at` below 0 counts back; "ablation" and "drop" need `leave_out`.

    Returns:
        The arrays of `input_arrays`; "at" and "token" str with its "chance". Divided by the largest, each (T,):
        "attention", the mean of all heads; "rollout", see `attention_heads`; "gradient", the norm of the gradient of
        the token's score by the embedded input, times that input; "ablation", see "drop", 0 where that is negative.
        "drop" (T,): by how many bits the log probability falls if no other position may read this one.
        "correlation" (): of attention with drop over all positions but `at`, which cannot be left out.
    """
    require_scores(where)
    example = text_input(net, task, part, index, text, where)
    position = clamp_position(at, len(example.tokens))
    with evaluation_mode(net):
        with torch.enable_grad():
            scores, trace = run_traced(net, example, where)
            number = _selected_token(scores[0, position], example, position, token, task)
            slope = torch.autograd.grad(scores[0, position, number], (embedded := trace.layers[0].inputs))[0]
        weights = torch.stack([each.weights[0] for each in attentions(trace, where)]).double()
        log_probability = scores[0, position].log_softmax(dim=0)[number]
        ablated = torch.full_like(scores[0, :, 0], math.nan)
        if leave_out:
            ablated = _ablated_log_probabilities(net, example, where, position, number)
        drop = (log_probability - ablated) / math.log(2)  # (T,)
        rollout_weights = rollout(weights, net.stack_at(stack_name(where)).config.residual)
        mean_weights = weights.mean(dim=(0, 1))[position]
        others = _readable_positions(attentions(trace, where), position)
        measures = {
            "attention": _shares(mean_weights),
            "rollout": _shares(rollout_weights[position]),
            "gradient": _shares((slope * embedded)[0].norm(dim=1)),
            "ablation": _shares(drop.clamp_min(0)),
            "drop": drop.numpy().copy(),
            "correlation": _correlation(mean_weights.numpy(), drop.numpy(), others),
        }
    selection = {"at": position, "token": example.answers[number], "chance": log_probability.exp().item()}
    return input_arrays(example, where) | {name: np.asarray(value) for name, value in (measures | selection).items()}


def _selected_token(scores: Tensor, example: TextInput, position: int, token: int, task: Any) -> int:
    """Return the number of the token whose prediction is attributed."""
    if 0 <= token < len(scores):
        return int(token)
    if int(example.targets[position]) != SKIP:
        return int(example.targets[position])
    return top_token(scores, task)


def top_token(scores: Tensor, task: Any) -> int:
    """Return the token with the highest score (V,), of those that the net may write."""
    scores = scores.detach().clone()
    scores[list(task.silent)] = -torch.inf
    return int(scores.argmax())


def _ablated_log_probabilities(net: Any, example: TextInput, where: str, position: int, number: int) -> Tensor:
    """Return the log probability (T,) of a token at a position with each of the positions ablated."""
    parts = []
    for hidden in torch.eye(len(example.tokens), dtype=torch.bool).split(BATCH_SIZE):  # (B, T)
        inputs = tuple(each.expand(len(hidden), -1) for each in example.inputs)
        scores, _trace = net.trace(inputs, AblationMask(hidden=hidden), where)
        parts.append(scores[:, position].log_softmax(dim=1)[:, number])
    return torch.cat(parts)


def _shares(values: Tensor) -> np.ndarray:
    """Return values (T,) divided by the largest."""
    largest = values.max()
    shares: np.ndarray = (values / largest if largest > 0 else torch.zeros_like(values)).detach().numpy().copy()
    return shares


def _readable_positions(layers: list[Any], position: int) -> np.ndarray:
    """Return (T,): the other positions that one may read."""
    mask, scores = layers[0].mask, layers[0].scores
    mask_row = (
        torch.ones_like(scores[0, 0, position])
        if mask is None
        else torch.broadcast_to(mask, scores.shape)[0, 0, position]
    )
    readable: np.ndarray = mask_row.bool().numpy().copy()
    readable[position] = False
    return readable


def _correlation(first: np.ndarray, second: np.ndarray, included: np.ndarray) -> float:
    """Return Pearson's correlation; NaN for fewer than three positions, or if all are equal."""
    if included.sum() < 3 or not first[included].std() or not second[included].std():
        return math.nan
    return float(np.corrcoef(first[included], second[included])[0, 1])
