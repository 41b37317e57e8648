"""The learning-rate range test (Smith 2017): train a copy while its learning rate rises exponentially."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from nets.training import checkpoint
from nets.training.trainer_state import Training

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots

LOWEST_RATE, HIGHEST_RATE = 1e-5, 100.0
UPDATES = 140  # from the lowest rate to the highest
SMOOTHING = 0.9  # of the smoothed loss stays at each update
DIVERGENCE_FACTOR = 4.0  # times the lowest smoothed loss: there the test ends
MIN_GAIN = 0.03  # of the first smoothed loss that has to be gained before a rate is suggested
MIN_UPDATES = 15  # updates before the test may end


class RangeTest:
    """A survey that trains a copy of the training, with its settings except learning rate and schedule.

    Args:
        training: The training, unchanged afterwards.
        snapshots: Not used.
        start: "initial" begins at the initial weights, "now" at the present ones.
    """

    def __init__(self, training: Training, snapshots: Snapshots, start: str = "initial") -> None:
        experiment = training.experiment.replace(
            {"fit.schedule": "constant", "fit.stop_at": "none", "fit.patience": 0, "fit.seconds": 0}
        )
        saved = checkpoint.write(training) if start == "now" else None
        self._copy = checkpoint.resume(experiment, saved) if saved else Training(experiment)
        self._rates = np.geomspace(LOWEST_RATE, HIGHEST_RATE, UPDATES)
        self._losses: list[float] = []
        self._is_over = False

    @property
    def share(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return 1.0 if self._is_over else len(self._losses) / UPDATES

    def advance(self, seconds: float) -> None:
        """Make the next updates for about `seconds`; the test ends early if the loss diverges."""
        until = monotonic() + seconds
        while not self._is_over and monotonic() < until:
            for group in self._copy.optimizer.param_groups:
                group["lr"] = float(self._rates[len(self._losses)])
            self._losses.append(self._copy.update().figures["loss"])
            self._is_over = (
                len(self._losses) == UPDATES or self._copy.diverged or has_diverged(smooth_losses(self._losses))
            )

    def answer(self) -> dict[str, np.ndarray]:
        """Return the losses so far, and a learning rate.

        Returns:
            "rates", "losses" of the batch and "smooth" (N,); "lowest" (), the rate of the lowest smoothed loss, and
            "suggested" (), a tenth of it; both NaN until the loss has fallen.
        """
        smooth, rates = smooth_losses(self._losses), self._rates[: len(self._losses)]
        lowest = best_index(smooth)
        rate = float(rates[lowest]) if lowest is not None else math.nan
        return {
            "rates": rates,
            "losses": np.array(self._losses),
            "smooth": smooth,
            "lowest": np.array(rate),
            "suggested": np.array(rate / 10),
        }


def smooth_losses(losses: list[float]) -> np.ndarray:
    """Return the bias-corrected exponential moving average of the losses (N,)."""
    mean, averages = 0.0, []
    for count, loss in enumerate(losses, 1):
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        averages.append(mean / (1 - SMOOTHING**count))
    return np.array(averages)


def has_diverged(smooth: np.ndarray) -> bool:
    """Return whether the smoothed loss has become far worse than its minimum."""
    return len(smooth) > MIN_UPDATES and bool(smooth[-1] > DIVERGENCE_FACTOR * smooth.min() + 1e-9)


def best_index(smooth: np.ndarray) -> int | None:
    """Return the index of the lowest smoothed loss; None if it has not clearly fallen, or is not finite."""
    finite = np.where(np.isfinite(smooth), smooth, np.inf)
    if len(finite) <= MIN_UPDATES or not np.isfinite(finite).any():
        return None
    lowest = int(finite.argmin())
    start = float(np.median(finite[:MIN_UPDATES]))
    return lowest if finite[lowest] < (1 - MIN_GAIN) * start else None
