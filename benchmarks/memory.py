"""The memory of recurrent cells: the longest adding problem that each solves with a fixed number of updates.

Every cell (64 hidden units, Adam 0.005, batches of 50, clipping at 1) makes the same number of updates (`--steps`) at
each length. A length is solved if the mean squared error of the test is below 0.02; a constant answer of 1 has 0.167.
For each cell `longest` is the greatest solved length (0: none), and `curve` has the error of each length in `mse`, and
the CPU time of an update in `update_ms`, in milliseconds, which for recurrent cells is proportional to the length. The
cells are `rnn`, `gru` and `lstm`, beside `cnn` (three layers, kernel 7) and `attention`, a small model.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from benchmarks.measure import arguments, print_figures

CELLS: dict[str, dict[str, Any]] = {
    "rnn": {},
    "gru": {},
    "lstm": {},
    "cnn": {"net.layers": 3, "net.kernel": 7},
    "attention": {"net.layers": 2},
}
LENGTHS = (10, 20, 30, 50, 100)
SOLVED = 0.02


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, steps=1000)
    lengths: tuple[int, ...] = LENGTHS
    if options.smoke:
        options.steps, lengths = 5, (4,)
    print_figures(
        {cell: figures(cell, changes, lengths, options.steps) for cell, changes in CELLS.items()}, options.json
    )


def figures(cell: str, changes: dict[str, Any], lengths: tuple[int, ...], steps: int) -> dict[str, Any]:
    """Return the figures of one cell."""
    curve = {length: train_cell({"net.cell": cell, "data.length": length} | changes, steps) for length in lengths}
    solved = [length for length, result in curve.items() if result["mse"] < SOLVED]
    return {"longest": max(solved, default=0), "curve": curve}


def train_cell(changes: dict[str, Any], steps: int) -> dict[str, float]:
    """Train and return the test error, and the time of an update."""
    import torch

    from nets.models.recurrent.experiment import Recurrent
    from nets.probes import ask
    from nets.training.trainer_state import Training

    torch.set_num_threads(1)
    training = Training(Recurrent().replace({"fit.steps": steps, "fit.report": 10_000} | changes))
    start = process_time()
    while not training.over:
        training.update()
    spent = 1000 * (process_time() - start) / steps
    error = float(ask("full_test_metrics", training.net, training.task)["test_mse"])
    return {"mse": round(error, 4), "update_ms": round(spent, 2)}


if __name__ == "__main__":
    main()
