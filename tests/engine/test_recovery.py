"""Killed processes: what a run loses, what it says, and that nothing is left behind."""

import signal
import subprocess
import sys

import psutil
import pytest

from nets.engine.checkpoint_header import step_of
from nets.engine.connection import MAX_LOSSES
from nets.engine.engine import Engine, start_engine
from nets.engine.workers.backends import WorkerLost
from nets.engine.workers.cluster import ROOT
from nets.training.messages import Message
from tests.support.engines import (
    cluster_processes,
    command_line,
    have_ended,
    history_figures,
    perceptron_experiment,
    reference_figures,
    wait_until,
    watch_until,
    worker_processes,
)

SCRIPT = """
import sys, threading
from nets.models.perceptron.experiment import Perceptron
from nets.engine.engine import start_engine
engine = start_engine(sys.argv[1])
run = engine.start(Perceptron().replace({"fit.steps": 10_000_000}))
run.play()
while run.index < 20:
    run.watched()
    threading.Event().wait(0.02)
    assert run.state != "failed", run.problem
print(run.index, flush=True)
if sys.argv[2] == "stay":
    threading.Event().wait()
"""


@pytest.fixture(scope="module")
def others():
    """The ids of the processes that other tests have left running: servers and clusters that they share."""
    return {process.pid for process in psutil.Process().children(recursive=True)}


@pytest.fixture(scope="module")
def engine(others):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETS_WORKERS", "1")
        engine = start_engine("cluster")
        engine.warm().result(timeout=90)
        yield engine
        engine.close()


def saved(run, speed=150.0):
    """Play until a checkpoint and a few steps after it have come; the steps made by then."""
    run.viewer.speed = speed
    run.play()
    watch_until(run, lambda: run.checkpoint is not None)
    at = step_of(run.checkpoint)
    watch_until(run, lambda: run.index > at + 5)
    return run.index


def check_recovered(run, lost, experiment):
    """The run has told, goes on to its end, and its history is that of a run that was never disturbed."""
    watch_until(run, lambda: run.notes, 60)
    watch_until(run, lambda: run.ready, 90)
    note = run.notes[0]
    assert lost <= note.values["lost"]
    assert note.values["lost"] - note.values["step"] <= 5 * 150
    assert note.values["step"] > 0
    assert str(note).startswith(f"The worker of this run ended at step {note.values['lost']}.")
    run.viewer.speed = None
    run.change_settings({"fit.steps": note.values["lost"] + 30})
    watch_until(run, lambda: run.over, 90)
    assert run.state == "done"
    assert history_figures(run)["loss"] == reference_figures(experiment.replace({"fit.steps": run.index}))["loss"]


def test_a_killed_worker_costs_seconds(engine, others):
    experiment = perceptron_experiment(fit__steps=1_000_000, net__dropout=0.2, fit__optimizer="momentum")
    run = engine.start(experiment)
    lost = saved(run)
    [worker] = worker_processes(psutil.Process(), others)
    worker.send_signal(signal.SIGKILL)
    check_recovered(run, lost, experiment)
    assert len(run.notes) <= 2
    run.stop()


def test_a_killed_cluster_is_started_again(engine, others):
    experiment = perceptron_experiment(fit__steps=1_000_000, fit__optimizer="adam")
    run, paused = engine.start(experiment), engine.start(perceptron_experiment(fit__seed=5))
    watch_until(paused, lambda: paused.ready)
    lost = saved(run)
    before = cluster_processes(psutil.Process(), others)
    before[0].send_signal(signal.SIGKILL)
    check_recovered(run, lost, experiment)
    with pytest.raises(WorkerLost):  # a paused run learns of it when it is asked, and recovers too
        paused.ask("weights")
    watch_until(paused, lambda: paused.ready)
    assert paused.ask("weights")
    assert paused.history.line("train_loss").step.tolist() == [0]
    assert have_ended(before)
    run.stop()
    paused.stop()


def test_closing_leaves_no_process(engine, others):
    left = [process for process in psutil.Process().children(recursive=True) if process.pid not in others]
    assert worker_processes(psutil.Process(), others)
    engine.close()
    wait_until(lambda: have_ended([p for p in left if p.pid not in _trackers()]), 15)
    assert not worker_processes(psutil.Process(), others)
    run = engine.start(perceptron_experiment())
    wait_until(lambda: run.state == "failed")
    assert not cluster_processes(psutil.Process(), others)


def _trackers():
    """The resource tracker that multiprocessing keeps for this very process, one of its own children."""
    return {each.pid for each in psutil.Process().children() if "resource_tracker" in " ".join(command_line(each))}


