"""The learning-rate range test (Smith 2017): a copy of a training is trained while its rate rises exponentially."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from nets.training import checkpoint
from nets.training.trainer_state import Training

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots

LOW, HIGH = 1e-5, 100.0
UPDATES = 140  # from the lowest rate to the highest
SMOOTH = 0.9  # of the smoothed loss stays at each update
WORSE = 4.0  # times the lowest smoothed loss: there the test ends
LEARNT = 0.03  # of the first smoothed loss that has to be gained before a rate is suggested
FIRST = 15  # updates before the test may end


class RangeTest:
    """A survey that trains a copy of the training, with the settings as they stand but for rate and schedule.

    `start` "initial": from the initial weights; "now": from those the net has.
    """

    def __init__(self, training: Training, snapshots: Snapshots, start: str = "initial") -> None:
        experiment = training.experiment.replace(
            {"fit.schedule": "constant", "fit.stop_at": "none", "fit.patience": 0, "fit.seconds": 0}
        )
        now = checkpoint.write(training) if start == "now" else None
        self._copy = checkpoint.resume(experiment, now) if now else Training(experiment)
        self._rates = np.geomspace(LOW, HIGH, UPDATES)
        self._losses: list[float] = []
        self._over = False

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return 1.0 if self._over else len(self._losses) / UPDATES

    def advance(self, seconds: float) -> None:
        """The next updates, for about so long; the test ends early where the loss has become far worse."""
        until = monotonic() + seconds
        while not self._over and monotonic() < until:
            for group in self._copy.optimizer.param_groups:
                group["lr"] = float(self._rates[len(self._losses)])
            self._losses.append(self._copy.update().figures["loss"])
            self._over = len(self._losses) == UPDATES or self._copy.diverged or ended(smoothed(self._losses))

    def answer(self) -> dict[str, np.ndarray]:
        """ "rates" (N,), "losses" (N,), the loss of the batch at each, and "smooth" (N,); "lowest" (), the rate where
        the smoothed loss is lowest, "suggested" (), a tenth of it, both NaN while nothing is learnt.
        """
        smooth, rates = smoothed(self._losses), self._rates[: len(self._losses)]
        lowest = best(smooth)
        rate = float(rates[lowest]) if lowest is not None else math.nan
        return {
            "rates": rates,
            "losses": np.array(self._losses),
            "smooth": smooth,
            "lowest": np.array(rate),
            "suggested": np.array(rate / 10),
        }


def smoothed(losses: list[float]) -> np.ndarray:
    """The moving average of the losses (N,), exponentially weighted and without its bias towards nought."""
    mean, found = 0.0, []
    for count, loss in enumerate(losses, 1):
        mean = SMOOTH * mean + (1 - SMOOTH) * loss
        found.append(mean / (1 - SMOOTH**count))
    return np.array(found)


def ended(smooth: np.ndarray) -> bool:
    """Whether the loss has become far worse than it was."""
    return len(smooth) > FIRST and bool(smooth[-1] > WORSE * smooth.min() + 1e-9)


def best(smooth: np.ndarray) -> int | None:
    """Where the smoothed loss is lowest; None while it has not clearly fallen, or where no loss is a number."""
    sound = np.where(np.isfinite(smooth), smooth, np.inf)
    if len(sound) <= FIRST or not np.isfinite(sound).any():
        return None
    lowest = int(sound.argmin())
    start = float(np.median(sound[:FIRST]))
    return lowest if sound[lowest] < (1 - LEARNT) * start else None
