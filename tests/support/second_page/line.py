"""A family for tests only: one linear layer fits a line through noisy points."""

from __future__ import annotations

from typing import Literal

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer, dense
from nets.experiment.settings import Settings, setting
from nets.experiment.training_config import TrainingConfig


class Data(Settings):
    slope: float = setting(2.0, "Slope", "How steep the line is.", low=-5.0, high=5.0)
    noise: float = setting(0.1, "Noise", "How far points lie off the line.", low=0.0, high=2.0)


class Net(Settings):
    width: int = setting(1, "Width", "Neurons side by side, whose sum is the answer.", low=1, high=8)


class Line(Experiment):
    family: Literal["line"] = "line"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig()

    def layers(self) -> tuple[Layer, ...]:
        return (dense("output", 1, self.net.width, first=True),)
