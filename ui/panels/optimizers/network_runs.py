"""The nets of the race on a real net: runs of the engine that differ in nothing but their optimizer."""

from __future__ import annotations

from typing import Any

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.models.perceptron.experiment import Perceptron
from nets.studies.optimizers.settings import OPTIMIZERS

RATES = {  # that suit this net, tried on all its examples
    "sgd": 0.3,
    "momentum": 0.05,
    "nesterov": 0.05,
    "adagrad": 0.1,
    "rmsprop": 0.01,
    "adam": 0.02,
    "adamw": 0.02,
}
STEPS = 600


class Field:
    """One net for each optimizer; they begin, play and pause together."""

    def __init__(self, engine: Engine, examples: str, rate: float) -> None:
        self.stamp = (examples, rate)
        self.runs: dict[str, Run] = {
            name: engine.start(_experiment(name, examples, rate or RATES[name])) for name in OPTIMIZERS
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
    if name == "rmsprop":
        settings["fit"]["momentum"] = 0.0  # as in the race above
    return Perceptron.model_validate(settings)
