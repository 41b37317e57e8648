"""Runs that rest: a trainer without a viewer is freed, and another one goes on exactly where it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nets.engine.engine import Engine, start_engine
from nets.engine.run import Run
from nets.engine.viewer import REST_SECONDS
from nets.models.neuron.experiment import Neuron
from tests.support.engines import age_lease, wait_until

EXPERIMENT = Neuron().replace({"fit.steps": 1000})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine whose runs rest only when a test says so."""
    monkeypatch.setattr("nets.engine.engine.TIDY_SECONDS", 3600.0)
    engine = start_engine("process")
    yield engine
    engine.close()


def start_run(engine: Engine, steps: int = 0, **watch: Any) -> Run:
    """A run that has made some steps and has come to rest after its probe answers."""
    run = engine.start(EXPERIMENT, watch=watch or None)
    wait_until(lambda: run.ready and not run.busy)
    for _step in range(steps):
        run.step()
        wait_until(lambda: not run.busy)
    return run


def leave(engine: Engine, run: Run) -> None:
    """Let the viewer of a run leave, and the run rest."""
    age_lease(run, 2 * REST_SECONDS)
    engine.rest()
    wait_until(lambda: not run.busy)


def weights(run: Run) -> np.ndarray:
    return run.ask("weights")["output/weight"]


def test_run_without_a_viewer_frees_its_trainer(engine: Engine) -> None:
    run = start_run(engine, 5)
    leave(engine, run)
    assert (run.connection.worker, run.connection.is_resting, run.state, run.index) == (None, True, "paused", 5)


def test_run_with_a_viewer_keeps_its_trainer(engine: Engine) -> None:
    run = start_run(engine, 5)
    seat = run.connection.worker
    engine.rest()
    assert run.connection.worker is seat


@pytest.mark.parametrize("steps", [0, 5])
def test_question_wakes_a_run_as_it_was(engine: Engine, steps: int) -> None:
    run = start_run(engine, steps)
    before, lines = weights(run), run.history.lines()
    leave(engine, run)
    np.testing.assert_array_equal(weights(run), before)
    assert (run.connection.is_resting, run.index, run.state) == (False, steps, "paused")
    assert {name: line.last.tolist() for name, line in run.history.lines().items()} == {
        name: line.last.tolist() for name, line in lines.items()
    }


def test_training_goes_on_after_a_rest_as_without_one(engine: Engine) -> None:
    rested, other = start_run(engine, 5), start_run(engine, 12)
    leave(engine, rested)
    rested.renew(looking=True)
    rested.play(until=12)
    wait_until(lambda: rested.state == "paused" and not rested.busy)
    np.testing.assert_array_equal(weights(rested), weights(other))
    assert rested.history.line("loss").last.tolist() == other.history.line("loss").last.tolist()
    assert not rested.notes, "nothing was lost"


def test_look_wakes_a_run(engine: Engine) -> None:
    run = start_run(engine, 3, weights={})
    leave(engine, run)
    run.watched({"weights": {}})
    wait_until(lambda: run.ready and not run.busy)
    assert not run.connection.is_resting
    assert run.probe_answers is not None
    assert run.probe_answers.index == 3


def test_moments_and_gradients_outlast_a_rest(engine: Engine) -> None:
    run = start_run(engine, 6)
    moments, gradients = run.shown.moments, run.ask("gradients")
    assert len(moments) > 3
    leave(engine, run)
    again = run.ask("gradients")
    assert run.shown.moments == moments
    assert again.keys() == gradients.keys()
    for name, values in gradients.items():
        np.testing.assert_array_equal(again[name], values)
    run.recall(moments[2])
    wait_until(lambda: run.shown.step == moments[2])


def test_moments_that_are_gone_leave_the_present(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start_run(engine, 6)
    leave(engine, run)
    monkeypatch.setattr("nets.datasets.disk_cache.find", lambda place, name: None)
    before = run.index
    assert weights(run).size
    assert run.shown.moments == (before,)


def test_run_that_trains_in_an_open_tab_does_not_rest(engine: Engine) -> None:
    run = engine.start(EXPERIMENT.replace({"fit.steps": 10_000_000}))
    run.play()
    wait_until(lambda: run.index > 10)
    run.viewer.lease.viewed_at -= 2 * REST_SECONDS  # another page is on the screen
    engine.rest()
    assert run.connection.worker is not None
    run.stop()


def test_run_that_trained_in_a_closed_tab_goes_on_when_it_is_back(engine: Engine) -> None:
    run = engine.start(EXPERIMENT.replace({"fit.steps": 10_000_000}))
    run.play()
    wait_until(lambda: run.index > 10)
    age_lease(run, 2 * REST_SECONDS)
    wait_until(lambda: not run.connection.dispatchers)
    leave(engine, run)
    assert (run.connection.is_resting, run.state) == (True, "running")
    index = run.index
    run.renew()
    wait_until(lambda: run.index > index)
    run.stop()


def test_stop_ends_a_run_that_rests(engine: Engine) -> None:
    run = start_run(engine, 4)
    leave(engine, run)
    run.stop(keep=True)
    assert (run.state, run.answers, run.index) == ("stopped", False, 4)
    run.resume()
    wait_until(lambda: run.ready and not run.busy)
    assert (run.state, run.index) == ("paused", 4)


def test_look_during_the_last_checkpoint_keeps_the_trainer(engine: Engine) -> None:
    run = start_run(engine, 4)
    seat = run.connection.worker
    assert seat is not None
    rest = seat.result().command

    def looked(name: str, *arguments: Any) -> Any:
        run.renew(looking=True)
        return rest(name, *arguments)

    seat.result().command = looked  # type: ignore[method-assign]
    leave(engine, run)
    assert run.connection.worker is seat
    assert not run.connection.is_resting


def test_command_during_the_last_checkpoint_keeps_the_trainer_that_it_changes(engine: Engine) -> None:
    run = start_run(engine, 4)
    seat = run.connection.worker
    assert seat is not None
    command, saves, gate = seat.result().command, threading.Event(), threading.Event()

    def slow(name: str, *arguments: Any) -> Any:
        if name == "rest":
            saves.set()
            gate.wait(30)
        return command(name, *arguments)

    seat.result().command = slow  # type: ignore[method-assign]
    age_lease(run, 2 * REST_SECONDS)
    engine.rest()
    assert saves.wait(30)
    threading.Timer(0.2, gate.set).start()  # `tell` waits for the checkpoint
    run.tell("step")
    assert (run.connection.worker is seat, run.connection.is_resting, run.index) == (True, False, 5)


def test_run_rests_without_its_moments_if_they_cannot_be_written(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> str:
        raise OSError("No space left on device")

    run = start_run(engine, 4)
    before = weights(run)
    monkeypatch.setattr("nets.datasets.disk_cache.put", full)
    leave(engine, run)
    assert (run.connection.is_resting, run.state) == (True, "paused")
    np.testing.assert_array_equal(weights(run), before)
    assert run.shown.moments == (4,)


def test_thread_that_puts_runs_to_rest_ends_with_its_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nets.engine.engine.TIDY_SECONDS", 0.01)
    before = set(threading.enumerate())
    engine = start_engine("process")
    engine.start(EXPERIMENT, asleep=True)
    (thread,) = [each for each in threading.enumerate() if each.name == "tidy" and each not in before]
    assert thread.is_alive()
    del engine
    wait_until(lambda: gc.collect() >= 0 and not thread.is_alive())  # the thread itself holds the engine for moments
