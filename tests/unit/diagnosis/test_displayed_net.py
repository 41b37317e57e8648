"""The net that is shown is judged: after weights were set by hand, and at a moment of the past."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nets.diagnosis.diagnosis import diagnose
from nets.engine import manual_edit_commands as by_hand
from nets.engine.displayed_step import HistoryUntil
from nets.engine.engine import Engine
from nets.engine.health import diagnose_shown, experiment_at
from nets.engine.run import Run
from nets.models.neuron.experiment import Neuron
from nets.models.perceptron.experiment import Perceptron
from nets.training.history import History
from nets.training.manual_edits import Written
from tests.support.engines import train_to_end, wait_until, watch_until
from ui.session.health import Health


def at_moment(step: int, *edits: Written) -> Any:
    """The finding at a moment of a long run, whose figures are kept at steps 7 and 15."""
    history = History()
    history.extend({"train_loss": (np.array([7, 15]), np.array([0.7, 0.3]))})
    return diagnose(Perceptron(), HistoryUntil(history, step), None, "running", edits=edits)


def test_moment_with_one_figure_is_not_called_set_by_hand() -> None:
    assert at_moment(3).kind == "untrained"
    assert at_moment(10).kind == "begun"


def test_moment_of_an_edit_without_figures_says_no_loss() -> None:
    written = Written(9, "output.weight", (0, 0), 0.0, 1.0, {}, {})
    assert str(at_moment(10, written).words) == "Weights set by hand: the loss of this net is not known."


def opened(engine: Engine, experiment: Any) -> Run:
    """A run that has answered, before any update."""
    run = engine.start(experiment)
    wait_until(lambda: run.ready and not run.busy)
    return run


def fit_by_hand(run: Run) -> None:
    by_hand.write(run, "output.weight", (0, 0), 1.25)
    by_hand.write(run, "output.bias", (0,), 0.42)


def advance(run: Run, steps: int) -> None:
    for _step in range(steps):
        run.step()
        wait_until(lambda: not run.busy)


def test_line_fitted_by_hand_is_not_called_untrained(engine: Engine) -> None:
    run = opened(engine, Neuron())
    assert diagnose_shown(run).kind == "untrained"
    fit_by_hand(run)
    found = diagnose_shown(run)
    assert str(found.words) == "Weights set by hand: the training loss is 0.384 now."
    assert found.gap is None
    by_hand.undo(run)
    by_hand.undo(run)
    assert diagnose_shown(run).kind == "untrained", "nothing is left of the edits"


def test_loss_that_does_not_move_is_not_said_to_fall(engine: Engine) -> None:
    run = opened(engine, Neuron())
    fit_by_hand(run)
    advance(run, 12)
    found = diagnose_shown(run)
    assert str(found.words) == "The training loss stands at 0.384: it has hardly changed so far."
    assert (found.kind, found.code) == ("still", "plateau")


@pytest.fixture(scope="module")
def solved(engine: Engine) -> Run:
    """A run that has solved its task, then had a weight written over."""
    run = train_to_end(engine.start(Perceptron().replace({"data.name": "blobs", "fit.steps": 400, "fit.lr": 0.1})))
    health = Health()
    assert health.of(run).kind == "solved"
    by_hand.write(run, "output.weight", (0, 0), -60.0)
    by_hand.write(run, "output.bias", (0,), 60.0)
    assert run.history.last("test_accuracy") < 0.9
    assert health.of(run).kind == "by_hand", "the finding before the edit is not kept"
    return run


def test_solved_is_not_said_of_a_net_that_was_spoilt_by_hand(solved: Run) -> None:
    found = diagnose_shown(solved)
    loss = solved.history.last("train_loss")
    assert str(found.words) == f"Weights set by hand: the training loss is {loss:.3g} now."


def test_moment_before_the_edit_is_judged_by_its_own_figures(solved: Run) -> None:
    solved.recall(300)
    watch_until(solved, lambda: solved.shown.step is not None)
    assert solved.shown.step is not None
    assert solved.shown.step < 400
    assert diagnose_shown(solved).kind == "solved"
    solved.recall(400)
    watch_until(solved, lambda: solved.shown.step == 400)
    assert diagnose_shown(solved).kind == "by_hand", "the moment of the edit shows the weights after it"
    solved.recall(0)
    watch_until(solved, lambda: solved.shown.step == 0)
    assert diagnose_shown(solved).kind == "untrained"
    solved.recall(None)
    assert diagnose_shown(solved).kind == "by_hand"


def test_snapshot_of_an_edited_step_holds_the_written_weights(solved: Run) -> None:
    solved.recall(400)
    watch_until(solved, lambda: solved.shown.step == 400)
    weights = solved.ask("weights")
    assert weights["output/weight"][0, 0] == -60.0
    solved.recall(None)


def test_undo_brings_the_finding_back(solved: Run) -> None:
    by_hand.undo(solved)
    by_hand.undo(solved)
    assert diagnose_shown(solved).kind == "solved"


def test_moment_is_judged_with_the_settings_of_its_time(engine: Engine) -> None:
    run = opened(engine, Perceptron().replace({"fit.lr": 0.5, "fit.steps": 100}))
    advance(run, 3)
    run.change_settings({"fit.lr": 0.01})
    wait_until(lambda: not run.busy)
    advance(run, 2)
    assert run.experiment.fit.lr == 0.01
    assert [experiment_at(run, step).fit.lr for step in (0, 2, 3, 5)] == [0.5, 0.5, 0.01, 0.01]


def test_finding_is_as_new_as_the_figures_beside_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    run, judged = opened(engine, Neuron()), []
    monkeypatch.setattr("ui.session.health.diagnose_shown", lambda run: judged.append(run.index))
    health = Health()
    for step in range(3):
        health.of(run)
        health.of(run)
        assert judged == list(range(step + 1)), "once for each step"
        advance(run, 1)
