"""Shared by the tests of engines: waiting, small experiments, figures of runs, and processes of a cluster."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Collection
from time import monotonic, sleep
from typing import Any

import psutil
import pytest

from nets.engine.viewer import LEASE_SECONDS
from nets.engine.workers.cluster import ROOT
from nets.models.perceptron.experiment import Perceptron
from nets.training.trainer_state import train

KINDS = ("process", "cluster", "address")  # of engines
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def on_engines(*kinds: str) -> pytest.MarkDecorator:
    """Run a test with engines of these kinds by default, with engines of the other kinds with `pytest -m long`."""
    params = [pytest.param(kind, marks=() if kind in kinds else pytest.mark.long) for kind in KINDS]
    return pytest.mark.parametrize("engine", params, indirect=True)


class DaskCluster:
    """A scheduler and a worker on loopback, started as in the README.

    Args:
        protocol: "tcp" or "tls".
        settings: Environment variables of both processes, such as Dask's TLS settings.
    """

    def __init__(self, protocol: str = "tcp", settings: dict[str, str] | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.protocol = protocol
        self.address = f"{protocol}://127.0.0.1:{self.port}"
        self.environment = os.environ | {"PYTHONPATH": str(ROOT)} | (settings or {})
        self.processes: list[subprocess.Popen] = []

    def start(self) -> None:
        address = ["--protocol", self.protocol, "--host", "127.0.0.1", "--port", str(self.port)]
        self._run("dask_scheduler", *address, "--no-dashboard")
        self._run("dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny")

    def _run(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *arguments]
        self.processes.append(subprocess.Popen(command, env=self.environment, **QUIET))

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes = []


class Clock:
    """A clock for an engine that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def perceptron_experiment(**changes: Any) -> Perceptron:
    """Return the experiment of a perceptron with some settings changed; `fit__lr` is the setting "fit.lr"."""
    return Perceptron().replace({"fit.steps": 100} | {key.replace("__", "."): v for key, v in changes.items()})


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> float:
    """Poll until the condition is true; return the seconds that it took."""
    start = monotonic()
    while not condition():
        assert monotonic() - start < seconds, "it did not happen in time"
        sleep(0.01)
    return monotonic() - start


def watch_until(run: Any, condition: Callable[[], Any], seconds: float = 60.0) -> float:
    """Poll as a viewer does, which keeps the run alive, until the condition is true; fail if the run fails."""

    def poll() -> Any:
        run.watched()
        assert run.state != "failed", str(run.problem)
        return condition()

    return wait_until(poll, seconds)


def age_lease(run: Any, seconds: float) -> None:
    """Make a run look as if its viewer had left `seconds` ago."""
    lease = run.viewer.lease
    with run.lock:
        lease.viewed_at = lease.clock() - seconds
        lease.end = lease.viewed_at + LEASE_SECONDS


def train_to_end(run: Any, seconds: float = 60.0) -> Any:
    """Play the run to its end and return it."""
    watch_until(run, lambda: run.ready, seconds)
    run.play()
    watch_until(run, lambda: run.over, seconds)
    return run


def reference_figures(experiment: Perceptron) -> dict[str, tuple[list[int], list[float]]]:
    """Train the experiment in this process and return its figures by name: steps and values."""
    figures: dict[str, tuple[list[int], list[float]]] = {}
    for step in train(experiment):
        for name, value in step.figures.items():
            steps, values = figures.setdefault(name, ([], []))
            steps.append(step.index)
            values.append(value)
    return figures


def history_figures(run: Any) -> dict[str, tuple[list[int], list[float]]]:
    """Return the figures of a run's history by name: steps and values."""
    lines = {name: run.history.line(name) for name in run.history.names()}
    return {name: (line.step.tolist(), line.last.tolist()) for name, line in lines.items()}


def worker_processes(root: psutil.Process, but: Collection[int] = ()) -> list[psutil.Process]:
    """Return the worker processes below a process, except those with the ids in `but`."""
    return [p for p in root.children(recursive=True) if p.pid not in but and "spawn_main" in " ".join(command_line(p))]


def cluster_processes(root: psutil.Process, but: Collection[int] = ()) -> list[psutil.Process]:
    """Return the processes of embedded clusters below a process, except those with the ids in `but`."""
    return [
        p
        for p in root.children(recursive=True)
        if p.pid not in but and "nets.engine.workers.cluster" in command_line(p)
    ]


def have_ended(processes: list[psutil.Process]) -> bool:
    """Return whether all of these have ended."""
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


def command_line(process: psutil.Process) -> list[str]:
    """Return the words of a process's command line; none if it has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []
