"""The session, with runs that do not train."""

from __future__ import annotations

from typing import Any

import pytest

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from tests.support.idle_engine import Engine, advance_run
from ui.session.run_list import MAX_RUNS
from ui.session.training_session import TrainingSession


@pytest.fixture
def session() -> TrainingSession:
    return TrainingSession(Engine(), Perceptron())  # type: ignore[arg-type]


def test_a_session_begins_with_a_run_that_waits(session: TrainingSession) -> None:
    assert (session.run.state, session.run.index, len(session.runs)) == ("paused", 0, 1)
    assert session.experiment == Perceptron()


def test_restarting_setting_begins_a_new_run_and_keeps_the_previous_one(session: TrainingSession) -> None:
    before = advance_run(session)
    session.change_settings({"net.init": "he"})
    assert session.runs == [before, session.run]
    assert (before.state, session.run.state) == ("stopped", "paused")
    assert before.experiment == Perceptron(), "a run is never changed into another"
    assert session.experiment.value("net.init") == "he"


def test_a_new_run_plays_if_the_one_before_did(session: TrainingSession) -> None:
    advance_run(session).play()
    session.change_settings({"net.init": "he"})
    assert session.run.state == "running"


def test_a_run_without_a_step_is_not_kept(session: TrainingSession) -> None:
    for seed in range(1, 6):
        session.change_settings({"fit.seed": seed})
    assert [run.experiment.fit.seed for run in session.runs] == [5]
    assert all(run.state == "stopped" for run in session.engine.started[:-1])  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", ["running", "paused", "done"])
def test_live_settings_change_the_current_run(session: TrainingSession, state: str) -> None:
    run = advance_run(session)
    run.state = state
    session.change_settings({"fit.lr": 0.1, "fit.optimizer": "adam"})
    assert run.setting_changes == [{"fit.lr": 0.1, "fit.optimizer": "adam"}]
    assert (session.runs, run.state, run.index) == ([run], state, 5)


@pytest.mark.parametrize("state", ["diverged", "failed", "stopped"])
def test_run_that_cannot_go_on_begins_again(session: TrainingSession, state: str) -> None:
    advance_run(session).state = state
    session.change_settings({"fit.lr": 0.001})
    assert (session.run.state, session.run.index, session.experiment.fit.lr) == ("paused", 0, 0.001)


def test_live_setting_with_another_restarts(session: TrainingSession) -> None:
    before = advance_run(session)
    session.change_settings({"fit.lr": 0.1, "net.init": "he"})
    assert session.run is not before
    assert not before.setting_changes
    assert session.experiment.strings() == {"fit.lr": "0.1", "net.init": "he"}


@pytest.mark.parametrize("changes", [{}, {"fit.lr": 0.03}, {"net.hidden": "4,2"}, {"net.hidden": (4, 2)}])
def test_the_same_experiment_is_no_new_run(session: TrainingSession, changes: dict[str, Any]) -> None:
    run = advance_run(session)
    session.change_settings(changes)
    assert (session.runs, run.setting_changes, run.state) == ([run], [], "paused")


@pytest.mark.parametrize("changes", [{"net.init": "none"}, {"fit.lr": -1}, {"no.setting": 1}, {"data.features": ()}])
def test_invalid_change_is_reported_once_and_changes_nothing(session: TrainingSession, changes: dict[str, Any]) -> None:
    run = advance_run(session)
    run.play()
    session.change_settings(changes)
    assert [type(problem) for problem in session.problems] == [Problem]
    assert (session.runs, run.setting_changes, run.state, session.experiment) == ([run], [], "running", Perceptron())
    session.change_settings({"fit.lr": 0.03})
    assert not session.problems, "forgotten with the next turn, even one that changes nothing"


def test_reset_is_the_same_experiment_from_the_start(session: TrainingSession) -> None:
    before = advance_run(session)
    before.play()
    session.change_settings({"fit.lr": 0.1})
    session.reset()
    assert (session.run.state, session.run.index) == ("paused", 0)
    assert session.run is not before
    assert session.experiment == before.experiment


def test_runs_kept_are_bounded(session: TrainingSession) -> None:
    for seed in range(40):
        advance_run(session)
        session.change_settings({"fit.seed": seed + 1})
    assert len(session.runs) == MAX_RUNS
    assert [run.experiment.fit.seed for run in session.runs] == list(range(41 - MAX_RUNS, 41))
    assert [run.state for run in session.engine.started[:-1]] == ["stopped"] * 40  # type: ignore[attr-defined]


def test_pace_holds_for_this_run_and_those_to_come(session: TrainingSession) -> None:
    session.set_speed(5.0)
    assert session.run.viewer.speed == 5.0
    session.reset()
    assert session.run.viewer.speed == 5.0
    session.set_speed(None)
    assert session.run.viewer.speed is None


def test_probes_are_kept_but_for_other_data(session: TrainingSession) -> None:
    session.probes.watch = {"decision_surface": {}}
    session.change_settings({"fit.seed": 1})
    assert session.run.viewer.watch == {"decision_surface": {}}
    session.change_settings({"data.name": "iris"})
    assert session.run.viewer.watch == {}, "there is no surface of a table"


def test_close_stops_every_run(session: TrainingSession) -> None:
    advance_run(session).play()
    session.change_settings({"fit.seed": 1})
    session.close()
    assert {run.state for run in session.runs} == {"stopped"}
