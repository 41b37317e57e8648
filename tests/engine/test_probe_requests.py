"""What is asked of a worker: the very last moment of a run that comes to rest, and a plain function, once."""

import asyncio
import os
import subprocess
import sys
from time import sleep

import pytest

from nets.datasets.text.bpe import learn
from nets.engine.engine import Engine, start_engine
from nets.engine.workers.backends import ProcessBackend, WorkerLost
from nets.engine.workers.cluster import ROOT
from nets.experiment.user_error import Problem
from tests.support.engines import on_engines, perceptron_experiment, watch_until

WATCH = {"weights": {}}
GATHER = "_gather_remote"  # the method of Dask's client that fetches results


@pytest.mark.parametrize("steps", [100, 3])
def test_the_last_step_is_looked_at(engine, steps):
    run = engine.start(perceptron_experiment(fit__steps=steps), watch=WATCH)
    run.viewer.has_answers = False  # nobody fetches the answers while it trains, so none are requested
    run.play()
    watch_until(run, lambda: run.state == "done")
    watch_until(run, lambda: run.probe_answers is not None and run.probe_answers.index == steps)
    watch_until(run, lambda: not run.busy)
    before = run.probe_answers
    run.watched(WATCH)
    assert not run.busy, "one request is enough"
    assert run.probe_answers is before
    run.stop()


def test_a_pause_is_looked_at(engine):
    run = engine.start(perceptron_experiment(fit__steps=1_000_000), watch=WATCH)
    run.play()
    watch_until(run, lambda: run.index > 50)
    run.pause()
    watch_until(run, lambda: run.probe_answers.index == run.index and not run.busy)
    assert run.state == "paused"
    assert "hidden.0/weight" in run.probe_answers.answers["weights"]
    run.stop()


def test_a_run_that_pauses_before_its_first_look_is_looked_at(engine, monkeypatch):
    monkeypatch.setattr("nets.engine.viewer.PROBE_SECONDS", 1e9)  # it pauses before the dispatcher asks for one
    run = engine.start(perceptron_experiment(fit__steps=1_000_000))
    watch_until(run, lambda: run.ready)
    run.play()
    run.watched(WATCH)
    watch_until(run, lambda: run.index > 3)
    run.pause()
    watch_until(run, lambda: run.probe_answers is not None and run.probe_answers.index == run.index)
    assert run.state == "paused"
    run.stop()


@on_engines("process", "cluster")
def test_a_function_is_called_in_a_worker(engine):
    encoding, counts = engine.compute(learn, "aa aa", 300).result(timeout=90)
    assert (encoding.vocabulary[256:], counts[256:].tolist()) == ((b"aa",), [2])
    here = isinstance(engine.backend, ProcessBackend)
    assert (engine.compute(os.getpid).result(timeout=90) == os.getpid()) == here
    with pytest.raises(Problem, match="There is no setting called"):
        engine.compute(type(perceptron_experiment()).replace, perceptron_experiment(), {"data.x": 1}).result(timeout=90)


@on_engines("process", "cluster")
def test_results_that_are_long_in_coming_reach_all_who_ask_at_once(engine, monkeypatch):
    """Dask fetches them together; when the fetch of one was given up, all the others failed."""
    if not isinstance(engine.backend, ProcessBackend):
        client = engine.backend.connect()
        fetch = getattr(client, GATHER)

        async def slow(*arguments):
            await asyncio.sleep(1.2)
            return await fetch(*arguments)

        monkeypatch.setattr(client, GATHER, slow)
    asked = []
    for number in range(4):
        asked.append(engine.compute(pow, number, 2))
        sleep(0.2)  # each a little later than the one before
    assert [answer.result(timeout=60) for answer in asked] == [0, 1, 4, 9]


def test_where_no_worker_answers_a_sentence_says_so():
    class Gone(ProcessBackend):
        def compute(self, function, *arguments):
            raise WorkerLost("gone")

    with pytest.raises(Problem, match="No worker answered"):
        Engine(Gone()).compute(len, "abc").result(timeout=9)


def test_compute_ends_with_a_problem_after_close():
    engine = start_engine("process")
    engine.close()
    with pytest.raises(Problem, match="No worker answered"):
        engine.compute(len, "abc").result(timeout=9)


def test_python_ends_while_a_computation_hangs():
    script = """
import time
from nets.engine import engine
engine.CLOSE_SECONDS = 0.1
computation = engine.start_engine("process").compute(time.sleep, 300)
while not computation.running():
    time.sleep(0.01)
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60, check=True)
