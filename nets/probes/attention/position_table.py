"""How a Transformer encodes positions."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.attention.text_input import MAX_POSITIONS, Answer, stack_name


def position_table(net: Any, task: Any, where: str = "") -> Answer:
    """Return the position encodings of a stack, and how similar they are.

    Args:
        net: A net with stacks of blocks.
        task: Its task, not used.
        where: The stack or attention.

    Returns:
        "kind" str: none, sinusoidal, learned or rotary. "table" (T, D), what is added at each of up to 128 positions;
        of rotary encodings the angles (T, K / 2); (T, 0) without any. "similarity" (T, T): the cosine of two rows; of
        rotary encodings the mean cosine of the difference of their angles. "where" str.
    """
    stack = net.stack_at(stack_name(where))
    positions = torch.zeros(1, min(stack.config.length, MAX_POSITIONS), stack.config.width)
    with evaluation_mode(net):
        angles = stack.rotary_angles(positions)
        table = stack.add_positions(positions)[0] if angles is None else angles
    has_positions = stack.config.positions != "none"
    similarity = _cosines(table) if angles is None else _phase_similarity(table)
    return {
        "kind": np.array(stack.config.positions),
        "where": np.array(where),
        "table": (table if has_positions else table[:, :0]).float().numpy().copy(),
        "similarity": similarity.half().numpy(),
    }


def _cosines(table: Tensor) -> Tensor:
    unit = torch.nn.functional.normalize(table, dim=1)
    return unit @ unit.T


def _phase_similarity(angles: Tensor) -> Tensor:
    """Return the mean cosine of the angles (T, K / 2) between any two positions."""
    return (angles[:, None] - angles[None]).cos().mean(dim=2)
