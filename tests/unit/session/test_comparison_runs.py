"""ComparisonRuns: variants that train along with the current run. Real trainings, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from nets.engine.engine import Engine, start_engine
from nets.engine.run import Run
from nets.models.perceptron.experiment import Perceptron
from ui.session.training_session import TrainingSession

SMALL = {"data.size": 40, "net.hidden": (2,), "net.activation": ("tanh",), "fit.steps": 200}
VARIANTS = {"relu": {"net.activation": ("relu",)}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = start_engine("process")
    yield engine
    engine.close()


@pytest.fixture
def session(engine: Engine) -> Iterator[TrainingSession]:
    session = TrainingSession(engine, Perceptron().replace(SMALL))
    session.comparison_runs.choose(**VARIANTS)
    yield session
    session.close()


def until(session: TrainingSession, true: Callable[[], bool]) -> None:
    """Watch as a page does, till it is true."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        session.run.watched()
        session.comparison_runs.follow(session.run)
        time.sleep(0.005)


def companion(session: TrainingSession) -> Run:
    session.comparison_runs.follow(session.run)
    return session.comparison_runs.runs["relu"]


def test_comparison_run_plays_and_ends_with_the_current_run(session: TrainingSession) -> None:
    other = companion(session)
    assert session.experiment.changes_to(other.experiment) == {"net.activation": ("relu",)}
    session.run.play()
    until(session, lambda: session.run.over and other.over)
    assert (other.state, other.index) == ("done", 200)
    assert session.runs == [session.run], "a companion is not in the list of runs while it accompanies"


def test_pause_and_single_step_apply_to_all_comparison_runs(session: TrainingSession) -> None:
    other = companion(session)
    until(session, lambda: session.run.ready and other.ready)
    session.step()
    until(session, lambda: session.run.index == other.index == 1)
    session.set_speed(25)
    session.run.play()
    until(session, lambda: other.index > 3)
    session.run.pause()
    session.comparison_runs.follow(session.run)
    assert other.state == "paused"


def test_live_settings_change_a_comparison_run_and_others_restart_it(session: TrainingSession) -> None:
    other = companion(session)
    session.change_settings({"fit.lr": 0.001})
    assert companion(session) is other
    assert other.experiment.fit.lr == 0.001
    session.change_settings({"net.hidden": (3,)})
    new = companion(session)
    assert new is not other
    assert (other.state, new.experiment.net.hidden) == ("stopped", (3,))


def test_comparison_run_is_kept_when_the_current_run_restarts(session: TrainingSession) -> None:
    other = companion(session)
    until(session, lambda: session.run.ready and other.ready)
    session.step()
    until(session, lambda: other.index == 1 and not other.busy and not session.run.busy)
    first = session.run
    session.reset()
    assert companion(session) is not other
    assert session.runs == [first, other, session.run]
    assert session.run_list.title(other) == "relu · Run 1"


def test_the_scrubber_shows_all_at_one_moment(session: TrainingSession) -> None:
    other = companion(session)
    session.comparison_runs.watch = {"weights": {}}
    session.run.play()
    until(session, lambda: session.run.over and other.over)
    session.comparison_runs.recall(0)
    until(session, lambda: other.shown.step == 0)
    session.comparison_runs.recall(None)
    assert other.shown.step is None


def test_invalid_variant_reports_a_problem_and_others_go_on(session: TrainingSession) -> None:
    session.comparison_runs.choose(relu=VARIANTS["relu"], vast={"net.hidden": (64,) * 99})
    session.comparison_runs.follow(session.run)
    assert list(session.comparison_runs.runs) == ["relu"]
    assert "net.hidden" in str(session.comparison_runs.problems["vast"].values.get("key"))


def test_comparison_run_ends_if_it_is_no_longer_selected(session: TrainingSession) -> None:
    other = companion(session)
    session.comparison_runs.choose()
    session.comparison_runs.follow(session.run)
    assert (session.comparison_runs.runs, other.state) == ({}, "stopped")


def test_late_comparison_run_catches_up_to_the_same_step(session: TrainingSession) -> None:
    session.comparison_runs.choose()
    session.begin(session.experiment.replace({"fit.steps": 100_000}))  # it does not end by itself
    session.run.play()
    until(session, lambda: session.run.index > 20)
    session.run.pause()
    session.comparison_runs.choose(**VARIANTS)
    other = companion(session)
    assert session.comparison_runs.behind(session.run) == ["relu"]
    assert other.index == 0, "it waits for the button"
    session.comparison_runs.catch_up(session.run)
    until(session, lambda: other.index and other.state == "paused" and not other.busy)
    assert other.index == session.run.index
    assert session.comparison_runs.behind(session.run) == []


def test_catching_up_can_be_stopped_and_ends_when_the_run_goes_on(session: TrainingSession) -> None:
    session.comparison_runs.choose()
    session.run.play()
    until(session, lambda: session.run.index > 50)
    session.run.pause()
    session.comparison_runs.choose(**VARIANTS)
    other = companion(session)
    session.comparison_runs.catch_up(session.run)
    session.comparison_runs.rest()
    assert (other.state, other.viewer.goal) == ("paused", None)
    session.comparison_runs.catch_up(session.run)
    session.run.play()
    until(session, lambda: session.run.over and other.over)
    assert other.index == 200
