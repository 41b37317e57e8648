"""The nets of the race on a real net: runs of the engine that differ only in their optimizer."""

from __future__ import annotations

from typing import Any

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.models.perceptron.experiment import Perceptron

STEPS = 600


class NetworkRace:
    """One net for each optimizer; all start, play and pause together.

    `settings` are the examples and the common learning rate, 0 for a rate of its own for each.
    """

    def __init__(self, engine: Engine, examples: str, rate: float) -> None:
        self.settings = (examples, rate)
        self.runs: dict[str, Run] = {
            name: engine.start(_experiment(name, examples, rate or spec.net_rate)) for name, spec in OPTIMIZERS.items()
        }

    @property
    def is_training(self) -> bool:
        """Whether one of them trains."""
        return any(run.state == "running" for run in self.runs.values())

    @property
    def is_busy(self) -> bool:
        """Whether one of them trains or waits for an answer of its trainer."""
        return self.is_training or any(run.busy for run in self.runs.values())

    @property
    def is_over(self) -> bool:
        """Whether all of them have ended."""
        return all(run.over for run in self.runs.values())

    def watch(self) -> None:
        """Tell the engine that the runs are on screen, so that they go on."""
        for run in self.runs.values():
            run.watched()

    def play(self) -> None:
        """Pause all if one of them trains, else play all."""
        action = Run.pause if self.is_training else Run.play
        for run in self.runs.values():
            action(run)

    def close(self) -> None:
        """Stop them all."""
        for run in self.runs.values():
            run.stop()


def _experiment(name: str, examples: str, rate: float) -> Perceptron:
    """The experiment that all of them train, with this optimizer."""
    settings: dict[str, Any] = {
        "data": {"name": examples, "noise": 0.1},
        "net": {"hidden": (8, 8)},
        "fit": {"optimizer": name, "lr": rate, "steps": STEPS, "batch": 32},
    }
    if OPTIMIZERS[name].momentum == "optional":
        settings["fit"]["momentum"] = 0.0  # as in the race above
    return Perceptron.model_validate(settings)
