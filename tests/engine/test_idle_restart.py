"""Workers that have nothing to do and hold much more memory than at their start are started again."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from time import sleep
from typing import Any

import psutil
import pytest

from nets.engine.workers import idle_restart
from nets.engine.workers.cluster_backend import ClusterBackend
from nets.engine.workers.idle_restart import GROWTH, IDLE_SECONDS, IdleRestart
from tests.support.engines import Clock, perceptron_experiment, wait_until

pytestmark = pytest.mark.slow


class Trainer:
    pass


def grown() -> int:
    return int(100 * GROWTH) + 1


def test_idle_workers_that_have_grown_are_due(clock: Clock) -> None:
    idle = IdleRestart(clock)
    idle.start(100)
    assert not idle.is_due(grown)
    clock.now += IDLE_SECONDS + 1
    assert idle.is_due(grown)
    assert not idle.is_due(lambda: 100), "they hold what they held at their start"
    idle.start(grown())
    assert not idle.is_due(grown), "they have just started"


def test_workers_in_use_are_not_due(clock: Clock) -> None:
    idle = IdleRestart(clock)
    idle.start(100)
    with idle.use():
        clock.now += IDLE_SECONDS + 1
        assert not idle.is_due(grown)
    assert not idle.is_due(grown), "the time without a use begins when it ends"
    clock.now += IDLE_SECONDS + 1
    assert idle.is_due(grown)


def test_workers_with_a_trainer_are_not_due(clock: Clock) -> None:
    idle, trainer = IdleRestart(clock), Trainer()
    idle.start(100)
    with idle.use():
        idle.add(trainer)
    clock.now += IDLE_SECONDS + 1
    assert not idle.is_due(grown)
    del trainer
    assert not idle.is_due(grown)
    clock.now += IDLE_SECONDS + 1
    assert idle.is_due(grown)


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClusterBackend]:
    monkeypatch.setattr(idle_restart, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(idle_restart, "GROWTH", 0.5)
    cluster = ClusterBackend(workers=1)
    yield cluster
    cluster.close()


def test_cluster_starts_again_only_if_it_is_idle(cluster: ClusterBackend) -> None:
    trainer = cluster.open(perceptron_experiment())
    process = psutil.Process(cluster.process.pid)
    cluster.restart_if_idle()
    assert process.is_running(), "a trainer lives there"
    assert trainer.command("ask", "weights", {})
    del trainer
    question = threading.Thread(target=cluster.compute, args=(sleep, 2.0))
    question.start()
    wait_until(lambda: cluster.idle.uses == 1)
    cluster.restart_if_idle()
    assert process.is_running(), "somebody waits for an answer"
    question.join(30)
    cluster.restart_if_idle()
    assert not process.is_running()
    assert cluster.compute(sum, [1, 2]) == 3
    assert cluster.open(perceptron_experiment()).command("ask", "weights", {})


def test_dead_cluster_is_left_to_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    class Process:
        pid, alive = ended.pid, False

    monkeypatch.setattr(idle_restart, "IDLE_SECONDS", 0.0)
    cluster: Any = ClusterBackend(workers=1)
    cluster.process = Process()
    monkeypatch.setattr(cluster, "_client", type("Client", (), {"status": "running"})())
    cluster.restart_if_idle()
    assert isinstance(cluster.process, Process), "nothing was started"


def test_free_memory_is_measured_after_the_workers_have_started(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster: Any = ClusterBackend(workers=1)
    starts, gate = threading.Event(), threading.Event()

    def connect() -> object:
        cluster.process = object()
        starts.set()
        gate.wait(30)
        return object()

    monkeypatch.setattr(cluster, "_start", connect)
    monkeypatch.setattr("nets.engine.workers.memory.free", lambda processes: 60)
    threading.Thread(target=cluster.warm, daemon=True).start()
    assert starts.wait(30)
    answers: list[int | None] = []
    measurement = threading.Thread(target=lambda: answers.append(cluster.free_memory()), daemon=True)
    measurement.start()
    measurement.join(0.3)
    assert answers == []
    gate.set()
    measurement.join(30)
    assert answers == [60]
