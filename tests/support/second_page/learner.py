"""The net and the task of the family `line`."""

from __future__ import annotations

import numpy as np
import torch
from torch import Generator, Tensor, nn

from tests.support.second_page.line import Line


class Learner(nn.Module):
    """The sum of `width` linear neurons: (B, 1) -> (B,)."""

    def __init__(self, width: int, generator: Generator) -> None:
        super().__init__()
        self.output = nn.utils.skip_init(nn.Linear, 1, width)
        nn.init.normal_(self.output.weight, std=0.1, generator=generator)
        nn.init.zeros_(self.output.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(x).sum(dim=1)  # (B, 1) -> (B, width) -> (B,)


class Points:
    """64 training points and 64 test points."""

    size = 64

    def __init__(self, slope: float, noise: float) -> None:
        rng = np.random.default_rng(0)
        self.x = torch.linspace(-1, 1, 128)[:, None]  # (128, 1)
        self.y = slope * self.x[:, 0] + noise * torch.from_numpy(rng.standard_normal(128)).float()
        self.inputs, self.targets = self.x[::2], self.y[::2]

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        return (net(self.inputs[indices]) - self.targets[indices]).square().mean()

    def report(self, net: nn.Module) -> dict[str, float]:
        error = (net(self.x) - self.y).square()
        return {"train_loss": float(error[::2].mean()), "test_loss": float(error[1::2].mean())}

    def arrays(self) -> dict[str, np.ndarray]:
        return {"x": self.x.numpy(), "y": self.y.numpy()}


def build(experiment: Line, generator: Generator) -> tuple[Learner, Points]:
    """Return the untrained net and its task."""
    return Learner(experiment.net.width, generator), Points(experiment.data.slope, experiment.data.noise)
