"""A run that comes to rest shows its very last moment, however long ago it was looked at."""

import pytest

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
