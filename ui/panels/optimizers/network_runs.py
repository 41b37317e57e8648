"""The nets of the race on a real net: runs of the engine that differ in nothing but their optimizer."""

from __future__ import annotations

from typing import Any

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.models.perceptron.experiment import Perceptron

STEPS = 600


class Field:
    """One net for each optimizer; they begin, play and pause together."""

    def __init__(self, engine: Engine, examples: str, rate: float) -> None:
        self.stamp = (examples, rate)
        self.runs: dict[str, Run] = {
            name: engine.start(_experiment(name, examples, rate or spec.net_rate)) for name, spec in OPTIMIZERS.items()
        }

    @property
    def training(self) -> bool:
        """Whether one of them trains."""
        return any(run.state == "running" for run in self.runs.values())

    @property
    def moving(self) -> bool:
        """Whether one of them trains or is about to answer."""
        return self.training or any(run.busy for run in self.runs.values())

    @property
    def over(self) -> bool:
        """Whether all have come to their end."""
        return all(run.over for run in self.runs.values())

    def follow(self) -> None:
        """Somebody is looking: let all go on."""
        for run in self.runs.values():
            run.watched()

    def play(self) -> None:
        """Let them train, or rest."""
        act = Run.pause if self.training else Run.play
        for run in self.runs.values():
            act(run)

    def close(self) -> None:
        """Stop them all."""
        for run in self.runs.values():
            run.stop()


def _experiment(name: str, examples: str, rate: float) -> Perceptron:
    """The net that all of them train, with this optimizer."""
    settings: dict[str, Any] = {
        "data": {"name": examples, "noise": 0.1},
        "net": {"hidden": (8, 8)},
        "fit": {"optimizer": name, "lr": rate, "steps": STEPS, "batch": 32},
    }
    if OPTIMIZERS[name].momentum == "optional":
        settings["fit"]["momentum"] = 0.0  # as in the race above
    return Perceptron.model_validate(settings)
