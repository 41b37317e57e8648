"""The weights of all heads of all layers, and all arrays of one head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import Answer, attentions, clamp_position, input_arrays, run_traced, text_input


def attention_heads(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "") -> Answer:
    """Return the weights of all heads, and figures about each; the arguments are those of `text_input`.

    Returns:
        The arrays of `input_arrays`; "weights" (L, H, T, S) uint8, 255 for 1. Of each head (L, H): "entropy" in bits,
        the mean over positions, and the figures of `head_patterns`. "mean" (T, S) float16 over all heads; "rollout" (T,
        S), see `rollout`, absent for cross-attention.
    """
    example = text_input(net, task, part, index, text, where)
    with evaluation_mode(net):
        _scores, trace = run_traced(net, example, where)
        weights = torch.stack([each.weights[0] for each in attentions(trace, where)]).double()  # (L, H, T, S)
        residual = net.stack_at("decoder" if where == "crossed" else where).config.residual
    arrays = {
        "weights": (255 * weights).round().to(torch.uint8).numpy(),
        "entropy": torch.special.entr(weights).sum(dim=3).mean(dim=2).numpy() / math.log(2),
        "mean": weights.mean(dim=(0, 1)).half().numpy(),
        **head_patterns(weights, example.key_tokens(where) if where != "crossed" else ()),
    }
    if where != "crossed":
        arrays["rollout"] = rollout(weights, residual).half().numpy()
    return input_arrays(example, where) | arrays


def head_patterns(weights: Tensor, tokens: Sequence[str]) -> Answer:
    """Return which positions heads attend to.

    Args:
        weights: Attention weights (L, H, T, S).
        tokens: Names (T,) of the positions, empty for cross-attention.

    Returns:
        Mean weights (L, H) on the position "before", on the position it"self", on the "first" one, and, as "induction",
        on the successors of earlier copies of the token (Olsson et al. 2022); NaN if there are none.
    """
    missing = torch.full(weights.shape[:2], math.nan, dtype=weights.dtype)
    shares = {"before": missing, "self": missing, "first": missing, "induction": missing}
    if len(tokens) > 1:
        shares["self"] = weights.diagonal(dim1=2, dim2=3).mean(dim=2)
        shares["before"] = weights.diagonal(-1, 2, 3).mean(dim=2)
        shares["first"] = weights[:, :, 1:, 0].mean(dim=2)
        successors = _repeated_successors(tokens)
        has_match = successors.any(dim=1)
        if has_match.any():
            shares["induction"] = (weights * successors).sum(dim=3)[:, :, has_match].mean(dim=2)
    return {name: value.numpy().copy() for name, value in shares.items()}


def _repeated_successors(tokens: Sequence[str]) -> Tensor:
    """Return (T, T): whether position s follows an earlier copy of the token at position t."""
    same = torch.tensor([[token == other_token for other_token in tokens] for token in tokens]).tril(-1)
    successors = torch.zeros_like(same)
    successors[:, 1:] = same[:, :-1]
    return successors


def rollout(weights: Tensor, residual: bool = True) -> Tensor:
    """Return how much of each input position reaches each output position, of weights (L, H, T, T).

    Attention rollout, Abnar & Zuidema 2020: with a residual stream each layer counts half.
    """
    identity = torch.eye(weights.shape[2], dtype=weights.dtype)
    mixture = identity
    for layer in weights.mean(dim=1):
        mixture = ((layer + identity) / 2 if residual else layer) @ mixture
    return mixture


def attention_head(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    where: str = "",
    layer: int = 0,
    head: int = 0,
    at: int = -1,
) -> Answer:
    """Return all arrays of one head.

    The arguments are those of `text_input`; `layer` and `head` beyond the end mean the last, `at` below 0 counts back.

    Returns:
        float32: "query" (T, K), "key" and "value" (S, K); "raw" (T, S), their products; "scaled" (T, S), divided by the
        root of K; "weights" (T, S); "mixed" (T, K); "product" (S, K), the query at `at` times each key; "adds" (D,),
        what the head adds to the stream there, and "norms" (T,) of that. "mask" (T, S) bool. "layer", "head", "at", and
        the arrays of `input_arrays`.
    """
    example = text_input(net, task, part, index, text, where)
    with evaluation_mode(net):
        _scores, trace = run_traced(net, example, where)
        layers = attentions(trace, where)
        depth = min(max(0, int(layer)), len(layers) - 1)
        attention = layers[depth]
        number = min(max(0, int(head)), attention.weights.shape[1] - 1)
        position = clamp_position(at, attention.weights.shape[2])
        query, key, value, scaled = (
            each[0, number] for each in (attention.query, attention.key, attention.value, attention.scores)
        )
        mask = torch.tensor(True) if attention.mask is None else attention.mask
        head_outputs = attention.head_outputs[0, number]  # (T, D)
        tensors = {
            "query": query, "key": key, "value": value, "raw": scaled * math.sqrt(query.shape[1]), "scaled": scaled,
            "weights": attention.weights[0, number], "mixed": attention.context[0, number],
            "product": query[position] * key, "adds": head_outputs[position], "norms": head_outputs.norm(dim=1),
        }  # fmt: skip
    readable = torch.broadcast_to(mask, attention.scores.shape)[0, number]
    answer = {name: each.float().numpy().copy() for name, each in tensors.items()}
    selection = {"layer": depth, "head": number, "at": position}
    return (
        input_arrays(example, where)
        | answer
        | {"mask": readable.numpy().copy()}
        | {k: np.array(v) for k, v in selection.items()}
    )
