"""How far each cell remembers: the longest adding problem that it solves in a fixed budget.

Every cell (64 hidden units, Adam 0.005, batches of 50, clipping at 1) gets the same number of updates (`--steps`) at
each length. A length is solved when the test's mean squared error is below 0.02; who always answers 1 has 0.167. For
each cell `longest` is the greatest solved length (0: none), and `curve` gives, for each length, the error in `mse`, and
in `update_ms` what one update took of the processor, in milliseconds: recurrent cells take time in proportion to the
length. Figures: `rnn`, `gru`, `lstm`, `cnn` (three layers, kernel 7) and `attention`, a small model, beside them.
"""

from __future__ import annotations

from time import process_time
from typing import Any

from benchmarks.measure import arguments, tell

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
    """Measure and tell."""
    asked = arguments(__doc__, steps=1000)
    lengths: tuple[int, ...] = LENGTHS
    if asked.smoke:
        asked.steps, lengths = 5, (4,)
    tell({cell: figures(cell, changes, lengths, asked.steps) for cell, changes in CELLS.items()}, asked.json)


def figures(cell: str, changes: dict[str, Any], lengths: tuple[int, ...], steps: int) -> dict[str, Any]:
    """The curve of one cell."""
    curve = {length: trained({"net.cell": cell, "data.length": length} | changes, steps) for length in lengths}
    solved = [length for length, found in curve.items() if found["mse"] < SOLVED]
    return {"longest": max(solved, default=0), "curve": curve}


def trained(changes: dict[str, Any], steps: int) -> dict[str, float]:
    """The test error after a training, and the time of an update."""
    import torch

    from nets.models.recurrent.experiment import Recurrent
    from nets.probes import ask
    from nets.training.trainer_state import Training

    torch.set_num_threads(1)
    training = Training(Recurrent().replace({"fit.steps": steps, "fit.report": 10_000} | changes))
    begun = process_time()
    while not training.over:
        training.update()
    spent = 1000 * (process_time() - begun) / steps
    error = float(ask("full_test_metrics", training.net, training.task)["test_mse"])
    return {"mse": round(error, 4), "update_ms": round(spent, 2)}


if __name__ == "__main__":
    main()
