"""Attention: all heads of all layers at a glance, and everything in one of them. See `text_input.py`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import Answer, attentions, looked, passed, place_of, told


def attention_heads(net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "") -> Answer:
    """The sequence as `told` says it, and "weights" (L, H, T, S) uint8, 255 for 1: what each place takes of each.

    Of each head (L, H): "entropy" in bits, the mean of all places; the mean weight on the place "before", on the place
    it"self", on the "first" place (of all places but the first), and "induction": what a place whose symbol was there
    before gives to whatever came next then (Olsson et al. 2022). NaN where that cannot be told.

    "mean" (T, S) float16 is the mean of all heads; "rollout" (T, S) follows the heads' means through the layers, with
    half of each layer's way along the residual stream (Abnar & Zuidema 2020); of cross-attention there is none.
    """
    one = looked(net, task, part, index, text, where)
    with looking(net):
        _scores, trace = passed(net, one, where)
        weights = torch.stack([each.weights[0] for each in attentions(trace, where)]).double()  # (L, H, T, S)
        residual = net.stack_at("decoder" if where == "crossed" else where).plan.residual
    found = {
        "weights": (255 * weights).round().to(torch.uint8).numpy(),
        "entropy": torch.special.entr(weights).sum(dim=3).mean(dim=2).numpy() / math.log(2),
        "mean": weights.mean(dim=(0, 1)).half().numpy(),
        **habits(weights, one.asked(where) if where != "crossed" else ()),
    }
    if where != "crossed":
        found["rollout"] = rollout(weights, residual).half().numpy()
    return told(one, where) | found


def habits(weights: Tensor, symbols: Sequence[str]) -> Answer:
    """Where heads with `weights` (L, H, T, S) use to look among their own symbols; NaN for those of others."""
    unknown = torch.full(weights.shape[:2], math.nan, dtype=weights.dtype)
    found = {"before": unknown, "self": unknown, "first": unknown, "induction": unknown}
    if len(symbols) > 1:
        found["self"] = weights.diagonal(dim1=2, dim2=3).mean(dim=2)
        found["before"] = weights.diagonal(-1, 2, 3).mean(dim=2)
        found["first"] = weights[:, :, 1:, 0].mean(dim=2)
        after = _came_next(symbols)
        asked = after.any(dim=1)
        if asked.any():
            found["induction"] = (weights * after).sum(dim=3)[:, :, asked].mean(dim=2)
    return {name: value.numpy().copy() for name, value in found.items()}


def _came_next(symbols: Sequence[str]) -> Tensor:
    """(T, T): whether place s stands right behind an earlier symbol that is the same as the one at place t."""
    same = torch.tensor([[one == other for other in symbols] for one in symbols]).tril(-1)
    after = torch.zeros_like(same)
    after[:, 1:] = same[:, :-1]
    return after


def rollout(weights: Tensor, residual: bool = True) -> Tensor:
    """How much of each place of the input (S) is at each place of the output (T), of weights (L, H, T, T)."""
    places = torch.eye(weights.shape[2], dtype=weights.dtype)
    found = places
    for layer in weights.mean(dim=1):
        found = ((layer + places) / 2 if residual else layer) @ found
    return found


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
    """Everything in one head, float32; "layer", "head" and "at" are those asked for, or the last there are.

    "query" (T, K), "key" and "value" (S, K); "raw" (T, S), their products; "scaled" (T, S), divided by the root of K;
    "mask" (T, S) bool, what may be read; "weights" (T, S); "mixed" (T, K). "product" (S, K): the query of place `at`
    times each key, number by number. "adds" (D,): what the head adds to the stream at place `at`; "norms" (T,), how
    long that is at each place.
    """
    one = looked(net, task, part, index, text, where)
    with looking(net):
        _scores, trace = passed(net, one, where)
        layers = attentions(trace, where)
        depth = min(max(0, int(layer)), len(layers) - 1)
        made = layers[depth]
        number = min(max(0, int(head)), made.weights.shape[1] - 1)
        place = place_of(at, made.weights.shape[2])
        query, key, value, scaled = (each[0, number] for each in (made.query, made.key, made.value, made.scores))
        mask = torch.tensor(True) if made.mask is None else made.mask
        added = made.parts[0, number]  # (T, D)
        found = {
            "query": query, "key": key, "value": value, "raw": scaled * math.sqrt(query.shape[1]), "scaled": scaled,
            "weights": made.weights[0, number], "mixed": made.mixed[0, number], "product": query[place] * key,
            "adds": added[place], "norms": added.norm(dim=1),
        }  # fmt: skip
    seen = torch.broadcast_to(mask, made.scores.shape)[0, number]
    answer = {name: each.float().numpy().copy() for name, each in found.items()}
    chosen = {"layer": depth, "head": number, "at": place}
    return told(one, where) | answer | {"mask": seen.numpy().copy()} | {k: np.array(v) for k, v in chosen.items()}
