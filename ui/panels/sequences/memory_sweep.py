"""How far each cell remembers and what an update costs: short runs over several lengths, trained on demand."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import Any

import pyarrow as pa
import streamlit as st

from nets.experiment.user_error import Problem
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import Cell
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.inspect.inspectors import Inspector
from ui.session.sweep import Measurement, Sweep, short
from ui.session.training_session import TrainingSession, begin_sweep, of_family
from ui.text.i18n import N_, _, problem
from ui.text.option_labels import option_label, option_labels
from ui.widgets.remembered import choice, choice_arguments, number_choice
from ui.widgets.settings_form import apply_settings

CELLS: tuple[Cell, ...] = ("rnn", "gru", "lstm", "cnn", "attention")
LENGTHS = (10, 20, 40, 80, 160)
STEPS, MIN_STEPS, MAX_STEPS = 400, 50, 5000
CELL_LABEL = option_labels("net.cell")
SETTINGS = {"adding": "data.length", "parentheses": "data.length", "text": "data.length", "weather": "data.days"}
SETTINGS |= {"echo": "data.delay", "copy": "data.delay"}  # of these tasks it is the delay that has to be remembered
FIGURES = {
    "accuracy": ("test_accuracy", N_("Test accuracy"), 1.0),
    "r2": ("test_mse", N_("Test mean squared error"), None),
    "bits": ("test_bits", N_("Test bits a character"), None),
}


def variant(experiment: Recurrent, cell: str, length: int, steps: int) -> Recurrent:
    """Return the experiment with another cell, length and number of steps, measured at its end. Raises Problem."""
    setting = SETTINGS[experiment.data.name]
    changes: dict[str, Any] = {setting: length, "net.cell": cell}
    if experiment.data.name == "echo":
        changes["data.length"] = 2 * length  # as many answers are asked as letters have to be waited for
    return short(experiment, changes, steps)


def planned(session: TrainingSession) -> tuple[dict[tuple[Any, ...], Recurrent], dict[tuple[Any, ...], Problem]]:
    """Return the experiments to train, short ones first, and the problems of those that cannot be."""
    experiments: dict[tuple[Any, ...], Recurrent] = {}
    refused: dict[tuple[Any, ...], Problem] = {}
    for length in sorted(_lengths(session)):
        for cell in _cells(session):
            try:
                experiments[cell, length] = variant(of_family(session, Recurrent), cell, length, _steps(session))
            except Problem as error:
                refused[cell, length] = error
    return experiments, refused


def _cells(session: TrainingSession) -> list[str]:
    return list(choice(session, "memory/cells", ["rnn", "gru", "lstm", "attention"]))


def _lengths(session: TrainingSession) -> list[int]:
    """Return the chosen lengths that the setting allows."""
    high = int(
        of_family(session, Recurrent).settings_by_key()[SETTINGS[of_family(session, Recurrent).data.name]].high or 0
    )
    return [length for length in choice(session, "memory/lengths", [10, 20, 40]) if length <= high]


def _steps(session: TrainingSession) -> int:
    return int(choice(session, "memory/steps", STEPS))


def memory_panel(session: TrainingSession) -> None:
    """Draw the plan, a button, the progress, and the two charts."""
    if of_family(session, Recurrent).data.name not in SETTINGS:
        st.markdown(_("The sequences of this task are as long as they are. Choose one whose length can be set."))
        use = lambda: apply_settings(session, {"data.name": "adding"})  # noqa: E731
        st.button(_("Take the adding problem"), key="memory/adding", icon=":material/tune:", on_click=use)
        return
    sweep = session.sweeps.get("memory")
    _plan(session, sweep is not None and sweep.moving)
    if sweep:
        _progress(sweep)
        _draw_results(sweep)
    else:
        st.caption(
            _(
                "Each point is a net of these settings that is trained from the start, one after the other, as soon as "
                "you press the button. Nothing is computed in advance."
            )
        )


def _plan(session: TrainingSession, busy: bool) -> None:
    """Draw which cells, which lengths, how many steps, and the button."""
    title = _(of_family(session, Recurrent).settings_by_key()[SETTINGS[of_family(session, Recurrent).data.name]].title)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.pills(
            _("Cells"),
            CELLS,
            selection_mode="multi",
            format_func=CELL_LABEL,
            disabled=busy,
            **choice_arguments(session, "memory/cells", _cells(session)),
        )
        st.pills(
            title,
            LENGTHS,
            selection_mode="multi",
            disabled=busy,
            **choice_arguments(session, "memory/lengths", _lengths(session)),
        )
        steps: dict[str, Any] = {"step": 50, "width": 150, "disabled": busy}
        number_choice(session, "memory/steps", _("Steps of each run"), MIN_STEPS, MAX_STEPS, _steps(session), **steps)
        if busy:
            st.button(_("Stop"), key="memory/stop", icon=":material/stop:", on_click=session.sweeps["memory"].cancel)
        else:
            label = _("Train {count} short runs", count=len(_cells(session)) * len(_lengths(session)))
            off = not (_cells(session) and _lengths(session))
            icon = ":material/timer:"
            st.button(label, key="memory/start", icon=icon, type="primary", disabled=off, on_click=lambda: _go(session))


def _go(session: TrainingSession) -> None:
    begin_sweep(session, "memory", *planned(session))


def _progress(sweep: Sweep) -> None:
    """Draw the progress, and the problems."""
    if sweep.current_key is not None:
        cell, length = sweep.current_key
        words = _(
            "{cell}, {length}: step {step} of {steps}. {done} of {all} runs are done.",
            cell=CELL_LABEL(cell),
            length=length,
            step=f"{sweep.run.index if sweep.run else 0:,}",
            steps=f"{sweep.experiments[sweep.current_key].fit.steps:,}",
            done=len(sweep.measurements),
            all=len(sweep.experiments),
        )
        st.progress(sweep.share, words)
        st.caption(_("It goes on while this page is open. The run at hand rests, so that it does not spoil the times."))
    for (cell, length), why in sweep.problems.items():
        words = _("{cell}, {length}: {problem}", cell=CELL_LABEL(cell), length=length, problem=problem(why))
        st.warning(words, icon=":material/block:")


def _draw_results(sweep: Sweep) -> None:
    """Draw the results: two charts, and the times in words."""
    if not sweep.measurements or not sweep.experiments:
        return
    first = next(iter(sweep.experiments.values()))
    assert isinstance(first, Recurrent)
    figure, title, top = FIGURES[first.metric]
    axis = _(first.settings_by_key()[SETTINGS[first.data.name]].title)
    left, right = st.columns(2)
    with left:
        _chart(
            "figure",
            axis,
            _(title),
            top,
            {key: each.figures.get(figure, nan) for key, each in sweep.measurements.items()},
        )
    with right:
        times = {key: each.milliseconds for key, each in sweep.measurements.items()}
        _chart("times", axis, _("Milliseconds of one update"), None, times)
    st.markdown("\n".join(f"- {words}" for words in growth(sweep.measurements)))
    st.caption(_measured_with(first))


def _measured_with(first: Recurrent) -> str:
    """Return the settings that all these nets share."""
    return _(
        "Task {task}, {hidden} hidden units, {layers} layers, {steps} steps each, batches of {batch}. All cells have "
        "the same settings and seed; the times are of this machine, and other trainings on it lengthen them.",
        task=option_label(first.data.name, "data.name"),
        hidden=first.net.hidden,
        layers=first.net.layers,
        steps=first.fit.steps,
        batch=first.fit.batch,
    )


def _chart(name: str, x_title: str, y_title: str, top: float | None, values: Mapping[tuple[Any, ...], float]) -> None:
    """Draw a line for each cell over the lengths, without values that are not finite."""
    points = [(CELL_LABEL(cell), length, value) for (cell, length), value in values.items() if isfinite(value)]
    titles = tuple(CELL_LABEL(cell) for cell in CELLS if CELL_LABEL(cell) in {each[0] for each in points})
    alt = _("{title} over {axis}, for {nets}.", title=y_title, axis=x_title, nets=", ".join(titles))
    spec = lines(titles, x_title, y_title, _("Cell"), description=alt, top=top)
    names, lengths, figures = ([each[at] for each in points] for at in range(3))
    rows = pa.table({"x": pa.array(lengths, pa.int32()), "y": pa.array(figures, pa.float64()), "line": names})
    chart(f"memory/{name}/{len(titles)}/{y_title}", spec, rows)


def growth(measured: Mapping[tuple[Any, ...], Measurement]) -> list[str]:
    """Describe for each cell how its time grows with the length, and which runs diverged."""
    sentences = []
    for cell in CELLS:
        own = {length: each for (name, length), each in measured.items() if name == cell}
        timed = {length: each.milliseconds for length, each in own.items() if isfinite(each.milliseconds)}
        if len(timed) > 1:
            short, long = min(timed), max(timed)
            sentences.append(
                _(
                    "{cell}: {long} steps instead of {short} take {ratio:.1f} times as long, {after:.1f} ms.",
                    cell=CELL_LABEL(cell),
                    short=short,
                    long=long,
                    ratio=timed[long] / timed[short],
                    after=timed[long],
                )
            )
        sentences += [
            _("{cell} has diverged at {length}.", cell=CELL_LABEL(cell), length=length)
            for length, each in own.items()
            if each.state == "diverged"
        ]
    return sentences


MEMORY = Inspector(N_("Memory span"), lambda session: {}, memory_panel)
