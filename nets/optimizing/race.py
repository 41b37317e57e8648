"""The race itself: torch.optim's optimizers on the two numbers of a surface, step by step. Runs in a worker."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from nets.autograd.arithmetic import tensors
from nets.autograd.expression import parse
from nets.autograd.program import Expression
from nets.optimizing.ground import Ground, ground
from nets.optimizing.settings import Race
from nets.training.fit import Fit
from nets.training.optimizers import learning_rate, make
from nets.training.problem import N_, Problem

FAR = 1000.0  # times the size of the map: what is farther away has diverged
VELOCITIES = ("momentum_buffer", "exp_avg")  # what torch calls the memory of past gradients
SQUARES = ("sum", "square_avg", "exp_avg_sq")  # and of their squares


class Path(NamedTuple):
    """The way of one optimizer in T steps. What comes after it has diverged is nan; `stopped` is that step, or -1.

    `slopes` are those it was given, with noise; `steep` is the length of the true one. What it does not remember is nan.
    """

    name: str
    places: np.ndarray  # (T + 1, 2)
    values: np.ndarray  # (T + 1,)
    steep: np.ndarray  # (T + 1,)
    slopes: np.ndarray  # (T, 2)
    velocities: np.ndarray  # (T, 2), after the step
    squares: np.ndarray  # (T, 2), after the step
    arrived: int  # the first step at or under the target, or -1
    stopped: int


class Result(NamedTuple):
    """A race that was run: the ground it was on, the value to reach, the paths, and the schedule's factor (T,)."""

    ground: Ground
    target: float
    paths: tuple[Path, ...]
    factors: np.ndarray
    curvature: tuple[float, float]  # lowest and highest, at the lowest place that was reached

    def path(self, name: str) -> Path | None:
        """The way of this optimizer, if it ran."""
        return next((path for path in self.paths if path.name == name), None)


def race(made: Race) -> Result:
    """Let all optimizers of the settings run. Raises Problem for a formula that cannot be read or has no start."""
    surface = parse(made.typed, ("x", "y"))
    around = ground(made, surface)
    begin = around.value(surface, made.x, made.y)
    if not np.isfinite(begin):
        raise Problem(N_("f(x, y) has no value at the start. Choose another start or another formula."))
    target = around.lowest + made.target * max(0.0, begin - around.lowest)
    noise = np.random.default_rng(made.seed).standard_normal((made.steps, 2)) * made.noise
    paths = tuple(descend(name, made, surface, target, noise) for name in made.optimizers)
    factors = np.array([learning_rate(Fit(lr=1.0, schedule=made.schedule, steps=made.steps), t) for t in range(made.steps)])
    lowest = min((path.places[t] for path in paths for t in [np.nanargmin(path.values)]), key=lambda at: around.value(surface, *at))
    return Result(around, target, paths, factors, curvature(surface, lowest))


def descend(name: str, made: Race, surface: Expression, target: float, noise: np.ndarray) -> Path:
    """One optimizer from the start to the last step, or until it is too far away to go on."""
    place = torch.nn.Parameter(torch.tensor([[made.x, made.y]], dtype=torch.float64))
    fit = fit_of(name, made)
    optimizer = make([place], fit)
    kept = {each: np.full((made.steps + 1, 2), np.nan) for each in ("place", "slope", "velocity", "square")}
    values, steep = np.full(made.steps + 1, np.nan), np.full(made.steps + 1, np.nan)
    far, stopped = FAR * max(abs(side) for axis in made.extent for side in axis), -1
    for t in range(made.steps + 1):
        value, slope = looked_at(surface, place)
        if not (np.isfinite(value) and np.isfinite(slope).all() and np.abs(place.detach().numpy()).max() < far):
            stopped = t
            break
        kept["place"][t], values[t], steep[t] = place.detach().numpy()[0], value, np.hypot(*slope)
        if t == made.steps:
            break
        kept["slope"][t] = slope + noise[t]
        place.grad = torch.from_numpy(kept["slope"][t : t + 1].copy())
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(fit, t)
        optimizer.step()
        kept["velocity"][t], kept["square"][t] = (remembered(optimizer, place, names) for names in (VELOCITIES, SQUARES))
    below = np.flatnonzero(values <= target)
    arrived = int(below[0]) if len(below) else -1
    memory = kept["slope"][:-1], kept["velocity"][:-1], kept["square"][:-1]
    return Path(name, kept["place"], values, steep, *memory, arrived, stopped)


def fit_of(name: str, made: Race) -> Fit:
    """The settings with which the trainings of nets would use this optimizer."""
    return Fit.model_validate(
        {
            "optimizer": name,
            "lr": made.rate(name),
            "momentum": made.momentum if name in ("momentum", "nesterov") else 0.0,
            "weight_decay": made.weight_decay if name == "adamw" else 0.0,
            "schedule": made.schedule,
            "steps": made.steps,
        }
    )


def looked_at(surface: Expression, place: torch.Tensor) -> tuple[float, np.ndarray]:
    """The height at a place (1, 2), and the slope (2,) there by backpropagation."""
    here = place.detach().requires_grad_()
    value = torch.as_tensor(surface.value(tensors(), **_inputs(surface, here[0])))
    if not value.requires_grad:  # a formula without x and y is flat
        return float(value), np.zeros(2)
    (slope,) = torch.autograd.grad(value, here)
    return float(value.detach()), slope.numpy()[0]


def remembered(optimizer: torch.optim.Optimizer, place: torch.Tensor, names: tuple[str, ...]) -> Any:
    """What the optimizer keeps of the past under one of these names (2,); nan where it keeps nothing of the kind."""
    state = optimizer.state[place]
    found = [state[name] for name in names if state.get(name) is not None]
    return found[0].numpy()[0] if found else np.nan


def curvature(surface: Expression, place: np.ndarray) -> tuple[float, float]:
    """The lowest and the highest eigenvalue of the second derivatives at a place; nan where there are none."""
    at = torch.tensor(place, dtype=torch.float64)
    height = lambda here: torch.as_tensor(surface.value(tensors(), **_inputs(surface, here))) + 0.0 * here.sum()  # noqa: E731
    second = torch.autograd.functional.hessian(height, at)
    if not torch.isfinite(second).all():
        return float("nan"), float("nan")
    low, high = torch.linalg.eigvalsh(second).tolist()
    return low, high


def _inputs(surface: Expression, here: torch.Tensor) -> dict[str, torch.Tensor]:
    return {name: here["xy".index(name)] for name in surface.names}
