"""The residual stream after each part of each layer, and what each part adds to one prediction."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import (
    SKIP,
    Answer,
    TextInput,
    clamp_position,
    input_arrays,
    require_scores,
    run_traced,
    stack_name,
    text_input,
)
from nets.probes.attention.token_attribution import top_token

NORMS = {"attention": "attention_norm", "crossed": "cross_attention_norm", "feed": "feed_forward_norm"}


def residual_stream(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "", at: int = -1
) -> Answer:
    """Return the residual stream at P points, and the contributions to one logit.

    Returns:
        The arrays of `input_arrays`; "points" (P,) str: "entry", then of each layer "attention", "crossed" with
        cross-attention, and "feed". "norms" (P,) of the stream at position "at". "gradients" (P,): norms of the
        gradient of the mean loss by each contribution; without residual connections they vanish towards the entry.
        "logit" () of the target at that position, or of the most probable token, "token" str. Its summands:
        "embedding_logit" (); "attention_logit", "crossed_logit" and "feed_logit" (L,); "heads_logit" (L, H);
        "rest_logit" (), biases of norm and output. The last norm counts with its scale there. NaN where the stream is
        no sum: without residual connections, or with norms after the parts.

    Raises:
        Problem: For the encoder.
    """
    require_scores(where)
    example = text_input(net, task, part, index, text, where)
    position = clamp_position(at, len(example.tokens))
    stack = net.stack_at(stack_name(where))
    with evaluation_mode(net), torch.enable_grad():
        scores, trace = run_traced(net, example, where)
        number = (
            int(example.targets[position])
            if int(example.targets[position]) != SKIP
            else top_token(scores[0, position], task)
        )
        points, contributions = _contributions(trace)
        slopes = torch.autograd.grad(_loss(scores, example), contributions, retain_graph=True, allow_unused=True)
        direction = torch.autograd.grad(scores[0, position, number], trace.out)[0][0, position]  # (D,)
    with torch.no_grad():
        shares = _shares(stack, trace, direction, position)
        logit = scores[0, position, number].item()
        norms = [point[0, position].norm().item() for point in _streams(stack, trace)]
    parts = ("embedding_logit", "attention_logit", "crossed_logit", "feed_logit")
    return input_arrays(example, where) | shares | {
        "at": np.array(position),
        "points": np.array(points),
        "norms": np.array(norms),
        "gradients": np.array([0.0 if slope is None else slope.norm().item() for slope in slopes]),
        "token": np.array(example.answers[number]),
        "logit": np.array(logit),
        "rest_logit": np.array(logit - sum(float(shares[name].sum()) for name in parts if name in shares)),
    }  # fmt: skip


def _loss(scores: Tensor, example: TextInput) -> Tensor:
    """Return the mean loss of the targets; without any, of the most probable tokens."""
    targets = example.targets if bool((example.targets != SKIP).any()) else scores[0].argmax(dim=1)
    return torch.nn.functional.cross_entropy(scores[0], targets, ignore_index=SKIP)


def _contributions(trace: Any) -> tuple[list[str], list[Tensor]]:
    """Return the names of all points, and the contribution to the stream at each."""
    points, contributions = ["entry"], [trace.layers[0].inputs]
    for layer in trace.layers:
        for name, part in _parts(layer):
            points.append(name)
            contributions.append(part)
    return points, contributions


def _parts(layer: Any) -> list[tuple[str, Tensor]]:
    """Return what each part of a layer adds, by its name."""
    crossed = [] if layer.cross_attention is None else [("crossed", layer.cross_attention.output)]
    return [("attention", layer.attention.output), *crossed, ("feed", layer.feed_forward)]


def _streams(stack: Any, trace: Any) -> list[Tensor]:
    """Return the stream (1, T, D) at all points."""
    streams = [trace.layers[0].inputs]
    for block, layer in zip(stack.blocks, trace.layers, strict=True):
        for name, part in _parts(layer):
            streams.append(block.add(streams[-1], part, getattr(block, NORMS[name])))
    return streams


def _shares(stack: Any, trace: Any, direction: Tensor, position: int) -> Answer:
    """Return the summands of a score whose gradient by the stack's output is `direction` (D,)."""
    layers = trace.layers
    if not stack.config.residual or stack.config.norm == "after":
        scale = torch.full_like(direction, math.nan)
    elif stack.norm is None:
        scale = direction
    else:  # the norm takes the mean off, divides by the deviation, and multiplies by its weight
        last = layers[-1].outputs[0, position]
        scale = direction * stack.norm.weight
        scale = (scale - scale.mean()) / (last.var(correction=0) + 1e-5).sqrt()
    shares = {"embedding_logit": layers[0].inputs[0, position] @ scale}
    for name in ("attention", "crossed", "feed"):
        added = [dict(_parts(layer)).get(name) for layer in layers]
        if added[0] is not None:
            shares[f"{name}_logit"] = torch.stack([part[0, position] @ scale for part in added if part is not None])
    shares["heads_logit"] = torch.stack([layer.attention.head_outputs[0, :, position] @ scale for layer in layers])
    return {name: value.numpy().copy() for name, value in shares.items()}
