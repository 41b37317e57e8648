"""Compare sharp and flat minima by batch size (Keskar et al. 2017): short runs, and the loss around each."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.experiment.user_error import Problem
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.session.sweep import Measurement, Sweep, short
from ui.session.training_session import TrainingSession, begin_sweep
from ui.text.formatting import table
from ui.text.i18n import _, problem
from ui.widgets.remembered import choice, choice_arguments, number_choice

NAME = "sharp_flat"
SIZES = (1, 4, 16, 64, 256, 1024)
STEPS, LEAST, MOST = 400, 50, 20_000
ALIKE = 0.1  # of one plus the lowest training loss: nets that differ less have learnt equally well
CLEAR = 1.2  # a minimum that is this many times as sharp is called sharper


def sharp_flat_panel(session: TrainingSession) -> None:
    """Draw the choice of batch sizes and steps, a button, and the slices with their figures."""
    sweep = session.sweeps.get(NAME)
    if sweep:
        sweep.follow()  # this may stand on another page
    _plan(session, sweep is not None and sweep.moving)
    if sweep:
        _progress(sweep)
        _draw_results(sweep)
    st.caption(
        _(
            "Short runs of this experiment that differ in the batch size alone; each makes the same number of updates. "
            "Then the loss is measured along random directions around each net, in which every filter is as long as "
            "the net's own, so that large weights do not look flat (Li et al. 2018)."
        )
    )


def _sizes(session: TrainingSession) -> list[int]:
    """Return the selected batch sizes; at first the current one, a smaller and a larger one."""
    own = session.experiment.fit.batch
    near = sorted({max(1, own // 8), own, min(8 * own, SIZES[-1])})
    return sorted(int(size) for size in choice(session, f"{NAME}/sizes", near))


def _plan(session: TrainingSession, busy: bool) -> None:
    sizes, steps = _sizes(session), int(choice(session, f"{NAME}/steps", STEPS))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.pills(
            _("Batch sizes"),
            sorted({*SIZES, *sizes}),
            selection_mode="multi",
            disabled=busy,
            **choice_arguments(session, f"{NAME}/sizes", sizes),
        )
        looks: dict[str, Any] = {"step": 50, "width": 150, "disabled": busy}
        number_choice(session, f"{NAME}/steps", _("Steps of each run"), LEAST, MOST, steps, **looks)
        if busy:
            st.button(_("Stop"), key=f"{NAME}/stop", icon=":material/stop:", on_click=session.sweeps[NAME].cancel)
        else:
            go = lambda: _on_click_start(session, sizes, steps)  # noqa: E731
            label = _("Train {count} short runs", count=len(sizes))
            look: dict[str, Any] = {"icon": ":material/timer:", "type": "primary", "disabled": not sizes}
            st.button(label, key=f"{NAME}/start", on_click=go, **look)


def _on_click_start(session: TrainingSession, sizes: list[int], steps: int) -> None:
    experiments, problems = {}, {}
    for size in sizes:
        try:
            experiments[(size,)] = short(session.experiment, {"fit.batch": size}, steps)
        except Problem as error:
            problems[(size,)] = error
    begin_sweep(session, NAME, experiments, problems, survey="profile")


def _progress(sweep: Sweep) -> None:
    """Draw the progress, and why some runs are not possible."""
    if sweep.current_key is not None:
        words = _(
            "Batch size {batch}: step {step} of {steps}. {done} of {all} runs are done.",
            batch=sweep.current_key[0],
            step=f"{sweep.run.index if sweep.run else 0:,}",
            steps=f"{sweep.experiments[sweep.current_key].fit.steps:,}",
            done=len(sweep.measurements),
            all=len(sweep.experiments),
        )
        st.progress(sweep.share, words)
    for (size,), found in sweep.problems.items():
        st.warning(_("Batch size {batch}: {problem}", batch=size, problem=problem(found)), icon=":material/block:")
    for (size,), each in sweep.measurements.items():
        if each.state == "diverged":
            st.warning(_("With a batch size of {batch} the run has diverged.", batch=size), icon=":material/block:")


def _draw_results(sweep: Sweep) -> None:
    """Draw the slices, a table of figures, and which is the sharpest."""
    done = {size: each for (size,), each in sweep.measurements.items() if each.survey is not None}
    if not done:
        return
    parts = {"train": _("Training loss"), "test": _("Test loss")}
    parts_measured = [name for name in parts if any(np.isfinite(survey_of(each)[name]).any() for each in done.values())]
    for column, name in zip(st.columns(len(parts_measured)), parts_measured, strict=True):
        with column:
            _slices(name, parts[name], done)
    st.markdown(_figures(done, parts_measured))
    if len(done) > 1:
        st.markdown(
            verdict(
                {size: (loss_at_net(each, "train"), float(survey_of(each)["sharpness"])) for size, each in done.items()}
            )
        )
    st.caption(
        _(
            "Sharpness: 100 · (highest − own) / (1 + own) of the training loss along each direction, the mean of them; "
            "Keskar et al. (2017) search the highest loss in a box instead. Other seeds and longer runs may turn it "
            "round, and a sharp minimum can be made flat by other weights of the same function (Dinh et al. 2017)."
        )
    )


def survey_of(each: Measurement) -> Any:
    """Return the survey around a net."""
    return each.survey


def loss_at_net(each: Measurement, part: str) -> float:
    """Return the loss of the net itself: the middle of every direction."""
    losses = survey_of(each)[part][0]
    return float(losses[len(losses) // 2])


def _slices(name: str, title: str, done: dict[int, Measurement]) -> None:
    """Draw the mean over the directions, a line for each batch size."""
    titles = {size: _("batch {batch}", batch=size) for size in done}
    x_title = _("Distance from the net, in lengths of its filters")
    alt = _("{title} over {axis}, for {nets}.", title=title, axis=x_title, nets=", ".join(titles.values()))
    spec = lines(tuple(titles.values()), x_title, title, _("Run"), description=alt, whole=False)
    curves = [survey_of(each)[name].mean(axis=0) for each in done.values()]
    rows = {
        "x": np.concatenate([survey_of(each)["along"] for each in done.values()]),
        "y": pa.array(np.concatenate(curves).astype(np.float64), from_pandas=True),
        "line": np.repeat(list(titles.values()), [len(curve) for curve in curves]).tolist(),
    }
    chart(f"{NAME}/{name}/{'/'.join(map(str, done))}", spec, pa.table(rows))


def _figures(done: dict[int, Measurement], parts_measured: list[str]) -> str:
    """Return a table of what each run has reached, and how sharp it is."""
    heads = {"train": _("training loss"), "test": _("test loss")}
    rows = []
    for size, each in done.items():
        sharp = f"**{float(survey_of(each)['sharpness']):.3g}**"
        rows.append([f"{size:,}", *(f"{loss_at_net(each, name):.4g}" for name in parts_measured), sharp])
    return table([_("Batch size"), *(heads[name] for name in parts_measured), _("Sharpness")], rows)


def verdict(figures_by_size: Mapping[int, tuple[float, float]]) -> str:
    """Describe which batch size has led to the sharpest minimum, if one clearly has, from loss and sharpness."""
    sound = {size: figures for size, figures in figures_by_size.items() if all(map(isfinite, figures))}
    if len(sound) < 2:
        return _("There is too little to compare.")
    losses = [loss for loss, _sharp in sound.values()]
    if max(losses) - min(losses) > ALIKE * (1 + min(losses)):
        return _(
            "They have not learnt equally well, training loss {low:.3g} to {high:.3g}, and a net that has learnt less "
            "lies flatter for that alone. Let them train longer, or compare those that are alike.",
            low=min(losses),
            high=max(losses),
        )
    sharp = {size: value for size, (_loss, value) in sound.items()}
    most, least = max(sharp, key=sharp.__getitem__), min(sharp, key=sharp.__getitem__)
    if sharp[most] < CLEAR * sharp[least]:
        return _("All are about as sharp: the batch size makes no clear difference here.")
    words = _(
        "Sharpest is the place that a batch size of **{most}** has led to, flattest that of **{least}**.",
        most=most,
        least=least,
    )
    return words + " " + (_("As Keskar et al. found.") if most > least else _("Keskar et al. found it the other way."))
