"""Recorded trainings: short real runs of every family, each with a label that a person gave its curves.

`python -m tests.support.trainings.recorded_runs` trains all of them again and writes `runs/<name>.json`; names
after it select some. The labels follow from the curves of losses and metrics, not from the rules of the diagnosis.
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
REPORTS = 60  # of a run, unless its settings say how often
KEPT = ("train_", "test_", "gradient/")


@dataclass(frozen=True)
class RecordedRun:
    """A recorded run: its experiment and figures, the examples that its reports evaluate, and its label."""

    experiment: Experiment
    history: History
    evaluated: Evaluated
    state: str
    label: str


def load_run(name: str) -> RecordedRun:
    """Return the recorded run of this name."""
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    history = History()
    columns = {
        figure: (np.array(content["steps"][-len(values) :]), np.array([np.nan if v is None else v for v in values]))
        for figure, values in content["figures"].items()
    }
    history.extend(columns)
    experiment = EXPERIMENTS[content["family"]].from_strings(content["settings"])
    return RecordedRun(experiment, history, Evaluated(*content["evaluated"]), content["state"], LABELS[name][0])


def record_run(name: str) -> None:
    """Train a run and write its figures, rounded to four digits."""
    from nets.training.trainer_state import Training, steps

    _label, family, *settings = LABELS[name]
    strings = dict(text.split("=", 1) for text in settings)
    experiment = EXPERIMENTS[family].from_strings(strings)
    strings.setdefault("fit.report", str(max(1, experiment.fit.steps // REPORTS)))
    training = Training(EXPERIMENTS[family].from_strings(strings))
    reported: list[int] = []
    figures: dict[str, list[float | None]] = {}
    for step in steps(training):
        if "train_loss" not in step.figures:
            continue
        reported.append(step.index)
        for figure, value in step.figures.items():
            if figure.startswith(KEPT):
                figures.setdefault(figure, []).append(float(f"{value:.4g}") if np.isfinite(value) else None)
    state = "diverged" if training.diverged else "done"
    train, test, majority = getattr(training.task, "evaluated", UNKNOWN)
    evaluated = (train, test, round(majority, 4))
    content = {"family": family, "settings": strings, "state": state, "evaluated": evaluated, "steps": reported}
    text = json.dumps(content | {"figures": _slim(figures)}, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _slim(figures: dict[str, list[float | None]]) -> dict[str, list[float | None]]:
    """Return the figures without the gradients of biases and of weights between the first and the last layer."""
    weights = [name for name in figures if name.startswith("gradient/") and "weight" in name]
    kept = {*weights[:1], *weights[-1:]}
    return {name: values for name, values in figures.items() if not name.startswith("gradient/") or name in kept}


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    for name in sys.argv[1:] or LABELS:
        start = perf_counter()
        record_run(name)
        print(f"{name}: {perf_counter() - start:.1f} s", flush=True)