@pytest.mark.parametrize("kind", ["process", "cluster"])
def test_a_script_that_does_not_close_ends_cleanly(kind):
    script = _script(kind, "leave")
    below = []
    script.stdout.readline()
    below = _below(script)
    _, errors = script.communicate(timeout=60)
    assert script.returncode == 0, errors
    assert "Traceback" not in errors
    wait_until(lambda: have_ended(below), 15)


def test_a_killed_script_leaves_no_process():
    script = _script("cluster", "stay")
    assert int(script.stdout.readline()) >= 20
    below = _below(script)
    assert len(below) >= 2
    script.kill()
    script.communicate()
    wait_until(lambda: have_ended(below), 60)


def _script(*arguments):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT, **pipes)


def _below(process):
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


# -- a place that can be made to fail at will ------------------------------------------------------------------------


class Fake:
    """A place whose only seat is what the test makes of it."""

    def __init__(self, seat):
        self.seat, self.opened = seat, 0

    def open(self, experiment, checkpoint=None):
        self.opened += 1
        return self.seat() if isinstance(self.seat, type) else self.seat

    def warm(self):
        pass

    def workers(self):
        return 1

    def free_memory(self):
        return None

    def close(self):
        pass


def news(serial, index, state="running", columns=None):
    return Message(serial, index, state, 0.0, columns or {})


class Answering:
    """A seat that answers commands with empty news."""

    def __init__(self):
        self.serial = -1

    def command(self, name, *arguments):
        self.serial += 1
        return news(self.serial, 0)

    def advance(self, seconds, most=None, watch=None):
        raise WorkerLost("gone")


def test_a_run_that_kills_its_workers_is_given_up():
    engine = Engine(Fake(Answering))
    run = engine.start(perceptron_experiment())
    run.play()
    wait_until(lambda: run.state == "failed", 10)
    assert str(run.problem) == "No worker could be found to go on with this run."
    assert engine.backend.opened == len(run.notes) + 1 == MAX_LOSSES + 1
    engine.close()


def test_an_error_in_the_training_is_told():
    class Broken(Answering):
        def advance(self, seconds, most=None, watch=None):
            raise ZeroDivisionError("nought")

    engine = Engine(Fake(Broken))
    run = engine.start(perceptron_experiment())
    run.play()
    wait_until(lambda: run.state == "failed", 10)
    assert str(run.problem) == "The training stopped with an error: ZeroDivisionError: nought"
    engine.close()


def test_news_that_overtake_each_other_are_taken_in_order():
    import numpy as np

    engine = Engine(Fake(Answering))
    run = engine.start(perceptron_experiment())
    wait_until(lambda: run.ready)

    def told(serial):
        steps = np.array([10 * serial, 10 * serial + 1])
        return news(serial, 10 * serial + 1, "done" if serial == 4 else "running", {"loss": (steps, steps * 1.0)})

    for serial in (2, 4, 3):
        run.connection.receive(told(serial), run.connection.worker)
        assert run.index == 0
        assert "loss" not in run.history
    run.connection.receive(told(1), run.connection.worker)
    assert (run.index, run.state) == (41, "done")
    assert run.history.line("loss").step.tolist() == [10, 11, 20, 21, 30, 31, 40, 41]
    run.connection.receive(told(1), object())  # from a trainer that was given up
    assert run.history.line("loss").step[-1] == 41
    engine.close()


def test_a_loss_of_an_old_trainer_does_not_touch_the_new_one():
    engine = Engine(Fake(Answering))
    run = engine.start(perceptron_experiment())
    wait_until(lambda: run.ready)
    old = run.connection.worker
    run.connection.recover(old)
    wait_until(lambda: run.ready)
    new = run.connection.worker
    run.connection.recover(old)
    run.connection.fail(old, ValueError("late"))
    assert (run.connection.worker, run.state, len(run.notes)) == (new, "paused", 1)
    engine.close()


def test_stopping_is_final_whatever_comes_after():
    engine = Engine(Fake(Answering))
    run = engine.start(perceptron_experiment())
    wait_until(lambda: run.ready)
    seat = run.connection.worker
    run.stop()
    run.connection.recover(seat)
    run.connection.receive(news(9, 9, "done"), seat)
    assert run.state == "stopped"
    assert engine.backend.opened == 1
    engine.close()


def test_a_cluster_that_is_not_there_fails_the_run_readably(monkeypatch):
    monkeypatch.setenv("NETS_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setattr("nets.engine.workers.cluster_backend.CONNECT_SECONDS", 1)
    engine = start_engine("cluster")
    run = engine.start(perceptron_experiment())
    wait_until(lambda: run.state == "failed")
    assert "127.0.0.1:1" in str(run.problem)
    engine.close()
