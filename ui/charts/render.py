"""Draw what any training page shows of a run: charts of its history, answers of probes, predictions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nets.engine.run import Run
from nets.experiment.metrics import metric_of
from nets.training.history import Line
from ui.charts import specs as charts
from ui.charts.arrow import MAX_ROWS, matrix_table, series_table
from ui.charts.spec_builder import Spec, add_rows
from ui.charts.step_marker import add_marker, mark_step
from ui.text.i18n import _

OTHER_ROWS = 50  # of each line of another run than the current one
TitledRuns = Sequence[tuple[str, Run]]


def chart(key: str, spec: Spec, rows: pa.Table) -> None:
    """Draw a chart whose specification stays the same while its rows change."""
    st.vega_lite_chart(add_rows(spec, rows), key=key, theme="streamlit")


def curves(
    run: Run,
    key: str,
    names: Sequence[str],
    titles: Sequence[str],
    y_title: str,
    log: bool = False,
    other_runs: TitledRuns = (),
) -> None:
    """Draw figures of the history over the steps, on axes that are drawn before the first step.

    The first two of these figures of the runs in `other_runs` are drawn with them, without bands.
    """
    pair = names[:2]
    count = len(names) + len(pair) * len(other_runs)
    series = [f"line{index}" for index in range(count)]  # a figure's own name may hold dots, a path to Vega
    band = len(names) <= 2  # more lines would hide one another behind their bands
    titles = [*titles, *(f"{title} · {part}" for title, _run in other_runs for part in titles[:2])]
    titles = titles if len(pair) > 1 else [titles[0], *(title for title, _run in other_runs)]
    alt = _("{figure} over the steps: {lines}.", figure=y_title, lines=_(", ").join(titles))
    heads = (_("Line"), _("lowest"), _("highest"))
    spec = charts.curves(series, titles, _("Step"), y_title, log, band, description=alt, columns=heads, own=len(names))
    lines = [run.history.line(name, MAX_ROWS) for name in names]
    columns = [(line.step, line.low, line.high, line.last) for line in lines]
    low, high = _room(lines)
    for line in (other.history.line(name, OTHER_ROWS) for _title, other in other_runs for name in pair):
        shown = np.clip(line.last, low, high)
        columns.append((line.step, shown, shown, shown))
    rows = series_table(dict(zip(series, columns, strict=True)), band=band)
    if run.shown.step is None:
        chart(key, spec, rows)
    else:
        marked = mark_step(add_rows(add_marker(spec), rows), run.shown.step)
        st.vega_lite_chart(marked, key=f"{key}/moment", theme="streamlit")


def _room(lines: Sequence[Line]) -> tuple[float, float]:
    """Return bounds for the lines of other runs: one that has diverged must not flatten the current run."""
    values = np.concatenate([line.last for line in lines])
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return -np.inf, np.inf
    low, high = float(values.min()), float(values.max())
    margin = max(high - low, 0.1 * abs(high))
    return low - (margin if low < 0 else min(margin, 0.9 * low)), high + margin


def learning(run: Run, loss: DeltaGenerator, metric: DeltaGenerator | None, other_runs: TitledRuns = ()) -> None:
    """Draw the loss of both parts, and the family's metric, each in its place. `other_runs` are drawn as well."""
    chart_suffix = "".join(f"/{other.id}/{title}" for title, other in other_runs)  # another chart for other lines
    parts, tested = [_("training"), _("test")], run.experiment.tested
    with loss:
        log = bool(st.session_state.get("log_loss"))
        names = ["train_loss", "test_loss"][: 1 + tested]
        curves(run, f"loss/{log}{chart_suffix}", names, parts[: 1 + tested], _("Loss"), log, other_runs)
    figure = run.experiment.metric
    if figure and metric is not None:
        names = [f"train_{figure}", f"test_{figure}"]
        if not tested:
            names, parts = names[1:], parts[1:]
        if f"averaged_test_{figure}" in run.history:
            names, parts = [*names, f"averaged_test_{figure}"], [*parts, _("test, averaged weights")]
        with metric:
            curves(
                run,
                f"metric/{figure}/{len(names)}{chart_suffix}",
                names,
                parts,
                _(metric_of(figure).title),
                other_runs=other_runs,
            )


def answers(run: Run, probe: str) -> dict[str, np.ndarray]:
    """Return the latest answer of a probe; empty before the first."""
    return run.probe_answers.answers.get(probe, {}) if run.probe_answers else {}


def predictions(run: Run, classes: Sequence[str]) -> None:
    """Draw the confusion matrix of the test part, or predicted against true numbers."""
    found = answers(run, "predictions")
    if "confusion" in found:
        names = [classes[i] if i < len(classes) else str(i) for i in range(len(found["confusion"]))]
        alt = _("Confusion matrix of the test part: how many examples of each true class the net put into each class.")
        look = {"numbers": len(names) <= 10, "number": "d", "dark": is_dark()}
        spec = charts.heat(_("Predicted class"), _("True class"), _("Examples"), description=alt, **look)
        chart("confusion", spec, matrix_table(found["confusion"], names, names))
    elif found:
        rows = pa.table(
            {
                "true": found["truth"].astype(np.float32),
                "predicted": np.nan_to_num(found["predicted"].astype(np.float32)),
                "test": np.ones(len(found["truth"]), bool),
            }
        )
        alt = _("What the net predicts for each test example over what is true; on the dashed line both are equal.")
        chart("predicted", charts.predicted_against_true(_("True"), _("Predicted"), description=alt), rows)
    else:
        st.caption(_("Waiting for the net …"))


def is_dark() -> bool:
    """Return whether the page is dark at the moment."""
    return st.context.theme.type == "dark"
