"""What tells a transformer where a symbol stands."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import looking
from nets.probes.attention.text_input import PLACES, Answer, stack_of


def position_table(net: Any, task: Any, where: str = "") -> Answer:
    """ "kind": none, sinusoidal, learned or rotary. "table" (T, D): what is added at each of up to 128 places; of
    rotary positions (T, K / 2) the angles by which each two numbers of queries and keys are turned; of none (T, 0).

    "similarity" (T, T): the cosine of what two places are told. Of rotary positions what is left of the product of a
    query with itself when it stands at one place and at the other, the mean of all clocks.
    """
    stack = net.stack_at(stack_of(where))
    places = torch.zeros(1, min(stack.config.length, PLACES), stack.config.width)
    with looking(net):
        turned = stack.rotary_angles(places)
        table = stack.add_positions(places)[0] if turned is None else turned
    known = stack.config.positions != "none"
    alike = _cosines(table) if turned is None else _in_step(table)
    return {
        "kind": np.array(stack.config.positions),
        "where": np.array(where),
        "table": (table if known else table[:, :0]).float().numpy().copy(),
        "similarity": alike.half().numpy(),
    }


def _cosines(table: Tensor) -> Tensor:
    unit = torch.nn.functional.normalize(table, dim=1)
    return unit @ unit.T


def _in_step(turned: Tensor) -> Tensor:
    """The mean cosine of the angles (T, K / 2) between any two places."""
    return (turned[:, None] - turned[None]).cos().mean(dim=2)
