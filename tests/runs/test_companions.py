"""Companions: variants that train along with the run at hand. Real trainings, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from nets.engine.engine import Engine, start_engine
from nets.engine.run import Run
from nets.models.perceptron.experiment import Perceptron
from ui.session.training_session import Bench

SMALL = {"data.size": 40, "net.hidden": (2,), "net.activation": ("tanh",), "fit.steps": 200}
VARIANTS = {"relu": {"net.activation": ("relu",)}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = start_engine("process")
    yield engine
    engine.close()


@pytest.fixture
def bench(engine: Engine) -> Iterator[Bench]:
    bench = Bench(engine, Perceptron().replace(SMALL))
    bench.companions.choose(**VARIANTS)
    yield bench
    bench.close()


def until(bench: Bench, true: Callable[[], bool]) -> None:
    """Watch as a page does, till it is true."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        bench.run.watched()
        bench.companions.follow(bench.run)
        time.sleep(0.005)


def companion(bench: Bench) -> Run:
    bench.companions.follow(bench.run)
    return bench.companions.runs["relu"]


def test_it_is_the_variant_and_plays_and_ends_with_the_run_at_hand(bench: Bench) -> None:
    other = companion(bench)
    assert bench.experiment.changes_to(other.experiment) == {"net.activation": ("relu",)}
    bench.run.play()
    until(bench, lambda: bench.run.over and other.over)
    assert (other.state, other.index) == ("done", 200)
    assert bench.runs == [bench.run], "a companion is not in the list of runs while it accompanies"


def test_a_pause_and_a_single_step_are_for_all(bench: Bench) -> None:
    other = companion(bench)
    until(bench, lambda: bench.run.ready and other.ready)
    bench.step()
    until(bench, lambda: bench.run.index == other.index == 1)
    bench.pace(25)
    bench.run.play()
    until(bench, lambda: other.index > 3)
    bench.run.pause()
    bench.companions.follow(bench.run)
    assert other.state == "paused"


def test_live_knobs_turn_it_in_mid_run_and_others_begin_it_anew(bench: Bench) -> None:
    other = companion(bench)
    bench.turn({"fit.lr": 0.001})
    assert companion(bench) is other
    assert other.experiment.fit.lr == 0.001
    bench.turn({"net.hidden": (3,)})
    new = companion(bench)
    assert new is not other
    assert (other.state, new.experiment.net.hidden) == ("stopped", (3,))


def test_what_it_has_learnt_is_kept_when_the_run_at_hand_starts_again(bench: Bench) -> None:
    other = companion(bench)
    until(bench, lambda: bench.run.ready and other.ready)
    bench.step()
    until(bench, lambda: other.index == 1 and not other.busy and not bench.run.busy)
    first = bench.run
    bench.reset()
    assert companion(bench) is not other
    assert bench.runs == [first, other, bench.run]
    assert bench.kept.title(other) == "relu · Run 1"


def test_the_scrubber_shows_all_at_one_moment(bench: Bench) -> None:
    other = companion(bench)
    bench.companions.watch = {"weights": {}}
    bench.run.play()
    until(bench, lambda: bench.run.over and other.over)
    bench.companions.recall(0)
    until(bench, lambda: other.shown.step == 0)
    bench.companions.recall(None)
    assert other.shown.step is None


def test_one_that_cannot_be_says_why_and_the_others_go_on(bench: Bench) -> None:
    bench.companions.choose(relu=VARIANTS["relu"], vast={"net.hidden": (64,) * 99})
    bench.companions.follow(bench.run)
    assert list(bench.companions.runs) == ["relu"]
    assert "net.hidden" in str(bench.companions.problems["vast"].values.get("key"))


def test_no_longer_chosen_it_goes(bench: Bench) -> None:
    other = companion(bench)
    bench.companions.choose()
    bench.companions.follow(bench.run)
    assert (bench.companions.runs, other.state) == ({}, "stopped")


def test_one_chosen_after_the_training_catches_up_to_the_same_step(bench: Bench) -> None:
    bench.companions.choose()
    bench.begin(bench.experiment.replace({"fit.steps": 100_000}))  # it does not end by itself
    bench.run.play()
    until(bench, lambda: bench.run.index > 20)
    bench.run.pause()
    bench.companions.choose(**VARIANTS)
    other = companion(bench)
    assert bench.companions.behind(bench.run) == ["relu"]
    assert other.index == 0, "it waits for the button"
    bench.companions.catch_up(bench.run)
    until(bench, lambda: other.index and other.state == "paused" and not other.busy)
    assert other.index == bench.run.index
    assert bench.companions.behind(bench.run) == []


def test_one_that_catches_up_can_be_stopped_and_joins_a_run_that_goes_on(bench: Bench) -> None:
    bench.companions.choose()
    bench.run.play()
    until(bench, lambda: bench.run.index > 50)
    bench.run.pause()
    bench.companions.choose(**VARIANTS)
    other = companion(bench)
    bench.companions.catch_up(bench.run)
    bench.companions.rest()
    assert (other.state, other.goal) == ("paused", None)
    bench.companions.catch_up(bench.run)
    bench.run.play()
    until(bench, lambda: bench.run.over and other.over)
    assert other.index == 200
