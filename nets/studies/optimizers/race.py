"""A race of the optimizers of torch.optim down a surface of two numbers. Runs in a worker."""

from __future__ import annotations

from dataclasses import dataclass, fields
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

DIVERGED_DISTANCE = 1000.0  # times the size of the map: an optimizer farther away has diverged


@dataclass(frozen=True)
class Recording:
    """The arrays that an optimizer fills in T steps; NaN where nothing is recorded.

    Attributes:
        positions: Before each step and after the last, (T + 1, 2).
        heights: The heights there (T + 1,).
        gradient_norms: The lengths of the gradients without noise (T + 1,).
        gradients: The gradients with noise (T, 2).
        velocities: The average of gradients after each step (T, 2).
        squares: The average or sum of squared gradients after each step (T, 2).
    """

    positions: np.ndarray
    heights: np.ndarray
    gradient_norms: np.ndarray
    gradients: np.ndarray
    velocities: np.ndarray
    squares: np.ndarray

    @classmethod
    def empty(cls, steps: int) -> Recording:
        """Return the recording of a race that has not begun."""
        points, pairs = (steps + 1, 2), (3, steps, 2)
        return cls(np.full(points, np.nan), *np.full((2, steps + 1), np.nan), *np.full(pairs, np.nan))


class Racer:
    """One optimizer in the race and the recording of its steps."""

    def __init__(self, name: str, race: Race) -> None:
        self.name, self.config = name, training_config(name, race)
        self.position = torch.nn.Parameter(torch.tensor([[race.x, race.y]], dtype=torch.float64))
        self.optimizer = build_optimizer([self.position], self.config)
        self.max_distance = DIVERGED_DISTANCE * max(abs(side) for axis in race.extent for side in axis)
        self.recording = Recording.empty(race.steps)
        self.diverged = -1

    def record(self, t: int, height: float, gradient: np.ndarray) -> None:
        """Record the position after `t` steps; stop if it is not finite or too far away."""
        position, recording = self.position.detach().numpy()[0], self.recording
        if np.isfinite([height, *gradient, *position]).all() and np.abs(position).max() < self.max_distance:
            recording.positions[t], recording.heights[t] = position, height
            recording.gradient_norms[t] = np.hypot(*gradient)
        else:
            self.diverged = t

    def step(self, t: int, gradient: np.ndarray) -> None:
        """Make one update with this gradient (2,), at the rate of the schedule."""
        self.position.grad = torch.from_numpy(gradient[None])
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, t)
        self.optimizer.step()
        spec, recording = OPTIMIZERS[self.name], self.recording
        recording.gradients[t] = gradient
        recording.velocities[t], recording.squares[t] = self._buffer(spec.velocity), self._buffer(spec.squares)

    def _buffer(self, name: str) -> Any:
        """Return the optimizer's buffer of this name (2,); NaN if it has none."""
        buffer = self.optimizer.state[self.position].get(name)
        return np.nan if buffer is None else buffer.numpy()[0]

    def path(self, target: float) -> Path:
        """Return all recorded steps."""
        below = np.flatnonzero(self.recording.heights <= target)
        arrival = int(below[0]) if len(below) else -1
        arrays = {field.name: getattr(self.recording, field.name) for field in fields(Recording)}
        numerators, denominators = self._fraction()
        fraction = {"numerators": numerators, "denominators": denominators}
        return Path(name=self.name, **arrays, **fraction, arrival=arrival, diverged=self.diverged)

    def _fraction(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the numerators and the denominators (T, 2) of all recorded steps."""
        gradients, updates = self.recording.gradients, np.arange(1, len(self.recording.heights))[:, None]
        memory = Memory(gradients, self.recording.velocities, self.recording.squares, updates)
        numerators, denominators = OPTIMIZERS[self.name].fraction(memory, self.config.momentum)
        return np.broadcast_to(numerators, gradients.shape), np.broadcast_to(denominators, gradients.shape)


def run_race(race: Race) -> Result:
    """Run all optimizers of a race. Raises Problem for a formula that cannot be read or has no height at the start."""
    surface = parse(race.formula_text, ("x", "y"))
    height_map, start = compute_height_map(race, surface), start_height(race, surface)
    target = height_map.lowest + race.target * max(0.0, start - height_map.lowest)
    noise = np.random.default_rng(race.seed).standard_normal((race.steps, 2)) * race.noise
    racers = [Racer(name, race) for name in race.optimizers]
    for t in range(race.steps + 1):
        running = [racer for racer in racers if racer.diverged < 0]
        positions = [racer.position for racer in running]
        heights, gradients = heights_and_gradients(surface, positions) if running else ((), ())
        for racer, value, gradient in zip(running, heights, gradients, strict=True):
            racer.record(t, value, gradient)
            if racer.diverged < 0 and t < race.steps:
                racer.step(t, gradient + noise[t])
    factors = [
        learning_rate(TrainingConfig(lr=1.0, schedule=race.schedule, steps=race.steps), t) for t in range(race.steps)
    ]
    paths = tuple(racer.path(target) for racer in racers)
    return Result(race, height_map, target, paths, np.array(factors), curvature(surface, _lowest(paths)))


def training_config(name: str, race: Race) -> TrainingConfig:
    """Return the settings with which the training of a net uses this optimizer."""
    spec = OPTIMIZERS[name]
    momentum = race.momentum if spec.momentum == "required" else 0.0
    decay = race.weight_decay if spec.has_own_decay else 0.0
    settings = {"optimizer": name, "lr": race.rate(name), "momentum": momentum, "weight_decay": decay}
    return TrainingConfig.model_validate({**settings, "schedule": race.schedule, "steps": race.steps})


def heights_and_gradients(surface: Expression, positions: list[torch.nn.Parameter]) -> tuple[np.ndarray, np.ndarray]:
    """Return the heights (K,) at K positions of (1, 2) each, and the gradients (K, 2) by backpropagation."""
    points = torch.cat([position.detach() for position in positions]).requires_grad_()
    heights = height(surface, points)
    (gradients,) = torch.autograd.grad(heights.sum(), points)
    return heights.detach().numpy(), gradients.numpy()


def height(surface: Expression, points: torch.Tensor) -> torch.Tensor:
    """Return the heights (K,) at positions (K, 2); a formula without x and y is flat."""
    variables = {name: points[:, "xy".index(name)] for name in surface.names}
    flat = torch.zeros_like(points[:, 0]) if variables else 0.0 * points.sum(dim=1)
    return flat + surface.value(tensors(), **variables)


def curvature(surface: Expression, position: np.ndarray) -> tuple[float, float]:
    """Return the lowest and the highest eigenvalue of the Hessian at a position (2,); NaN if it is not finite."""
    point = torch.tensor(position, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(lambda xy: height(surface, xy[None]).sum(), point)
    if not torch.isfinite(hessian).all():
        return float("nan"), float("nan")
    low, high = torch.linalg.eigvalsh(hessian).tolist()
    return low, high


def _lowest(paths: tuple[Path, ...]) -> np.ndarray:
    """Return the lowest position (2,) that any optimizer reached."""
    best = min(paths, key=lambda path: float(np.nanmin(path.heights)))
    position: np.ndarray = best.positions[np.nanargmin(best.heights)]
    return position
