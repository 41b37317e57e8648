"""The same comparison on other seeds: short runs of the pre-trained net and of the net from scratch, as a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from ui.panels.comparison.verdict import FIGURE, Pair, compare_runs, describe_run, describe_seeds
from ui.session.sweep import Key, Sweep, short
from ui.session.training_session import TrainingSession, begin_sweep
from ui.text.formatting import difference, table
from ui.text.i18n import _, problem

MORE_SEEDS = 2  # seeds besides that of the current run
Changes = Mapping[str, Any]


def draw_comparison(session: TrainingSession, name: str, scratch: Changes) -> None:
    """Draw which of the two nets is better in the current run, and the button and table of other seeds.

    Args:
        session: Its current run is pre-trained; its companion "scratch", if any, is the same net from scratch.
        name: The name of the sweep among those of the session.
        scratch: The settings of the net from scratch.
    """
    companion = session.comparison_runs.runs.get("scratch")
    current = compare_runs(session.run, companion) if companion else None
    if current is None:
        return
    step, pair = current
    st.markdown(_("After {step:,} updates:", step=step) + " " + describe_run(pair))
    sweep = session.sweeps.get(name)
    if sweep is None or sweep.base != session.experiment:
        _offer(session, name, scratch)
        return
    _progress(sweep)
    pairs = [pair, *measured_pairs(sweep)] if step == session.experiment.fit.steps else measured_pairs(sweep)
    if len(pairs) > 1:
        st.markdown(describe_seeds(pairs))
        st.markdown(_seed_table(pairs))
    if not sweep.moving:
        _offer(session, name, scratch)


def plan_seeds(experiment: Experiment, scratch: Changes) -> tuple[dict[Key, Experiment], dict[Key, Problem]]:
    """Return the experiments on other seeds by ("pretrained" or "scratch", seed), and why some cannot be."""
    experiments: dict[Key, Experiment] = {}
    refused: dict[Key, Problem] = {}
    for number in range(1, MORE_SEEDS + 1):
        seeds = {key: int(experiment.value(key)) + number for key in ("fit.seed", "data.seed")}
        for kind, changes in (("pretrained", {}), ("scratch", scratch)):
            key = (kind, seeds["fit.seed"])
            try:
                experiments[key] = short(experiment, {**changes, **seeds}, experiment.fit.steps)
            except Problem as why:
                refused[key] = why
    return experiments, refused


def measured_pairs(sweep: Sweep) -> list[Pair]:
    """Return the accuracies of each seed of which both nets are trained."""
    accuracies = {key: each.figures.get(FIGURE) for key, each in sweep.measurements.items() if each.state == "done"}
    seeds = [
        seed for kind, seed in accuracies if kind == "scratch" and accuracies.get(("pretrained", seed)) is not None
    ]
    return [Pair(seed, accuracies["pretrained", seed], accuracies["scratch", seed]) for seed in seeds]  # type: ignore[arg-type]


def _offer(session: TrainingSession, name: str, scratch: Changes) -> None:
    st.button(
        _("Repeat with {count} other seeds", count=MORE_SEEDS),
        key=f"{name}/seeds",
        icon=":material/casino:",
        disabled=session.run.state != "done",
        help=_("Other random weights, other examples. One run may be chance; available when the run has ended."),
        on_click=lambda: begin_sweep(session, name, *plan_seeds(session.experiment, scratch)),
    )


def _progress(sweep: Sweep) -> None:
    if sweep.current_key is not None:
        words = _("{done} of {all} runs are done.", done=len(sweep.measurements), all=len(sweep.experiments))
        st.progress(sweep.share, words)
    for why in sweep.problems.values():
        st.warning(problem(why), icon=":material/block:")


def _seed_table(pairs: list[Pair]) -> str:
    heads = [_("Seed"), _("pre-trained"), _("from scratch"), _("difference in points")]
    rows = [[str(p.seed), f"{p.pretrained:.1%}", f"{p.scratch:.1%}", difference(p.points, 1)] for p in pairs]
    return table(heads, rows)
