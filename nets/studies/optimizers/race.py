"""The race itself: torch.optim's optimizers on the two numbers of a surface, all at once, step by step. In a worker."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import Fit
from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.optimizers.height_map import begin, ground
from nets.studies.optimizers.result import Path, Result
from nets.studies.optimizers.settings import Race
from nets.training.optimizers import build_optimizer, learning_rate

FAR = 1000.0  # times the size of the map: what is farther away has diverged


class Racer:
    """One optimizer on its way, and all that is written down of it; what is not there is nan."""

    def __init__(self, name: str, made: Race) -> None:
        self.name, self.fit = name, fit_of(name, made)
        self.place = torch.nn.Parameter(torch.tensor([[made.x, made.y]], dtype=torch.float64))
        self.optimizer = build_optimizer([self.place], self.fit)
        self.spec = OPTIMIZERS[name]
        self.far = FAR * max(abs(side) for axis in made.extent for side in axis)
        self.places, self.slopes, self.velocities, self.squares = np.full((4, made.steps + 1, 2), np.nan)
        self.values, self.steep = np.full((2, made.steps + 1), np.nan)
        self.stopped = -1

    def see(self, t: int, value: float, slope: np.ndarray) -> None:
        """Write down where it is after `t` steps; it stops where that is nowhere, or too far away."""
        place = self.place.detach().numpy()[0]
        if np.isfinite([value, *slope, *place]).all() and np.abs(place).max() < self.far:
            self.places[t], self.values[t], self.steep[t] = place, value, np.hypot(*slope)
        else:
            self.stopped = t

    def step(self, t: int, slope: np.ndarray) -> None:
        """One update by this slope, at the rate of the schedule."""
        self.place.grad = torch.from_numpy(slope[None])
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.fit, t)
        self.optimizer.step()
        velocity, squares = self._buffer(self.spec.velocity), self._buffer(self.spec.squares)
        self.slopes[t], self.velocities[t], self.squares[t] = slope, velocity, squares

    def _buffer(self, name: str) -> Any:
        """What the optimizer keeps under this name (2,); NaN if it keeps nothing there."""
        buffer = self.optimizer.state[self.place].get(name)
        return np.nan if buffer is None else buffer.numpy()[0]

    def path(self, target: float) -> Path:
        """The whole way."""
        below = np.flatnonzero(self.values <= target)
        arrived = int(below[0]) if len(below) else -1
        memory = self.slopes[:-1], self.velocities[:-1], self.squares[:-1]
        return Path(self.name, self.places, self.values, self.steep, *memory, arrived, self.stopped)


def race(made: Race) -> Result:
    """Let all optimizers of the settings run. Raises Problem for a formula that cannot be read or has no start."""
    surface = parse(made.typed, ("x", "y"))
    around, high = ground(made, surface), begin(made, surface)
    target = around.lowest + made.target * max(0.0, high - around.lowest)
    noise = np.random.default_rng(made.seed).standard_normal((made.steps, 2)) * made.noise
    racers = [Racer(name, made) for name in made.optimizers]
    for t in range(made.steps + 1):
        going = [racer for racer in racers if racer.stopped < 0]
        values, slopes = looked_at(surface, [racer.place for racer in going]) if going else ((), ())
        for racer, value, slope in zip(going, values, slopes, strict=True):
            racer.see(t, value, slope)
            if racer.stopped < 0 and t < made.steps:
                racer.step(t, slope + noise[t])
    factors = [learning_rate(Fit(lr=1.0, schedule=made.schedule, steps=made.steps), t) for t in range(made.steps)]
    paths = tuple(racer.path(target) for racer in racers)
    return Result(made, around, target, paths, np.array(factors), curvature(surface, _lowest(paths)))


def fit_of(name: str, made: Race) -> Fit:
    """The settings with which the training of a net uses this optimizer."""
    spec = OPTIMIZERS[name]
    momentum = made.momentum if spec.momentum == "required" else 0.0
    decay = made.weight_decay if spec.has_own_decay else 0.0
    chosen = {"optimizer": name, "lr": made.rate(name), "momentum": momentum, "weight_decay": decay}
    return Fit.model_validate({**chosen, "schedule": made.schedule, "steps": made.steps})


def looked_at(surface: Expression, places: list[torch.nn.Parameter]) -> tuple[np.ndarray, np.ndarray]:
    """The heights (K,) at K places of (1, 2) each, and the slopes (K, 2) there by backpropagation."""
    here = torch.cat([place.detach() for place in places]).requires_grad_()
    values = height(surface, here)
    (slopes,) = torch.autograd.grad(values.sum(), here)
    return values.detach().numpy(), slopes.numpy()


def height(surface: Expression, here: torch.Tensor) -> torch.Tensor:
    """The heights (K,) at places (K, 2); a formula without x and y is flat."""
    given = {name: here[:, "xy".index(name)] for name in surface.names}
    flat = torch.zeros_like(here[:, 0]) if given else 0.0 * here.sum(dim=1)
    return flat + surface.value(tensors(), **given)


def curvature(surface: Expression, place: np.ndarray) -> tuple[float, float]:
    """The lowest and the highest eigenvalue of the second derivatives at a place; nan where there are none."""
    at = torch.tensor(place, dtype=torch.float64)
    second = torch.autograd.functional.hessian(lambda here: height(surface, here[None]).sum(), at)
    if not torch.isfinite(second).all():
        return float("nan"), float("nan")
    low, high = torch.linalg.eigvalsh(second).tolist()
    return low, high


def _lowest(paths: tuple[Path, ...]) -> np.ndarray:
    """The lowest place (2,) that any of them reached."""
    best = min(paths, key=lambda path: float(np.nanmin(path.values)))
    place: np.ndarray = best.places[np.nanargmin(best.values)]
    return place
