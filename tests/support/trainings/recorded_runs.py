"""Recorded trainings: short real runs of every family, with the verdict that a user gave their curves.

`python -m tests.support.trainings.recorded_runs` trains them all again and writes `runs/<name>.json`; names after
it choose some.
Labels were given by looking at the curves of both losses and metrics, without the rules.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from nets.experiment.experiment import Experiment
from nets.families import EXPERIMENTS
from nets.training.history import History
from nets.training.step import UNKNOWN, Evaluated
from tests.support.trainings.run_labels import LABELS

FOLDER = Path(__file__).parent / "runs"
REPORTS = 60  # after the first updates, where the settings do not say how often
KEPT = ("train_", "test_", "gradient/")


@dataclass(frozen=True)
class Recorded:
    """A recorded run: its experiment, figures, the examples that its reports evaluate, and a user's label."""

    experiment: Experiment
    history: History
    evaluated: Evaluated
    state: str
    label: str


def load(name: str) -> Recorded:
    """The recorded run of this name."""
    held = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    history = History()
    columns = {
        figure: (np.array(held["steps"][-len(values) :]), np.array([np.nan if v is None else v for v in values]))
        for figure, values in held["figures"].items()
    }
    history.extend(columns)
    experiment = EXPERIMENTS[held["family"]].from_strings(held["settings"])
    return Recorded(experiment, history, Evaluated(*held["evaluated"]), held["state"], LABELS[name][0])


def record(name: str) -> None:
    """Train a run and write its figures, rounded to four digits."""
    from nets.training.trainer_state import Training, steps

    _label, family, *settings = LABELS[name]
    strings = dict(text.split("=", 1) for text in settings)
    experiment = EXPERIMENTS[family].from_strings(strings)
    strings.setdefault("fit.report", str(max(1, experiment.fit.steps // REPORTS)))
    training = Training(EXPERIMENTS[family].from_strings(strings))
    at: list[int] = []
    figures: dict[str, list[float | None]] = {}
    for step in steps(training):
        if "train_loss" not in step.figures:
            continue
        at.append(step.index)
        for figure, value in step.figures.items():
            if figure.startswith(KEPT):
                figures.setdefault(figure, []).append(float(f"{value:.4g}") if np.isfinite(value) else None)
    state = "diverged" if training.diverged else "done"
    train, test, majority = getattr(training.task, "evaluated", UNKNOWN)
    evaluated = (train, test, round(majority, 4))
    held = {"family": family, "settings": strings, "state": state, "evaluated": evaluated, "steps": at}
    text = json.dumps(held | {"figures": _slim(figures)}, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _slim(figures: dict[str, list[float | None]]) -> dict[str, list[float | None]]:
    """All figures but the gradients of weights between the first and the last, and of biases."""
    weights = [name for name in figures if name.startswith("gradient/") and "weight" in name]
    kept = {*weights[:1], *weights[-1:]}
    return {name: values for name, values in figures.items() if not name.startswith("gradient/") or name in kept}


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    for name in sys.argv[1:] or LABELS:
        start = perf_counter()
        record(name)
        print(f"{name}: {perf_counter() - start:.1f} s", flush=True)
