"""The times that an engine counts by its clock: pace, lease and rest, without waiting for any of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nets.engine import connection
from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.engine.run_state import RunState
from nets.engine.viewer import LEASE_SECONDS, REST_SECONDS
from nets.engine.workers.backends import ProcessBackend, WorkerHandle
from nets.engine.workers.worker_session import Trainer
from nets.experiment.experiment import Experiment
from nets.models.neuron.experiment import Neuron
from tests.support.engines import Clock, wait_until

LONG = Neuron().replace({"fit.steps": 10_000_000})


@pytest.fixture
def run(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A run whose engine counts time by the clock, and frees trainers only when a test says so."""
    monkeypatch.setattr("nets.engine.engine.TIDY_SECONDS", 3600.0)
    engine = Engine(ProcessBackend(), clock)
    run = engine.start(LONG)
    wait_until(lambda: run.ready and not run.busy)
    yield run
    engine.close()


@pytest.mark.parametrize("speed", [1.0, 30.0, 400.0])
def test_paced_run_makes_its_updates_in_the_time(clock: Clock, monkeypatch: pytest.MonkeyPatch, speed: float) -> None:
    class Clocked(ProcessBackend):
        """Trainers that count time by the clock as well."""

        def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> WorkerHandle:
            return Trainer(experiment, checkpoint, clock)

    def pass_time(seconds: float) -> None:
        clock.now += seconds
        run.renew()  # the viewer stays

    monkeypatch.setattr(connection, "sleep", pass_time)
    engine = Engine(Clocked(), clock)
    run = engine.start(LONG)
    began = clock.now
    run.viewer.speed = speed
    run.play(until=40)
    wait_until(lambda: run.state == "paused")
    assert run.index == 40
    # A wait for the trainer also counts: a busy machine adds a few hundredths of a second, and never takes any away.
    assert -1e-6 <= clock.now - began - 40 / speed <= 0.25
    engine.close()


def test_slow_run_takes_up_a_higher_speed_at_once(run: Run, clock: Clock) -> None:
    run.viewer.speed = 0.01
    run.play()
    wait_until(lambda: run.index == 1)
    run.viewer.speed = None
    wait_until(lambda: run.index > 20)
    assert clock.now == 1000.0, "it did not wait for its next update at the old speed"
    run.pause()


def test_run_trains_until_its_lease_ends(run: Run, clock: Clock) -> None:
    run.play()
    wait_until(lambda: run.index > 20)
    clock.now += LEASE_SECONDS - 0.1
    at = run.index
    wait_until(lambda: run.index > at + 20)
    clock.now += 0.2
    wait_until(lambda: not run.connection.dispatchers)
    assert (run.state, run.is_training) == (RunState.RUNNING, False)
    at = run.index
    run.renew()
    wait_until(lambda: run.index > at + 20)
    run.pause()


def test_run_rests_after_its_time_and_no_sooner(run: Run, clock: Clock) -> None:
    run.step()
    wait_until(lambda: not run.busy)
    clock.now += REST_SECONDS
    run.connection.rest(REST_SECONDS)
    assert not run.busy
    assert run.connection.worker is not None
    clock.now += 0.1
    run.connection.rest(REST_SECONDS)
    wait_until(lambda: not run.busy)
    assert (run.connection.worker, run.connection.is_resting) == (None, True)
