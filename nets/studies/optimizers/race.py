"""A race: the optimizers of torch.optim descend a surface of two numbers side by side. Runs in a worker."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.experiment.optimizer_specs import OPTIMIZERS, Memory
from nets.experiment.training_config import TrainingConfig
from nets.studies.backpropagation.arithmetic import tensors
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.backpropagation.formula.graph import Expression
from nets.studies.optimizers.height_map import compute_height_map, start_height
from nets.studies.optimizers.result import Path, Result
from nets.studies.optimizers.settings import Race
from nets.training.optimizers import build_optimizer, learning_rate

FAR = 1000.0  # times the size of the map: an optimizer farther away has diverged


class Racer:
    """One optimizer in the race and the record of its steps, NaN if there is nothing to record."""

    def __init__(self, name: str, race: Race) -> None:
        self.name, self.fit = name, training_config(name, race)
        self.place = torch.nn.Parameter(torch.tensor([[race.x, race.y]], dtype=torch.float64))
        self.optimizer = build_optimizer([self.place], self.fit)
        self.spec = OPTIMIZERS[name]
        self.far = FAR * max(abs(side) for axis in race.extent for side in axis)
        self.places, self.slopes, self.velocities, self.squares = np.full((4, race.steps + 1, 2), np.nan)
        self.values, self.steep = np.full((2, race.steps + 1), np.nan)
        self.stopped = -1

    def record(self, t: int, value: float, slope: np.ndarray) -> None:
        """Record the position after `t` steps; stop if it is not finite or too far away."""
        place = self.place.detach().numpy()[0]
        if np.isfinite([value, *slope, *place]).all() and np.abs(place).max() < self.far:
            self.places[t], self.values[t], self.steep[t] = place, value, np.hypot(*slope)
        else:
            self.stopped = t

    def step(self, t: int, slope: np.ndarray) -> None:
        """Make one update with this gradient (2,), at the rate of the schedule."""
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
        """Return all recorded steps."""
        below = np.flatnonzero(self.values <= target)
        arrived = int(below[0]) if len(below) else -1
        memory = self.slopes[:-1], self.velocities[:-1], self.squares[:-1]
        updates = np.arange(1, len(self.places))[:, None]  # (T, 1)
        numerators, denominators = self.spec.fraction(Memory(*memory, updates), self.fit.momentum)
        fraction = np.broadcast_to(numerators, memory[0].shape), np.broadcast_to(denominators, memory[0].shape)
        return Path(self.name, self.places, self.values, self.steep, *memory, *fraction, arrived, self.stopped)


def run_race(race: Race) -> Result:
    """Run all optimizers of a race. Raises Problem for a formula that cannot be read or has no height at the start."""
    surface = parse(race.formula_text, ("x", "y"))
    around, high = compute_height_map(race, surface), start_height(race, surface)
    target = around.lowest + race.target * max(0.0, high - around.lowest)
    noise = np.random.default_rng(race.seed).standard_normal((race.steps, 2)) * race.noise
    racers = [Racer(name, race) for name in race.optimizers]
    for t in range(race.steps + 1):
        going = [racer for racer in racers if racer.stopped < 0]
        values, slopes = heights_and_gradients(surface, [racer.place for racer in going]) if going else ((), ())
        for racer, value, slope in zip(going, values, slopes, strict=True):
            racer.record(t, value, slope)
            if racer.stopped < 0 and t < race.steps:
                racer.step(t, slope + noise[t])
    factors = [
        learning_rate(TrainingConfig(lr=1.0, schedule=race.schedule, steps=race.steps), t) for t in range(race.steps)
    ]
    paths = tuple(racer.path(target) for racer in racers)
    return Result(race, around, target, paths, np.array(factors), curvature(surface, _lowest(paths)))


def training_config(name: str, race: Race) -> TrainingConfig:
    """Return the settings with which the training of a net uses this optimizer."""
    spec = OPTIMIZERS[name]
    momentum = race.momentum if spec.momentum == "required" else 0.0
    decay = race.weight_decay if spec.has_own_decay else 0.0
    chosen = {"optimizer": name, "lr": race.rate(name), "momentum": momentum, "weight_decay": decay}
    return TrainingConfig.model_validate({**chosen, "schedule": race.schedule, "steps": race.steps})


def heights_and_gradients(surface: Expression, places: list[torch.nn.Parameter]) -> tuple[np.ndarray, np.ndarray]:
    """Return the heights (K,) at K positions of (1, 2) each, and the gradients (K, 2) by backpropagation."""
    here = torch.cat([place.detach() for place in places]).requires_grad_()
    values = height(surface, here)
    (slopes,) = torch.autograd.grad(values.sum(), here)
    return values.detach().numpy(), slopes.numpy()


def height(surface: Expression, here: torch.Tensor) -> torch.Tensor:
    """Return the heights (K,) at positions (K, 2); a formula without x and y is flat."""
    given = {name: here[:, "xy".index(name)] for name in surface.names}
    flat = torch.zeros_like(here[:, 0]) if given else 0.0 * here.sum(dim=1)
    return flat + surface.value(tensors(), **given)


def curvature(surface: Expression, place: np.ndarray) -> tuple[float, float]:
    """Return the lowest and the highest eigenvalue of the Hessian at a position (2,); NaN if it is not finite."""
    at = torch.tensor(place, dtype=torch.float64)
    second = torch.autograd.functional.hessian(lambda here: height(surface, here[None]).sum(), at)
    if not torch.isfinite(second).all():
        return float("nan"), float("nan")
    low, high = torch.linalg.eigvalsh(second).tolist()
    return low, high


def _lowest(paths: tuple[Path, ...]) -> np.ndarray:
    """The lowest position (2,) that any of them reached."""
    best = min(paths, key=lambda path: float(np.nanmin(path.values)))
    place: np.ndarray = best.places[np.nanargmin(best.values)]
    return place
