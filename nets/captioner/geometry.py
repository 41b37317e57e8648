"""What the layers of a captioner cost, and how large its map is, counted from their shapes; torch-free."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from nets.cnn.geometry import Block
from nets.training.cost import Layer
from nets.training.problem import N_, Problem

if TYPE_CHECKING:
    from nets.captioner.experiment import Captioner

GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # sums that each hidden unit makes at a step


def blocks(channels: tuple[int, ...], kernel: int, image: tuple[int, int]) -> tuple[Block, ...]:
    """The blocks over strips of this height and width; each keeps the edges, then halves them. Raises Problem."""
    made: list[Block] = []
    before, inputs, field, jump = image, 1, 1, 1
    for place, wide in enumerate(channels):
        maps = tuple(edge + 2 * (kernel // 2) - kernel + 1 for edge in before)
        pooled = tuple(edge // 2 for edge in maps)
        if min(pooled) < 1:
            text = N_("Block {block} would leave nothing of maps with an edge of {edge}. Use fewer blocks.")
            raise Problem(text, key="net.channels", block=place + 1, edge=min(before))
        field += (kernel - 1) * jump
        made.append(Block(inputs, wide, kernel, 1, kernel // 2, 1, 2, before, maps, pooled, field, jump))
        field, jump = field + jump, 2 * jump
        before, inputs = pooled, wide
    return tuple(made)
