"""Draw the runs of a session as a table, best first, with the settings in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import inf, isfinite
from time import monotonic
from typing import Any, NamedTuple

import pyarrow as pa
import streamlit as st

from nets.engine.run import Run
from nets.experiment.metrics import METRICS
from ui.charts.csv_export import csv_file
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.session.run_list import RunList
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, language, use
from ui.training_view.suggested_fix import format_setting
from ui.widgets.selectbox import selectbox

PINNED, OTHER = {"place": 40, "name": 170}, 104  # pixels of the columns
FITTING = 9  # columns that fit into a window of usual width
BOARD_SECONDS = 2.0  # how often the figures follow a run that trains


class Score(NamedTuple):
    """A figure that runs can be ranked by.

    Attributes:
        title: Its title.
        read: Returns the figure of a run.
        most: Whether larger is better.
        format: Format of its column.
    """

    title: str
    read: Callable[[Run], float]
    most: bool = False
    format: str = "%.4g"


def _last(name: str) -> Callable[[Run], float]:
    return lambda run: run.history.last(name)


def _milliseconds(run: Run) -> float:
    return 1000 * run.seconds / run.index if run.index else inf


def _of_metric(name: str) -> Score:
    metric = METRICS[name]
    return Score(metric.test_title, _last(f"test_{name}"), most=metric.better == "high", format=FORMATS[metric.format])


FORMATS = {"number": "%.4g", "percent": "percent"}  # as Streamlit's columns name them
SCORES = {
    **{f"test_{name}": _of_metric(name) for name in ("loss", "accuracy", "r2", "analogies", "bits")},
    "train_loss": Score(N_("Training loss"), _last("train_loss")),
    "milliseconds": Score(N_("ms per step"), _milliseconds, format="%.2f"),
    "steps": Score(N_("Steps trained"), lambda run: float(run.index), format="%d"),
}
FIRST = ("test_accuracy", "test_r2", "test_analogies", *SCORES)  # the scores that runs are ranked by at first


def scores(runs: Sequence[Run]) -> list[str]:
    """Return the names of the scores that some of the runs have."""
    return [name for name, score in SCORES.items() if any(isfinite(score.read(run)) for run in runs)]


def rank_runs(runs: Sequence[Run], name: str) -> list[Run]:
    """Return the runs, best first; those without a finite figure come last."""
    score = SCORES[name]
    return sorted(runs, key=lambda run: _rank(score.read(run), score.most))


def _rank(value: float, most: bool) -> float:
    if not isfinite(value):
        return inf
    return -value if most else value


def differing_settings(runs: Sequence[Run]) -> list[str]:
    """Return the settings that matter to some runs and differ between them, in order of declaration."""
    first = runs[0].experiment
    declared = first.settings_by_key().values()
    settings = [each for each in declared if any(each.matters(run.experiment) for run in runs)]
    return [k.key for k in settings if any(run.experiment.value(k.key) != first.value(k.key) for run in runs)]


def table(run_list: RunList, by: str) -> pa.Table:
    """Return the table: rank, name, the selected score, a column for each setting that differs, the other scores."""
    runs = rank_runs(run_list.runs, by)
    columns: dict[str, pa.Array] = {
        "place": pa.array([str(i) if isfinite(SCORES[by].read(run)) else "–" for i, run in enumerate(runs, 1)]),
        "name": pa.array([_name(run_list, run) for run in runs]),
    }
    columns[by] = _scored(runs, by)
    for key in differing_settings(runs):
        columns[key] = pa.array([_setting(run, key) for run in runs])
    for name in scores(runs):
        if name != by:
            columns[name] = _scored(runs, name)
    return pa.table(columns)


def _scored(runs: Sequence[Run], name: str) -> pa.Array:
    """Return a score of each run; None if it is not finite."""
    values = [SCORES[name].read(run) for run in runs]
    return pa.array([value if isfinite(value) else None for value in values], pa.float64())


def _name(run_list: RunList, run: Run) -> str:
    marks = [_("at hand")] * (run is run_list.runs[-1]) + [_("pinned")] * run_list.mark(run).pinned
    listed = _(", ").join(marks)
    return f"{run_list.title(run)} ({listed})" if marks else run_list.title(run)


def _setting(run: Run, key: str) -> str:
    experiment = run.experiment
    return (
        format_setting(experiment, key, experiment.value(key))
        if experiment.settings_by_key()[key].matters(experiment)
        else "–"
    )


def score_board(run_list: RunList) -> None:
    """Draw a choice of score, and the table ranked by it."""
    names = scores(run_list.runs)
    run_list.table_drawn_at = None
    if not names:
        return
    preferences = [st.session_state.get("runs-wish"), *FIRST]
    st.session_state["runs-score"] = next(name for name in preferences if name in names)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selectbox(
            _("Best first by"),
            names,
            format_func=lambda name: _(SCORES[name].title),
            key="runs-score",
            width=220,
            on_change=_on_change_score,
        )
        st.download_button(
            _("Data (CSV)"),
            data=partial(_file, run_list, st.session_state["runs-score"], language()),
            file_name=_("Runs") + ".csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="runs-csv",
        )
    _board(run_list)


@fragment("board")
def _board(run_list: RunList) -> None:
    """Draw the table; while the current run trains, every BOARD_SECONDS."""
    run_list.table_drawn_at = monotonic()
    board = table(run_list, st.session_state["runs-score"])
    titles = _titles(run_list)
    columns = {name: _column(name, titles[name]) for name in board.column_names}
    st.dataframe(
        board, hide_index=True, column_config=columns, key="runs-board", placeholder="–", alt=_("The runs, best first")
    )
    if len(columns) > FITTING:
        st.caption(_("The table has {count} columns: scroll it sideways to see all.", count=len(columns)))


def is_board_outdated(session: TrainingSession) -> bool:
    """Return whether the figures of the table are outdated."""
    drawn_at = session.run_list.table_drawn_at
    return drawn_at is not None and session.run.state == "running" and monotonic() - drawn_at >= BOARD_SECONDS


def _titles(run_list: RunList) -> dict[str, str]:
    """Return the titles of the table's columns."""
    settings = run_list.runs[-1].experiment.settings_by_key()
    titles = {"place": "#", "name": _("Run")} | {name: _(score.title) for name, score in SCORES.items()}
    return titles | {key: _(setting.title) for key, setting in settings.items()}


def _file(run_list: RunList, by: str, language: str) -> bytes:
    """Return the current table as a CSV file. It is made outside the session, which has the language."""
    use(language)
    board, titles = table(run_list, by), _titles(run_list)
    return csv_file([titles[name] for name in board.column_names], zip(*board.to_pydict().values(), strict=True))


def _on_change_score() -> None:
    """Rank by the selected score from now on, if runs have it."""
    st.session_state["runs-wish"] = st.session_state["runs-score"]
    redraw("runs")


def _column(name: str, title: str) -> Any:
    if name in ("place", "name"):  # they stay while the other columns are scrolled
        return st.column_config.TextColumn(title, pinned=True, width=PINNED[name])
    if name not in SCORES:
        return st.column_config.TextColumn(title, width=OTHER)
    return st.column_config.NumberColumn(title, format=SCORES[name].format, width=OTHER)
