"""A sweep trains its runs one after the other and tells what they reached."""

from __future__ import annotations

import time

import pytest

from nets.engine.engine import start_engine
from nets.models.recurrent.experiment import Recurrent
from ui.panels.sequences.memory_sweep import growth, variant
from ui.session.sweep import Measurement, Sweep

SMALL = {"net.hidden": 4, "data.examples": 50, "fit.batch": 5}


@pytest.fixture
def engine():
    started = start_engine("process")
    yield started
    started.close()


def followed(sweep: Sweep, until=lambda sweep: not sweep.moving) -> None:
    deadline = time.monotonic() + 60
    while not until(sweep):
        assert time.monotonic() < deadline
        sweep.follow()
        time.sleep(0.005)


def test_every_run_is_trained_to_its_end_and_measured(engine) -> None:
    first = Recurrent().replace(SMALL)
    wanted = {(cell, length): variant(first, cell, length, 60) for length in (4, 8) for cell in ("gru", "attention")}
    sweep, shares = Sweep(engine, wanted), []
    followed(sweep, lambda sweep: shares.append(sweep.share) or not sweep.moving)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert list(sweep.measurements) == list(wanted), "in their order"
    for found in sweep.measurements.values():
        assert found.state == "done"
        assert found.figures["test_mse"] > 0
        assert 0.01 < found.milliseconds < 1000


def test_a_sweep_that_is_stopped_keeps_what_it_has(engine) -> None:
    first = Recurrent().replace(SMALL)
    sweep = Sweep(engine, {("gru", length): variant(first, "gru", length, 40) for length in (4, 8, 10)})
    followed(sweep, lambda sweep: len(sweep.measurements) == 1)
    sweep.follow()
    run = sweep.run
    sweep.cancel()
    assert run.over
    assert not sweep.moving
    assert list(sweep.measurements) == [("gru", 4)]


def test_a_run_that_is_over_at_once_is_timed_as_a_whole(engine) -> None:
    sweep = Sweep(engine, {("gru", 4): variant(Recurrent().replace(SMALL), "gru", 4, 40)})
    sweep.follow()
    sweep.follow()
    deadline = time.monotonic() + 60
    while not sweep.run.over:
        assert time.monotonic() < deadline
        sweep.run.watched()
        time.sleep(0.005)
    run = sweep.run
    sweep.follow()
    assert sweep.measurements["gru", 4].milliseconds == pytest.approx(1000 * run.seconds / 40)


def test_only_what_matters_is_varied() -> None:
    echo = Recurrent().replace({"data.name": "echo", "data.length": 20, "fit.seconds": 3})
    made = variant(echo, "lstm", 40, 100)
    changed = set(echo.changes_to(made))
    assert changed == {"data.delay", "data.length", "net.cell", "fit.steps", "fit.report", "fit.seconds"}
    assert (made.data.delay, made.data.length) == (40, 80)


def test_times_are_put_into_words() -> None:
    def took(milliseconds: float, state: str = "done") -> Measurement:
        return Measurement(state, {}, milliseconds)

    told = growth({("gru", 10): took(2.0), ("gru", 40): took(7.0), ("rnn", 10): took(float("nan"), "diverged")})
    assert told == [
        "RNN has diverged at 10.",
        "GRU: 40 steps instead of 10 take 3.5 times as long, 7.0 ms.",
    ]
