"""The bench, with runs that do not train."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from nets.perceptron.experiment import Perceptron
from nets.training.experiment import Experiment
from nets.training.history import History
from nets.training.problem import Problem
from nets.training.shown import Shown
from ui import bench as benches
from ui.bench import STALE_SECONDS, Bench, left_out, open_bench, write_link
from ui.run_list import MOST_RUNS
from ui.session.link import MOST_IN_LINK

POINTS = (-1.0, -1.0, 0.0, 1.0, 1.0, 1.0)


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


class Params(dict):
    """st.query_params."""

    def from_dict(self, values: dict[str, str]) -> None:
        self.clear()
        self.update(values)


@pytest.fixture
def bench() -> Bench:
    return Bench(Engine(), Perceptron())  # type: ignore[arg-type]


@pytest.fixture
def params(monkeypatch: pytest.MonkeyPatch) -> Params:
    """The link of a visitor who is new here."""
    link, visitor = Params(), SimpleNamespace(benches={}, token="a")
    monkeypatch.setattr(benches, "st", SimpleNamespace(query_params=link))
    monkeypatch.setattr(benches, "visitor", lambda: visitor)
    monkeypatch.setattr(benches, "engine", Engine)
    return link


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


def test_a_link_sets_the_bench_up(params: Params) -> None:
    params.update({"lang": "zh", "lesson": "3", "fit.lr": "0.1", "net.hidden": "8,8"})
    bench = open_bench(Perceptron)
    assert bench.experiment.strings() == {"fit.lr": "0.1", "net.hidden": "8,8"} == bench.link
    assert params == {"lang": "zh", "lesson": "3", "fit.lr": "0.1", "net.hidden": "8,8"}
    assert not bench.problems


def test_what_is_wrong_in_a_link_goes_from_it(params: Params) -> None:
    params.update({"lang": "zh", "fit.lr": "-1", "who": "knows", "net.init": "he"})
    bench = open_bench(Perceptron)
    assert len(bench.problems) == 2
    assert params == {"lang": "zh", "net.init": "he"}
    assert open_bench(Perceptron) is bench
    assert len(bench.problems) == 2, "the page is drawn again: the same link is no new one"


def test_the_bench_outlives_page_runs_and_pages_without_a_link(params: Params) -> None:
    bench = open_bench(Perceptron)
    run = trained(bench)
    run.play()
    bench.turn({"fit.lr": 0.1})
    write_link(bench)
    assert params == {"fit.lr": "0.1"}
    params.clear()  # as another page in between leaves it
    assert open_bench(Perceptron) is bench
    assert (bench.runs, params) == ([run], {"fit.lr": "0.1"})


def test_another_link_begins_a_new_run_only_for_another_experiment(params: Params) -> None:
    bench = open_bench(Perceptron)
    run = trained(bench)
    params.from_dict({"fit.lr": "0.03"})  # the default, written out
    assert open_bench(Perceptron).runs == [run]
    assert params == {}
    params.from_dict({"fit.lr": "0.5"})
    assert open_bench(Perceptron) is bench
    assert (bench.run is run, bench.experiment.fit.lr, bench.run.index) == (False, 0.5, 0)


def test_the_link_is_bounded(params: Params) -> None:
    bench = open_bench(Perceptron)
    bench.turn({"data.name": "points", "data.points": POINTS * 20})
    write_link(bench)
    assert set(params) == {"data.name", "data.points"}
    assert left_out(bench) is None
    bench.turn({"data.points": POINTS * 200})
    write_link(bench)
    assert len(bench.experiment.strings()["data.points"]) > MOST_IN_LINK
    assert "data.points" not in params
    assert isinstance(left_out(bench), Problem)
    run = trained(bench)
    assert open_bench(Perceptron).run is run, "what the link leaves out is not lost by drawing the page again"


def test_a_slow_browser_does_not_turn_knobs_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(benches, "monotonic", lambda: clock[0])
    bench.run.index = 5
    bench.begin_beside({"fit.lr": 0.3})
    fixed = bench.run
    fixed.index = 7
    bench.turn_by_widget({"fit.lr": 0.03})  # as it was before the fix: the browser has not heard of it yet
    assert (bench.run, fixed.experiment.fit.lr) == (fixed, 0.3)
    bench.turn_by_widget({"fit.lr": 1.0})  # a person
    assert fixed.experiment.fit.lr == 1.0
    bench.turn_by_widget({"fit.lr": 0.3})  # a person, who thinks better of it at once
    assert fixed.experiment.fit.lr == 0.3
    bench.turn_by_widget({"net.init": "he"})
    bench.turn_by_widget({"net.init": "xavier"})
    assert bench.experiment.net.init == "xavier"
    bench.back_to(fixed)
    bench.turn({"net.init": "he"})
    bench.back_to(fixed)
    bench.turn_by_widget({"net.init": "he"})  # that of the run which was at hand
    assert (bench.run, fixed.experiment.net.init) == (fixed, "xavier")
    clock[0] += STALE_SECONDS
    bench.turn_by_widget({"fit.lr": 0.03})
    assert bench.experiment.fit.lr == 0.03
