"""The bench, with runs that do not train."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from nets.engine.displayed_step import Shown
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History
from ui.session.run_list import MOST_RUNS
from ui.session.training_session import Bench


class Run:
    """A run that only remembers what it was told."""

    def __init__(self, experiment: Experiment, watch: dict[str, Any]) -> None:
        self.experiment, self.watch, self.id = experiment, dict(watch), uuid4().hex
        self.history, self.checkpoint = History(), b""
        self.shown = Shown(self.history)
        self.state, self.index = "paused", 0
        self.speed: float | None = None
        self.turned: list[dict[str, Any]] = []

    def play(self) -> None:
        self.state = "running"

    def stop(self, keep: bool = False) -> None:
        self.state = "stopped"

    def resume(self) -> None:
        self.state = "paused"

    def turn(self, changes: dict[str, Any]) -> None:
        self.experiment = self.experiment.replace(changes)
        self.turned.append(changes)


class Engine:
    def __init__(self) -> None:
        self.started: list[Run] = []

    def start(self, experiment: Experiment, checkpoint: Any = None, watch: Any = None) -> Run:
        self.started.append(Run(experiment, watch))
        return self.started[-1]


@pytest.fixture
def bench() -> Bench:
    return Bench(Engine(), Perceptron())  # type: ignore[arg-type]


def trained(bench: Bench, steps: int = 5) -> Run:
    """The run at hand, some steps on."""
    bench.run.index = steps
    return bench.run  # type: ignore[return-value]


def test_a_bench_begins_with_a_run_that_waits(bench: Bench) -> None:
    assert (bench.run.state, bench.run.index, len(bench.runs)) == ("paused", 0, 1)
    assert bench.experiment == Perceptron()


def test_what_restarts_begins_a_new_run_and_keeps_the_one_before(bench: Bench) -> None:
    before = trained(bench)
    bench.turn({"net.init": "he"})
    assert bench.runs == [before, bench.run]
    assert (before.state, bench.run.state) == ("stopped", "paused")
    assert before.experiment == Perceptron(), "a run is never changed into another"
    assert bench.experiment.value("net.init") == "he"


def test_a_new_run_plays_if_the_one_before_did(bench: Bench) -> None:
    trained(bench).play()
    bench.turn({"net.init": "he"})
    assert bench.run.state == "running"


def test_a_run_without_a_step_is_not_kept(bench: Bench) -> None:
    for seed in range(1, 6):
        bench.turn({"fit.seed": seed})
    assert [run.experiment.fit.seed for run in bench.runs] == [5]
    assert all(run.state == "stopped" for run in bench.engine.started[:-1])  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", ["running", "paused", "done"])
def test_live_knobs_turn_the_run_at_hand(bench: Bench, state: str) -> None:
    run = trained(bench)
    run.state = state
    bench.turn({"fit.lr": 0.1, "fit.optimizer": "adam"})
    assert run.turned == [{"fit.lr": 0.1, "fit.optimizer": "adam"}]
    assert (bench.runs, run.state, run.index) == ([run], state, 5)


@pytest.mark.parametrize("state", ["diverged", "failed", "stopped"])
def test_a_run_that_is_over_for_good_is_begun_anew(bench: Bench, state: str) -> None:
    trained(bench).state = state
    bench.turn({"fit.lr": 0.001})
    assert (bench.run.state, bench.run.index, bench.experiment.fit.lr) == ("paused", 0, 0.001)


def test_live_and_other_knobs_together_restart(bench: Bench) -> None:
    before = trained(bench)
    bench.turn({"fit.lr": 0.1, "net.init": "he"})
    assert bench.run is not before
    assert not before.turned
    assert bench.experiment.strings() == {"fit.lr": "0.1", "net.init": "he"}


@pytest.mark.parametrize("changes", [{}, {"fit.lr": 0.03}, {"net.hidden": "4,2"}, {"net.hidden": (4, 2)}])
def test_the_same_experiment_is_no_new_run(bench: Bench, changes: dict[str, Any]) -> None:
    run = trained(bench)
    bench.turn(changes)
    assert (bench.runs, run.turned, run.state) == ([run], [], "paused")


@pytest.mark.parametrize("changes", [{"net.init": "none"}, {"fit.lr": -1}, {"no.knob": 1}, {"data.features": ()}])
def test_what_does_not_fit_is_told_once_and_changes_nothing(bench: Bench, changes: dict[str, Any]) -> None:
    run = trained(bench)
    run.play()
    bench.turn(changes)
    assert [type(problem) for problem in bench.problems] == [Problem]
    assert (bench.runs, run.turned, run.state, bench.experiment) == ([run], [], "running", Perceptron())
    bench.turn({"fit.lr": 0.03})
    assert not bench.problems, "forgotten with the next turn, even one that changes nothing"


def test_reset_is_the_same_experiment_from_the_start(bench: Bench) -> None:
    before = trained(bench)
    before.play()
    bench.turn({"fit.lr": 0.1})
    bench.reset()
    assert (bench.run.state, bench.run.index) == ("paused", 0)
    assert bench.run is not before
    assert bench.experiment == before.experiment


def test_runs_kept_are_bounded(bench: Bench) -> None:
    for seed in range(40):
        trained(bench)
        bench.turn({"fit.seed": seed + 1})
    assert len(bench.runs) == MOST_RUNS
    assert [run.experiment.fit.seed for run in bench.runs] == list(range(41 - MOST_RUNS, 41))
    assert [run.state for run in bench.engine.started[:-1]] == ["stopped"] * 40  # type: ignore[attr-defined]


def test_pace_holds_for_this_run_and_those_to_come(bench: Bench) -> None:
    bench.pace(5.0)
    assert bench.run.speed == 5.0
    bench.reset()
    assert bench.run.speed == 5.0
    bench.pace(None)
    assert bench.run.speed is None


def test_probes_are_kept_but_for_other_data(bench: Bench) -> None:
    bench.watch = {"surface": {}}
    bench.turn({"fit.seed": 1})
    assert bench.run.watch == {"surface": {}}
    bench.turn({"data.name": "iris"})
    assert bench.run.watch == {}, "there is no surface of a table"


def test_close_stops_every_run(bench: Bench) -> None:
    trained(bench).play()
    bench.turn({"fit.seed": 1})
    bench.close()
    assert {run.state for run in bench.runs} == {"stopped"}
