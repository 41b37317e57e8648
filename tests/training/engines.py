"""What the tests of engines share: waiting for something to happen, and the processes of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection
from time import monotonic, sleep
from typing import Any

import psutil

from nets.perceptron.experiment import Perceptron
from nets.training.training import train


def made(**changes: Any) -> Perceptron:
    """A perceptron with some knobs turned; `fit__lr` is the knob "fit.lr"."""
    return Perceptron().replace({"fit.steps": 100} | {key.replace("__", "."): v for key, v in changes.items()})


def until(happened: Callable[[], Any], seconds: float = 60.0) -> float:
    """Poll until something has happened; how long it took."""
    start = monotonic()
    while not happened():
        assert monotonic() - start < seconds, "it did not happen in time"
        sleep(0.01)
    return monotonic() - start


def watched(run: Any, happened: Callable[[], Any], seconds: float = 60.0) -> float:
    """Poll as a viewer does, who keeps the run alive; a failed run is not waited for."""

    def look() -> Any:
        run.watched()
        assert run.state != "failed", str(run.problem)
        return happened()

    return until(look, seconds)


def finished(run: Any, seconds: float = 60.0) -> Any:
    """The run, played to its end."""
    watched(run, lambda: run.ready, seconds)
    run.play()
    watched(run, lambda: run.over, seconds)
    return run


def reference(experiment: Perceptron) -> dict[str, tuple[list[int], list[float]]]:
    """The figures of `train(experiment)` in this process, by name: steps and values."""
    figures: dict[str, tuple[list[int], list[float]]] = {}
    for step in train(experiment):
        for name, value in step.figures.items():
            steps, values = figures.setdefault(name, ([], []))
            steps.append(step.index)
            values.append(value)
    return figures


def recorded(run: Any) -> dict[str, tuple[list[int], list[float]]]:
    """The figures of a run's history, by name: steps and values."""
    lines = {name: run.history.line(name) for name in run.history.names()}
    return {name: (line.step.tolist(), line.last.tolist()) for name, line in lines.items()}


def workers(root: psutil.Process, but: Collection[int] = ()) -> list[psutil.Process]:
    """The worker processes below a process, but for those with these ids."""
    return [p for p in root.children(recursive=True) if p.pid not in but and "spawn_main" in " ".join(_words(p))]


def clusters(root: psutil.Process, but: Collection[int] = ()) -> list[psutil.Process]:
    """The embedded clusters' processes below a process, but for those with these ids."""
    return [p for p in root.children(recursive=True) if p.pid not in but and "nets.training.cluster" in _words(p)]


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all of these have ended."""
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
