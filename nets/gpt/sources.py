"""Where what runs when GPT is trained stands in our files; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.training.problem import N_
from nets.training.source import Source

if TYPE_CHECKING:
    from nets.gpt.experiment import GPT

BLOCK, PLACES = "nets/transformer/block.py", "nets/transformer/positions.py"


def stack(positions: str) -> list[Source]:
    """The parts of a stack of blocks, for any net that is made of one."""
    told = {"sinusoidal": "sinusoidal", "rotary": "rotated"}.get(positions)
    return [
        *([Source(N_("Positions"), PLACES, told)] if told else []),
        Source(N_("Stack of blocks"), BLOCK, "Stack"),
        Source(N_("One block"), BLOCK, "Block"),
        Source(N_("Attention"), BLOCK, "Attention"),
        Source(N_("Attention, written out"), "nets/transformer/written.py", "heads"),
        Source(N_("Feed-forward"), BLOCK, "Feed"),
        Source(N_("Layer norm"), BLOCK, "Norm"),
    ]


def sources(experiment: GPT) -> tuple[Source, ...]:
    """What runs at every update of this experiment, and the attention written out."""
    net = experiment.net
    return (
        Source(N_("Forward"), "nets/gpt/net.py", "GPTNet.forward"),
        *stack(net.positions),
        *([Source(N_("Dropout"), "nets/perceptron/net.py", "drop")] if net.dropout else []),
        Source(N_("Loss"), "nets/recurrent/judge.py", "loss_of"),
        Source(N_("One symbol further"), "nets/gpt/net.py", "GPTNet.step"),
        Source(N_("One update"), "nets/training/training.py", "Training.update"),
        Source(N_("Optimizer"), "nets/training/optimizers.py", f"make:{experiment.fit.optimizer}"),
    )
