"""The choice of a user's own table on the Perceptron page."""

from __future__ import annotations

from nets.experiment.user_error import Problem
from nets.models.perceptron.settings import Data
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.training_session import Bench
from ui.widgets.settings_form import turned
from ui.widgets.table_upload import as_read, choose_table


def own_table(bench: Bench) -> None:
    """A file chooser for a CSV, and how the table at hand was read."""
    if bench.hides("data.name"):
        return
    take, refuse = lambda text: _take(bench, text), lambda why: _refuse(bench, why)
    choose_table("own_table", "knobs", bench.uploads, take, refuse)
    data = bench.experiment.data
    assert isinstance(data, Data)
    if data.name == "csv":
        as_read(data, "own_table_target", lambda name: turned(bench, {"data.target": name}, quiet=True))


def _take(bench: Bench, text: str) -> None:
    turned(bench, {"data.name": "csv", "data.csv": text, "data.target": ""})


def _refuse(bench: Bench, why: Problem) -> None:
    bench.problems = [why]
    redraw(*RUN_FRAGMENTS)
