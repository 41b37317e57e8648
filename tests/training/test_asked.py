"""What is asked of a worker: the very last moment of a run that comes to rest, and a plain function, once."""

import os

import pytest

from nets.data.tokens.bpe import learn
from nets.training.engine import Engine
from nets.training.places import InProcess, Lost
from nets.training.problem import Problem
from tests.training.engines import made, watched

WATCH = {"weights": {}}


@pytest.mark.parametrize("steps", [100, 3])
def test_the_last_step_is_looked_at(engine, steps):
    run = engine.start(made(fit__steps=steps), watch=WATCH)
    run._look_taken = False  # nobody takes a look while it trains, so none is asked for
    run.play()
    watched(run, lambda: run.state == "done")
    watched(run, lambda: run.look is not None and run.look.index == steps)
    watched(run, lambda: not run.busy)
    before = run.look
    run.watched(WATCH)
    assert not run.busy, "one look is enough"
    assert run.look is before
    run.stop()


def test_a_pause_is_looked_at(engine):
    run = engine.start(made(fit__steps=1_000_000), watch=WATCH)
    run.play()
    watched(run, lambda: run.index > 50)
    run.pause()
    watched(run, lambda: run.look.index == run.index and not run.busy)
    assert run.state == "paused"
    assert "hidden.0/weight" in run.look.answers["weights"]
    run.stop()


def test_a_function_is_called_in_a_worker(engine):
    encoding, counts = engine.compute(learn, "aa aa", 300).result(timeout=90)
    assert (encoding.vocabulary[256:], counts[256:].tolist()) == ((b"aa",), [2])
    here = isinstance(engine.place, InProcess)
    assert (engine.compute(os.getpid).result(timeout=90) == os.getpid()) == here
    with pytest.raises(Problem, match="There is no setting called"):
        engine.compute(type(made()).replace, made(), {"data.x": 1}).result(timeout=90)


def test_where_no_worker_answers_a_sentence_says_so():
    class Gone(InProcess):
        def compute(self, function, *arguments):
            raise Lost("gone")

    with pytest.raises(Problem, match="No worker answered"):
        Engine(Gone()).compute(len, "abc").result(timeout=9)
