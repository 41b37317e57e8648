"""Which symbols count for the one that is being written: by attention, by gradients, and by leaving each out.

Attention says where a net looks, not what follows from it (Jain & Wallace 2019, "Attention is not explanation");
therefore the three are told side by side. See `nets.probes.attention.text_input`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.layers.ablation_mask import Without
from nets.probes.activation_hooks import looking
from nets.probes.attention.attention_heads import rollout
from nets.probes.attention.text_input import (
    SKIP,
    Answer,
    Looked,
    attentions,
    looked,
    passed,
    place_of,
    says,
    stack_of,
    told,
)

AT_ONCE = 16  # places that are left out in one pass


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

    Args:
        net: A net made of blocks with attention.
        task: Supplies the examples and the vocabulary.
        part: "train" or "test".
        index: Number of the example.
        text: A user-written text; empty uses the example.
        where: The stack or attention: "", "encoder", "decoder" or "crossed".
        at: The position; below 0 it counts from the end.
        token: Number of the token; -1 chooses one.
        leave_out: Whether to compute "ablation" and "drop", which need a pass for each position.

    Returns:
        The arrays of `input_arrays`; "at" and "token" str with its "chance". Divided by the largest, each (T,):
        "attention", the mean of all heads; "rollout", see `attention_heads`; "gradient", the norm of the gradient of
        the token's score by the embedded input, times that input; "ablation", see "drop", 0 where that is negative.
        "drop" (T,): by how many bits the log probability falls if no other position may read this one.
        "correlation" (): of attention with drop over all positions but `at`, which cannot be left out.
    """
    says(where)
    one = looked(net, task, part, index, text, where)
    place = place_of(at, len(one.symbols))
    with looking(net):
        with torch.enable_grad():
            scores, trace = passed(net, one, where)
            number = _chosen(scores[0, place], one, place, token, task)
            entered = trace.layers[0].before
            slope = torch.autograd.grad(scores[0, place, number], entered)[0]
        weights = torch.stack([each.weights[0] for each in attentions(trace, where)]).double()
        sure = scores[0, place].log_softmax(dim=0)[number]
        without = _left_out(net, one, where, place, number) if leave_out else torch.full_like(scores[0, :, 0], math.nan)
        drop = (sure - without) / math.log(2)  # (T,)
        rolled = rollout(weights, net.stack_at(stack_of(where)).plan.residual)
        mean = weights.mean(dim=(0, 1))[place]
        found = {
            "attention": _shares(mean),
            "rollout": _shares(rolled[place]),
            "gradient": _shares((slope * entered)[0].norm(dim=1)),
            "ablation": _shares(drop.clamp_min(0)),
            "drop": drop.numpy().copy(),
            "correlation": _correlation(mean.numpy(), drop.numpy(), _readable(attentions(trace, where), place)),
        }
    told_more = {"at": place, "token": one.answers[number], "chance": sure.exp().item()}
    return told(one, where) | {name: np.asarray(value) for name, value in (found | told_more).items()}


def _chosen(scores: Tensor, one: Looked, place: int, token: int, task: Any) -> int:
    """The number of the symbol that is asked about."""
    if 0 <= token < len(scores):
        return int(token)
    if int(one.targets[place]) != SKIP:
        return int(one.targets[place])
    return likeliest(scores, task)


def likeliest(scores: Tensor, task: Any) -> int:
    """The symbol with the highest score (V,), of those that the net may write."""
    scores = scores.detach().clone()
    scores[list(task.silent)] = -torch.inf
    return int(scores.argmax())


def _left_out(net: Any, one: Looked, where: str, place: int, number: int) -> Tensor:
    """The logarithm (T,) of a symbol's probability at a place while each of the places is read by no other."""
    made = []
    for hidden in torch.eye(len(one.symbols), dtype=torch.bool).split(AT_ONCE):  # (B, T)
        inputs = tuple(each.expand(len(hidden), -1) for each in one.inputs)
        scores, _trace = net.traced(inputs, Without(places=hidden), where)
        made.append(scores[:, place].log_softmax(dim=1)[:, number])
    return torch.cat(made)


def _shares(values: Tensor) -> np.ndarray:
    """Values (T,) divided by the largest."""
    largest = values.max()
    found: np.ndarray = (values / largest if largest > 0 else torch.zeros_like(values)).detach().numpy().copy()
    return found


def _readable(layers: list[Any], place: int) -> np.ndarray:
    """(T,): the places that one may read, but for itself."""
    mask, scores = layers[0].mask, layers[0].scores
    seen = torch.ones_like(scores[0, 0, place]) if mask is None else torch.broadcast_to(mask, scores.shape)[0, 0, place]
    found: np.ndarray = seen.bool().numpy().copy()
    found[place] = False
    return found


def _correlation(one: np.ndarray, other: np.ndarray, chosen: np.ndarray) -> float:
    """Pearson's; NaN for fewer than three places, or where all are the same."""
    if chosen.sum() < 3 or not one[chosen].std() or not other[chosen].std():
        return math.nan
    return float(np.corrcoef(one[chosen], other[chosen])[0, 1])
