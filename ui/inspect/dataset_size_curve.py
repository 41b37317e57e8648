"""Draw the dataset-size curve: the same net trained on growing subsets, with label noise or without."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import pyarrow as pa
import streamlit as st

from nets.experiment.experiment import Experiment
from nets.experiment.metrics import metric_of
from nets.experiment.user_error import Problem
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.inspect.dataset_size_results import Curve, count_diverged, describe_curve
from ui.session.sweep import Sweep, short
from ui.session.training_session import TrainingSession, begin_sweep
from ui.text.i18n import N_, _, problem
from ui.widgets.remembered import choice, choice_arguments, number_choice

NAME = "curve"
SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
NOISES = (0.0, 0.2, 0.4)
SEEDS = (1, 2, 3, 5)
USUAL_STEPS, LEAST, MOST = 1000, 50, 5000
PARTS = {"train": N_("training"), "test": N_("test")}
Experiments = dict[tuple[Any, ...], Experiment]  # by label noise, share, and number of the seed


def variants(
    experiment: Experiment, shares: list[float], noises: list[float], seeds: int, steps: int
) -> tuple[Experiments, dict[tuple[Any, ...], Problem]]:
    """Return the experiments to train, small ones first and no two equal, and why others are not possible."""
    planned: Experiments = {}
    refused: dict[tuple[Any, ...], Problem] = {}
    for share in sorted(shares):
        for noise in noises:
            for seed in range(seeds):
                changes = {**experiment.sized(share), "fit.seed": (experiment.fit.seed + seed) % 2**31}
                changes |= {"data.label_noise": noise} if "data.label_noise" in experiment.settings_by_key() else {}
                try:
                    variant = short(experiment, changes, steps)
                except Problem as found:
                    refused[noise, share, seed] = found
                else:
                    if variant not in planned.values():
                        planned[noise, share, seed] = variant
    return planned, refused


def learning_curve_panel(session: TrainingSession) -> None:
    """Draw what to train, a button, the progress, the charts, and their interpretation."""
    experiment = session.experiment
    if not {"data.share", "data.examples"} & experiment.settings_by_key().keys():
        st.markdown(_("The data of this page are one piece, of which no part can be left out."))
        return
    sweep = session.sweeps.get(NAME)
    _plan(session, sweep is not None and sweep.moving)
    if sweep is None:
        st.caption(
            _(
                "Trains this net from the start on ever larger shares of the training part, each time with as many "
                "updates, and measures it with one and the same test part, whose labels are all right. It begins when "
                "you press the button; the run at hand rests."
            )
        )
        return
    _progress(sweep)
    if sweep.base != session.experiment:
        st.info(_("The settings have changed since. What you see was measured before."), icon=":material/history:")
    _draw_results(sweep)


def _plan(session: TrainingSession, busy: bool) -> None:
    """Draw the choices of sizes, noise, seeds and steps, and the button."""
    experiment = session.experiment
    shares, noises = _shares(session), _noises(session)
    several: dict[str, Any] = {"selection_mode": "multi", "disabled": busy}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        widget = choice_arguments(session, "curve/shares", shares)
        st.pills(_("Share of the training part"), SHARES, format_func=_fraction, **several, **widget)
        if "data.label_noise" in experiment.settings_by_key():
            options = sorted({*NOISES, experiment.value("data.label_noise")})
            widget = choice_arguments(session, "curve/noises", noises)
            st.pills(_("Label noise"), options, format_func="{:.0%}".format, **several, **widget)
        widget = choice_arguments(session, "curve/seeds", _seeds(session))
        help = _("So many nets with other initial weights for each point; the curve is their mean.")
        st.segmented_control(_("Seeds"), SEEDS, required=True, disabled=busy, help=help, **widget)
        widget = {"step": 50, "width": 150, "disabled": busy}
        number_choice(session, "curve/steps", _("Steps of each run"), LEAST, MOST, _steps(session), **widget)
        if busy:
            st.button(_("Stop"), key="curve/stop", icon=":material/stop:", on_click=session.sweeps[NAME].cancel)
        else:
            label = _("Train {count} short runs", count=len(shares) * len(noises) * _seeds(session))
            off, go = not (shares and noises), lambda: _on_click_start(session)
            icon = ":material/ssid_chart:"
            st.button(label, key="curve/start", icon=icon, type="primary", disabled=off, on_click=go)


def _shares(session: TrainingSession) -> list[float]:
    return list(choice(session, "curve/shares", list(SHARES)))


def _noises(session: TrainingSession) -> list[float]:
    if "data.label_noise" not in session.experiment.settings_by_key():
        return [0.0]
    now = session.experiment.value("data.label_noise")
    return sorted(each for each in choice(session, "curve/noises", [now]) if each in {*NOISES, now})


def _seeds(session: TrainingSession) -> int:
    return int(choice(session, "curve/seeds", 1))


def _steps(session: TrainingSession) -> int:
    usual = max(LEAST, min(USUAL_STEPS, session.experiment.fit.steps))
    return int(choice(session, "curve/steps", usual))


def _on_click_start(session: TrainingSession) -> None:
    plan = (_shares(session), _noises(session), _seeds(session), _steps(session))
    begin_sweep(session, NAME, *variants(session.experiment, *plan))


def _fraction(share: float) -> str:
    return _("all of it") if share == 1 else f"1/{round(1 / share)}"


def _progress(sweep: Sweep) -> None:
    """Draw the progress, and why some runs are not possible."""
    if sweep.current_key is not None:
        words = _(
            "{share} of the training part, label noise {noise:.0%}: step {step} of {steps}. {done} of {all} runs are "
            "done.",
            share=_fraction(sweep.current_key[1]),
            noise=sweep.current_key[0],
            step=f"{sweep.run.index if sweep.run else 0:,}",
            steps=f"{sweep.experiments[sweep.current_key].fit.steps:,}",
            done=len(sweep.measurements),
            all=len(sweep.experiments),
        )
        st.progress(sweep.share, words)
    for (_noise, share, _seed), found in sweep.problems.items():
        st.warning(f"{_fraction(share)}: {problem(found)}", icon=":material/block:")


def _draw_results(sweep: Sweep) -> None:
    """Draw the charts of what was measured, and their interpretation."""
    if not sweep.measurements or sweep.base is None:
        return
    metric = sweep.base.metric
    curves = [curve for figure in (metric, "loss") if figure and (curve := Curve.of(sweep.measurements, figure)).points]
    if lost := count_diverged(sweep.measurements):
        st.warning(_("Runs that have diverged and are left out: {count}.", count=lost), icon=":material/warning:")
    if not curves:
        return
    for column, curve in zip(st.columns(len(curves)), curves, strict=True):
        with column:
            _chart(curve)
    st.markdown("\n".join(f"- {words}" for words in describe_curve(curves[0])))
    st.caption(
        _(
            "{steps} updates each, in batches of {batch}; the test part is the same for all, and right. Training "
            "figures are of the labels as they are learnt, wrong ones included.",
            steps=f"{next(iter(sweep.experiments.values())).fit.steps:,}",
            batch=sweep.base.fit.batch,
        )
    )


def _chart(curve: Curve) -> None:
    """Draw a line for each part and amount of noise over the number of examples, with bars from best to worst."""
    titles = {
        (noise, part): _(PARTS[part]) + (f", {noise:.0%}" if len(curve.noises) > 1 else "")
        for noise in curve.noises
        for part in PARTS
        if curve.line(noise, part)
    }
    x_title = _("Training examples")
    y_title = _(metric_of(curve.figure).title)
    alt = _("{title} over {axis}, for {nets}.", title=y_title, axis=x_title, nets=", ".join(titles.values()))
    dashed = tuple(title for (_noise, part), title in titles.items() if part == "train")
    look: dict[str, Any] = {"number": ".0%", "top": 1.0} if metric_of(curve.figure).is_best_at_one else {}
    spec = lines(
        tuple(titles.values()),
        x_title,
        y_title,
        _("Line"),
        description=alt,
        dashed=dashed,
        log_x=True,
        marks=tuple(sorted({point.examples for point in curve.points})),
        bars=(_("lowest"), _("highest")),
        **look,
    )
    points = [(titles[each.noise, each.part], each) for each in curve.points if isfinite(each.mean)]
    columns: Mapping[str, list[Any]] = {
        "x": [float(each.examples) for _title, each in points],
        "y": [each.mean for _title, each in points],
        "low": [each.low for _title, each in points],
        "high": [each.high for _title, each in points],
        "line": [title for title, _each in points],
    }
    chart(f"curve/{curve.figure}/{len(titles)}", spec, pa.table(columns))
