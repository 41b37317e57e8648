"""The family's part of a script in plain PyTorch that repeats a training; torch-free."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScriptParts:
    """The source that a family adds to a script (`nets.export.script_writer` writes the rest).

    Attributes:
        title: A few words that name what is trained.
        net: Defines `net`, whose initial weights are drawn from `generator`. A live setting of the net is an
            attribute of `net`.
        task: Reads what it needs of `data`, the arrays of data.npz as tensors, and defines `size`,
            `loss_of_batch(indices)` and `report() -> dict of floats`, both about `net`.
        needs_math: Whether `net` or `task` uses `math`.
        functional: Whether `net` or `task` uses `torch.nn.functional`.
        rows: Whether gradients name their rows; then `net` defines `RowOptimizer`.
    """

    title: str
    net: str
    task: str
    needs_math: bool = False
    functional: bool = True
    rows: bool = False
