"""A demonstration of the app: the nets that it compares, the figure of each, and the check of its claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, NamedTuple

from nets.studies.classical.settings import Model

Figures = Mapping[str, float]
Measure = Callable[[Any], float]  # of a finished training

SMOKE = {"fit.steps": 2, "fit.report": 2}


class Arm(NamedTuple):
    """One net of a demonstration: its family, its settings, and a figure of its last report or a measure."""

    family: str
    settings: Mapping[str, Any]
    measure: str | Measure = "test_accuracy"


@dataclass(frozen=True)
class Demonstration:
    """What a page shows at the press of a button, or states in a hint. `holds` checks the figures of its arms."""

    name: str
    place: str
    claim: str
    holds: Callable[[Figures], bool]
    arms: Mapping[str, Arm] = field(default_factory=dict)
    other: Callable[[int], dict[str, float]] | None = None  # if no net is trained

    def measure(self, seed: int, smoke: bool = False) -> dict[str, float]:
        """Train every arm with this seed; return its figure by name."""
        if self.other is not None:
            return self.other(seed)
        return {name: train_arm(arm, seed, smoke) for name, arm in self.arms.items()}


def experiment(arm: Arm, seed: int, smoke: bool = False) -> Any:
    """Return the experiment of an arm: all seeds are `seed` except a stated data seed, with one report at the end."""
    from nets.families import EXPERIMENTS

    base = EXPERIMENTS[arm.family]().replace(arm.settings)  # type: ignore[call-arg]
    changes = {"fit.seed": seed, "fit.report": min(base.fit.steps, 10_000)}
    changes |= {"data.seed": seed} if "data.seed" in base.settings_by_key() and "data.seed" not in arm.settings else {}
    if smoke:
        changes |= SMOKE | ({"net.pretrain": 2} if getattr(base.net, "pretrain", 0) else {})
    return base.replace(changes)


def train_arm(arm: Arm, seed: int, smoke: bool = False) -> float:
    """Train one arm to its end and measure it."""
    import torch

    from nets.training.trainer_state import Training, steps

    torch.set_num_threads(1)
    training = Training(experiment(arm, seed, smoke))
    last: dict[str, float] = {}
    for step in steps(training):
        last |= step.figures
    return float(last[arm.measure]) if isinstance(arm.measure, str) else arm.measure(training)


def probe(name: str, figure: str, **arguments: Any) -> Measure:
    """Return a measure that asks a probe about the finished net."""

    def measure(training: Any) -> float:
        from nets.probes import ask

        return float(ask(name, training.net, training.task, **arguments)[figure])

    return measure


def principal(training: Any) -> float:
    """R² of PCA with a code as large as that of the autoencoder, on its test images."""
    from nets.models.autoencoder.principal import fit_pca as fit

    task = training.task
    size = len(training.net.encode(task.test.inputs[:1])[0])
    return float(task.r2(fit(task.train.inputs.flatten(1), size)(task.test.inputs), task.test.inputs.flatten(1)))


def tables(name: str, *models: Model) -> Callable[[int], dict[str, float]]:
    """Return a measure of classical models on ten splits of a table: their mean test scores, as on the page."""

    def measure(seed: int) -> dict[str, float]:
        from nets.studies.classical.evaluation import evaluate, fit_request
        from nets.studies.classical.settings import ClassicalSettings

        settings = ClassicalSettings.model_validate({"name": name})
        splits = range(10 * seed, 10 * seed + 10)
        scores = {
            model: [evaluate(fit_request(settings, model, seed=split)).test for split in splits] for model in models
        }
        return {model: fmean(values) for model, values in scores.items()}

    return measure


def race(surface: str, **settings: Any) -> Callable[[int], dict[str, float]]:
    """Return a measure of a race of optimizers: the step at which each arrives, inf if it does not."""

    def measure(seed: int) -> dict[str, float]:
        from nets.studies.optimizers.race import run_race
        from nets.studies.optimizers.settings import Race

        result = run_race(Race.model_validate({"surface": surface, "seed": seed, **settings}))
        return {path.name: float(path.arrival) if path.arrival >= 0 else float("inf") for path in result.paths}

    return measure


def first_wins(figures: Figures) -> bool:
    """Whether the first arm has the higher figure of two."""
    one, other = figures.values()
    return one > other


def first_is_lower(figures: Figures) -> bool:
    """Whether the first arm has the lower figure of all."""
    one, *others = figures.values()
    return one < min(others)


def at_least(goal: float) -> Callable[[Figures], bool]:
    """Return a check that every arm reaches a figure."""
    return lambda figures: min(figures.values()) >= goal
