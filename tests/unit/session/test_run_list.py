"""The list of runs, with real trainings in this process: kept, named, pinned, brought back, deleted, bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nets.engine.checkpoint_header import step_of
from nets.engine.displayed_step import DisplayedStep
from nets.engine.engine import Engine, start_engine
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from tests.support.engines import history_figures, reference_figures, wait_until
from ui.session import run_list
from ui.session.run_list import MAX_IN_CURVES, MAX_NAME, MAX_PINNED, MAX_RUNS, OLD_ROWS, RunList
from ui.session.training_session import TrainingSession


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    started = start_engine("process")
    yield started
    started.close()


@pytest.fixture
def session(engine: Engine) -> Iterator[TrainingSession]:
    made = TrainingSession(engine, Perceptron().replace({"fit.steps": 400}))
    yield made
    made.close()


def idle(run: Any) -> Any:
    wait_until(lambda: not run.busy)
    return run


def stepped(session: TrainingSession, steps: int) -> Any:
    """The current run, some single steps on."""
    run = session.run
    wait_until(lambda: run.ready)
    for _ in range(steps):
        run.step()
        idle(run)
    return run


def test_the_last_checkpoint_is_of_the_last_step(session: TrainingSession) -> None:
    run = session.run
    wait_until(lambda: run.ready)
    run.play()
    wait_until(lambda: run.index > 20)
    session.change_settings({"fit.seed": 1})
    assert run.state == "stopped"
    wait_until(lambda: run.connection.worker is None)
    assert step_of(run.checkpoint) == run.index >= run.history.line("loss").step[-1] > 20


def test_resumed_run_reaches_the_same_numbers_as_an_uninterrupted_one(session: TrainingSession) -> None:
    first = stepped(session, 7)
    session.change_settings({"fit.seed": 1})
    second = stepped(session, 3)
    session.return_to(first)
    assert session.runs == [second, first]
    assert (session.run, first.index, first.state) == (first, 7, "paused")
    idle(first)
    first.play()
    wait_until(lambda: first.watched() or first.over)
    assert first.state == "done"
    expected = reference_figures(first.experiment)
    assert history_figures(first).keys() == expected.keys()
    for name, (steps, values) in history_figures(first).items():
        at = [expected[name][0].index(step) for step in steps]
        np.testing.assert_array_equal(values, [expected[name][1][i] for i in at])
    assert history_figures(first)["loss"] == expected["loss"], "every step, before it was left and after"


def test_back_and_forth_at_once_loses_nothing(session: TrainingSession) -> None:
    first = stepped(session, 5)
    session.change_settings({"fit.seed": 1})
    stepped(session, 2)
    for _ in range(3):
        session.return_to(session.run_list.previous)  # type: ignore[arg-type]
    assert session.run is first
    idle(first)
    assert (first.index, first.state, first.history.line("loss").step.tolist()) == (5, "paused", [1, 2, 3, 4, 5])


def test_finished_or_diverged_run_keeps_its_state_when_it_is_loaded(session: TrainingSession) -> None:
    session.change_settings({"fit.steps": 3})
    done = stepped(session, 3)
    assert done.state == "done"
    session.change_settings({"data.name": "plane", "net.activation": "relu", "fit.lr": 100.0})
    diverged = session.run
    session.change_settings({"fit.steps": 400})
    wait_until(lambda: diverged.ready)
    diverged.play()
    wait_until(lambda: diverged.watched() or diverged.over)
    assert diverged.state == "diverged"
    for run, state in ((done, "done"), (diverged, "diverged")):
        idle(diverged), idle(done)
        session.return_to(run)
        idle(run)
        assert run.state == state


def test_fix_trains_in_a_second_run(session: TrainingSession) -> None:
    first = stepped(session, 4)
    session.begin_comparison({"fit.lr": 0.1})
    assert session.runs == [first, session.run]
    assert (session.run.state, session.experiment.fit.lr) == ("running", 0.1)
    assert session.run_list.runs_in_curves() == [first]
    assert session.run_list.mark(session.run).origin == first.id
    with pytest.raises(Problem):
        session.begin_comparison({"fit.lr": -1})
    assert session.run.state == "running"


class Fake:
    """A run that was trained for a while."""

    def __init__(self, number: int, size: int = 0, rows: int = 5000) -> None:
        self.id, self.index, self.stopped = f"run{number}", 100, False
        self.checkpoint, self.history = b"x" * size, History()
        self.shown = DisplayedStep(self.history)
        self.shown.update(ProbeAnswers(100, {}), None)
        self.history.extend({"loss": (np.arange(rows), np.sin(np.arange(rows)))})

    def stop(self, keep: bool = False) -> None:
        self.stopped = True


def listed(count: int, **more: Any) -> tuple[RunList, list[Any]]:
    kept, runs = RunList(), [Fake(number, **more) for number in range(count)]
    for run in runs:
        kept.add(run)  # type: ignore[arg-type]
    return kept, runs


def test_old_runs_are_thinned_and_dropped_but_pinned_ones_are_not() -> None:
    kept, runs = listed(5)
    kept.pin(runs[1], True)
    for number in range(5, 40):
        runs.append(Fake(number, rows=1000))
        kept.add(runs[-1])
    assert len(kept.runs) == MAX_RUNS
    assert kept.runs == [runs[1], *runs[41 - MAX_RUNS :]]
    assert [run.stopped for run in runs[:3]] == [True, False, True]
    assert len(runs[1].history.line("loss").step) == 5000
    old, whole = kept.runs[2].history.line("loss"), runs[-1].history.line("loss")
    assert len(old.step) <= OLD_ROWS < len(whole.step)
    assert (old.low.min(), old.high.max(), old.step[-1]) == (whole.low.min(), whole.high.max(), whole.step[-1])
    assert kept.title(kept.runs[0]) == "Run 2", "numbers stay"


def test_heavy_checkpoints_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_list, "MAX_BYTES", 1000)
    kept, runs = listed(8, size=300)
    assert kept.runs == runs[-3:]
    kept.pin(runs[-3], True)
    kept.pin(runs[-2], True)
    kept.pin(runs[-1], True)
    with pytest.raises(Problem):
        kept.add(more := Fake(9, size=300)) or kept.pin(more, True)  # type: ignore[arg-type, func-returns-value]
    assert kept.runs == [*runs[-3:], more], "pinned runs and the one at hand are never dropped"


def test_pins_and_curves_are_bounded() -> None:
    kept, runs = listed(MAX_PINNED + 1)
    for run in runs[:MAX_PINNED]:
        kept.pin(run, True)
    with pytest.raises(Problem, match="Unpin or delete"):
        kept.pin(runs[-1], True)
    kept.pin(runs[0], True), kept.pin(runs[1], False), kept.pin(runs[-1], True)
    with pytest.raises(Problem):
        kept.show_in_curves([run.id for run in runs[: MAX_IN_CURVES + 1]])
    for run in runs[:-1]:
        kept.add_to_curves(run)
    assert kept.runs_in_curves() == runs[-1 - MAX_IN_CURVES : -1]


def test_names_are_one_line_short_and_unique() -> None:
    kept, runs = listed(3)
    kept.rename(runs[0], "  a\n\tb\x00  c ")
    assert kept.title(runs[0]) == "a b c"
    kept.rename(runs[1], "a b c")
    assert kept.title(runs[1]) == "a b c (2)"
    kept.rename(runs[2], "x" * 500)
    assert len(kept.title(runs[2])) == MAX_NAME
    kept.rename(runs[0], " ")
    assert kept.title(runs[0]) == "Run 1"
    kept.rename(runs[1], "Run 1")
    assert kept.title(runs[1]) == "Run 1 (2)"


def test_delete_and_undo() -> None:
    kept, runs = listed(4)
    kept.rename(runs[1], "mine")
    kept.delete(runs[3])
    assert kept.runs == runs, "not the one at hand"
    kept.delete(runs[1])
    assert kept.runs == [runs[0], runs[2], runs[3]]
    kept.undo()
    assert (kept.runs, kept.title(runs[1]), kept.deleted) == (runs, "mine", None)
    kept.undo()
    assert kept.runs == runs


def test_a_thinned_history_goes_on_growing() -> None:
    history = History()
    history.extend({"loss": (np.arange(3000), np.arange(3000.0))})
    history.compact(300)
    history.extend({"loss": (np.arange(3000, 3100), np.arange(3000.0, 3100.0))})
    line = history.line("loss")
    assert (line.step[-1], line.last[-1], line.low[0], line.high[-1]) == (3099, 3099, 0, 3099)
    assert np.all(np.diff(line.step) > 0)
    json.dumps(line.step.tolist())


def test_board_shows_only_differing_settings(session: TrainingSession) -> None:
    from ui.training_view.score_board import differing_settings, rank_runs, scores, table

    first = stepped(session, 2)
    session.change_settings({"fit.seed": 3, "fit.lr": 0.3, "net.activation": ("relu",)})
    second = stepped(session, 6)
    assert differing_settings(session.runs) == ["net.activation", "fit.lr", "fit.seed"]
    assert {"test_loss", "test_accuracy", "milliseconds", "steps"} <= set(scores(session.runs))
    assert "test_r2" not in scores(session.runs)
    best = min([first, second], key=lambda run: run.history.last("test_loss"))
    assert rank_runs(session.runs, "test_loss")[0] is best
    best = max([first, second], key=lambda run: run.history.last("test_accuracy"))
    assert rank_runs(session.runs, "test_accuracy")[0] is best
    rows = table(session.run_list, "steps").to_pylist()
    assert [row["steps"] for row in rows] == [2, 6]
    assert [row["fit.lr"] for row in rows] == ["0.03", "0.3"]
    assert [row["net.activation"] for row in rows] == ["tanh", "ReLU"]
    assert rows[1]["name"] == "Run 2 (at hand)"
    fake = SimpleNamespace(history=History(), index=0, seconds=0.0)
    assert rank_runs([fake, first], "test_loss") == [first, fake]  # type: ignore[list-item]


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_board_has_no_two_columns_of_one_title(spoken: str) -> None:
    from nets.families import EXPERIMENTS
    from ui.text.i18n import _, use
    from ui.training_view.score_board import SCORES

    use(spoken)
    try:
        for family in EXPERIMENTS.values():
            settings = family().settings_by_key().values()  # type: ignore[call-arg]
            titles = [_(each.title) for each in (*settings, *SCORES.values())]
            assert sorted(title for title in set(titles) if titles.count(title) > 1) == [], family
    finally:
        use("en")


def test_board_names_pinned_runs_in_words_and_shortens_hashes(session: TrainingSession) -> None:
    from ui.training_view.score_board import table
    from ui.training_view.suggested_fix import format_value

    first = stepped(session, 2)
    session.change_settings({"net.activation": ("relu",)})
    second = stepped(session, 3)
    for run in (first, second):
        session.run_list.pin(run, True)
    board = table(session.run_list, "steps")
    assert board["name"].to_pylist() == ["Run 1 (pinned)", "Run 2 (at hand, pinned)"]
    names = board.column_names
    assert names[:4] == ["place", "name", "steps", "net.activation"], (
        "what differs stands beside the score, not off the edge"
    )
    assert format_value("sha256:" + "37311ef3b23726d0" * 4) == "#37311e"
