"""The choice of the user's own table on the Perceptron page."""

from __future__ import annotations

from nets.experiment.user_error import Problem
from nets.models.perceptron.settings import Data
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.training_session import TrainingSession
from ui.widgets.settings_form import apply_settings
from ui.widgets.table_upload import choose_table, table_summary


def own_table(session: TrainingSession) -> None:
    """Draw a file chooser for a CSV, and how the current table was read."""
    if session.hides("data.name"):
        return
    take, refuse = lambda text: _take(session, text), lambda why: _refuse(session, why)
    choose_table("own_table", "settings", session.uploads, take, refuse)
    data = session.experiment.data
    assert isinstance(data, Data)
    if data.name == "csv":
        table_summary(data, "own_table_target", lambda name: apply_settings(session, {"data.target": name}, quiet=True))


def _take(session: TrainingSession, text: str) -> None:
    apply_settings(session, {"data.name": "csv", "data.csv": text, "data.target": ""})


def _refuse(session: TrainingSession, why: Problem) -> None:
    session.problems = [why]
    redraw(*RUN_FRAGMENTS)
