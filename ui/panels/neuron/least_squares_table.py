"""Gradient descent beside the formula: the weights found so far, and those of least squares."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.models.neuron.experiment import Neuron
from ui.charts.render import answers
from ui.panels.neuron.parameter_names import entries, title, values
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import number, table, weight
from ui.text.i18n import _

PARTS = ("train", "test")
MAX_TIMES = 1e6  # a loss larger than the best by more is only called far above


def numbers(session: TrainingSession) -> None:
    """A table of both, where there is a formula; else the sliders tell the weights."""
    experiment, best, held = of_family(session, Neuron), solution(session), values(session)
    if not held or not best:
        return
    every = entries(experiment)
    heads = ["", *(title(experiment, entry) for entry in every), _("training loss"), _("test loss")]
    now = [number(session.run.shown.history.last(f"{name}_loss")) for name in PARTS]
    rows = [[_("the neuron"), *(weight(number(held[entry])) for entry in every), *now]]
    solved = [float(best["bias"][0] if e.input < 0 else best["weight"][0, e.input]) for e in every]
    rows.append([_("least squares"), *map(number, solved), *(number(float(best[f"{n}_loss"])) for n in PARTS)])
    st.markdown(table(heads, rows))


def sentences(session: TrainingSession) -> None:
    """How far the neuron is above the formula, and what its numbers mean for houses."""
    experiment, best, held = of_family(session, Neuron), solution(session), values(session)
    told = [describe_gap(session.run.shown.history.last("train_loss"), float(best["train_loss"]))] if best else []
    if held and experiment.data.name == "houses" and not experiment.data.standard and experiment.linear:
        told.append(_dollars(experiment, held))
    st.markdown("  \n".join(told))


def solution(session: TrainingSession) -> dict[str, np.ndarray]:
    """Least squares of the current net; empty where no formula gives its best weights."""
    experiment, best = of_family(session, Neuron), answers(session.run, "least_squares")
    fits = bool(best) and best["weight"].shape == (experiment.outputs, experiment.inputs) and experiment.linear
    return best if fits else {}


def describe_gap(now: float, best: float) -> str:
    """Return how far a loss is above the best one, in words."""
    times = now / best if best > 0 else float("inf")
    if not times < MAX_TIMES:
        return _("The training loss is far above the best a straight line can reach.")
    if times >= 2:
        said = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
        return _("The training loss is **{times} times** the best a straight line can reach.", times=said)
    return _("The training loss is **{over:.1%}** above the best a straight line can reach.", over=max(times - 1, 0.0))


def _dollars(experiment: Neuron, held: dict) -> str:
    """How the price changes with one more of each input."""
    each = {"area": (100, _("each extra square foot")), "lot": (10, _("each extra square foot of the lot"))}
    each["rooms"] = (100_000, _("each extra bedroom"))
    words = []
    for entry, value in held.items():
        if entry.input >= 0:
            unit, name = each[experiment.data.inputs[entry.input]]
            words.append(_("{thing} adds {dollars}", thing=name, dollars=dollars(unit * value)))
    return _("According to the neuron, {sentences}.", sentences=_(", ").join(words))


def dollars(amount: float) -> str:
    """An amount of money with its sign before the currency, such as −$1; to the cent where it is small."""
    digits = 0 if abs(amount) >= 10 else 2
    written = f"{abs(amount):,.{digits}f}"
    return f"−\\${written}" if amount < 0 and float(written.replace(",", "")) else f"\\${written}"
