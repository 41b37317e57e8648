"""What a net would say if it stopped after each layer, and what each part adds to what it says in the end.

The residual stream is read by the output layer as if it were the last (nostalgebraist 2020, "Interpreting GPT: the
logit lens"). See `nets.probes.attention.text_input`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import SKIP, Answer, Looked, looked, passed, place_of, says, stack_of, told
from nets.probes.attention.token_attribution import likeliest

LIKELY = 8  # symbols that are told after each layer


def logit_lens(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "", at: int = -1
) -> Answer:
    """After the entrance and each of L layers: "best" (L + 1, T) str, what would be said at each place, and how "sure"
    (L + 1, T); "ranks" (L + 1, T) int64 of "targets" (T,) str, 1 for the likeliest: the symbol that is asked there, or
    where nothing is, the one that is likeliest in the end. At place "at" the "likeliest" (L + 1, k) str with their
    "likeliest_chances".
    """
    says(where)
    one = looked(net, task, part, index, text, where)
    place = place_of(at, len(one.symbols))
    norm = net.stack_at(stack_of(where)).norm
    with looking(net):
        scores, trace = passed(net, one, where)
        streams = [trace.layers[0].before, *(layer.after for layer in trace.layers)]
        streams = [stream if norm is None else norm(stream) for stream in streams]
        chances = torch.cat([net.scores(stream) for stream in streams]).softmax(dim=2)  # (L + 1, T, V)
        finals = torch.tensor([likeliest(each, task) for each in scores[0]])
        wanted = torch.where(one.targets != SKIP, one.targets, finals)
        own = chances.gather(2, wanted[None, :, None].expand(len(chances), -1, 1))  # (L + 1, T, 1)
        best = chances.max(dim=2)
        top = chances[:, place].topk(min(LIKELY, chances.shape[2]), dim=1)
    return told(one, where) | {
        "at": np.array(place),
        "targets": one.named(wanted),
        "best": one.named(best.indices),
        "sure": best.values.numpy().copy(),
        "ranks": (1 + (chances > own).sum(dim=2)).numpy().copy(),
        "likeliest": one.named(top.indices),
        "likeliest_chances": top.values.numpy().copy(),
    }


def residual_stream(
    net: Any, task: Any, part: str = "test", index: int = 0, text: str = "", where: str = "", at: int = -1
) -> Answer:
    """The residual stream from the entrance through P "points" (P,) str: "entry", then of each layer "attention",
    "crossed" where there is one, and "feed".

    "norms" (P,): how long the stream is after each at place "at". "gradients" (P,): how long the gradient of the loss
    of all places is by what each has made; without residual connections it fades from the end to the entrance.

    "logit" () is the score of the symbol asked at that place, or of the likeliest, "token" str. What is added to it by
    the entrance: "embedding_logit" (); by each layer: "attention_logit", "crossed_logit" and "feed_logit" (L,), and
    "heads_logit" (L, H); by biases of norm and output: "rest_logit" (). The last norm counts with the scale that it has
    there. NaN where the stream is no sum of parts: without residual connections, or with norms after the parts.
    """
    says(where)
    one = looked(net, task, part, index, text, where)
    place = place_of(at, len(one.symbols))
    stack = net.stack_at(stack_of(where))
    with looking(net), torch.enable_grad():
        scores, trace = passed(net, one, where)
        number = int(one.targets[place]) if int(one.targets[place]) != SKIP else likeliest(scores[0, place], task)
        points, made = _made(trace)
        slopes = torch.autograd.grad(_loss(scores, one), made, retain_graph=True, allow_unused=True)
        direction = torch.autograd.grad(scores[0, place, number], trace.out)[0][0, place]  # (D,)
    with torch.no_grad():
        shares = _shares(stack, trace, direction, place)
        logit = scores[0, place, number].item()
        norms = [point[0, place].norm().item() for point in _streams(stack, trace)]
    parts = ("embedding_logit", "attention_logit", "crossed_logit", "feed_logit")
    return told(one, where) | shares | {
        "at": np.array(place),
        "points": np.array(points),
        "norms": np.array(norms),
        "gradients": np.array([0.0 if slope is None else slope.norm().item() for slope in slopes]),
        "token": np.array(one.answers[number]),
        "logit": np.array(logit),
        "rest_logit": np.array(logit - sum(float(shares[name].sum()) for name in parts if name in shares)),
    }  # fmt: skip


def _loss(scores: Tensor, one: Looked) -> Tensor:
    """The mean loss of the places where something is asked; of an own text without targets, of what is likeliest."""
    targets = one.targets if bool((one.targets != SKIP).any()) else scores[0].argmax(dim=1)
    return torch.nn.functional.cross_entropy(scores[0], targets, ignore_index=SKIP)


def _made(trace: Any) -> tuple[list[str], list[Tensor]]:
    """The names of all points, and what was made at each."""
    points, made = ["entry"], [trace.layers[0].before]
    for layer in trace.layers:
        for name, part in _parts(layer):
            points.append(name)
            made.append(part)
    return points, made


def _parts(layer: Any) -> list[tuple[str, Tensor]]:
    """What each part of a layer adds, by its name."""
    crossed = [] if layer.crossed is None else [("crossed", layer.crossed.added)]
    return [("attention", layer.attention.added), *crossed, ("feed", layer.fed)]


def _streams(stack: Any, trace: Any) -> list[Tensor]:
    """The stream (1, T, D) at all points."""
    found = [trace.layers[0].before]
    for block, layer in zip(stack.blocks, trace.layers, strict=True):
        for name, part in _parts(layer):
            found.append(block.added(found[-1], part, getattr(block, f"{name}_norm")))
    return found


def _shares(stack: Any, trace: Any, direction: Tensor, place: int) -> Answer:
    """What each part adds to a score whose slope by the stack's output is `direction` (D,)."""
    layers = trace.layers
    if not stack.plan.residual or stack.plan.norm == "after":
        scale = torch.full_like(direction, math.nan)
    elif stack.norm is None:
        scale = direction
    else:  # the norm takes the mean off, divides by the deviation, and multiplies by its weight
        last = layers[-1].after[0, place]
        scale = direction * stack.norm.weight
        scale = (scale - scale.mean()) / (last.var(correction=0) + 1e-5).sqrt()
    found = {"embedding_logit": layers[0].before[0, place] @ scale}
    for name in ("attention", "crossed", "feed"):
        added = [dict(_parts(layer)).get(name) for layer in layers]
        if added[0] is not None:
            found[f"{name}_logit"] = torch.stack([part[0, place] @ scale for part in added if part is not None])
    found["heads_logit"] = torch.stack([layer.attention.parts[0, :, place] @ scale for layer in layers])
    return {name: value.numpy().copy() for name, value in found.items()}
