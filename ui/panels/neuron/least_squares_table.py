"""Gradient descent and least squares: the current weights beside the solution."""

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
MAX_TIMES = 1e6  # from here on a loss is only called far above the best


def numbers(session: TrainingSession) -> None:
    """Draw a table of both sets of weights, if least squares has a solution for this net."""
    experiment, best, current = of_family(session, Neuron), solution(session), values(session)
    if not current or not best:
        return
    every = entries(experiment)
    heads = ["", *(title(experiment, entry) for entry in every), _("training loss"), _("test loss")]
    now = [number(session.run.shown.history.last(f"{name}_loss")) for name in PARTS]
    rows = [[_("the neuron"), *(weight(number(current[entry])) for entry in every), *now]]
    solved = [float(best["bias"][0] if e.input < 0 else best["weight"][0, e.input]) for e in every]
    rows.append([_("least squares"), *map(number, solved), *(number(float(best[f"{n}_loss"])) for n in PARTS)])
    st.markdown(table(heads, rows))


def sentences(session: TrainingSession) -> None:
    """Draw how far the loss is above the best one, and what the weights mean for house prices."""
    experiment, best, current = of_family(session, Neuron), solution(session), values(session)
    phrases = [describe_gap(session.run.shown.history.last("train_loss"), float(best["train_loss"]))] if best else []
    if current and experiment.data.name == "houses" and not experiment.data.standard and experiment.linear:
        phrases.append(_dollars(experiment, current))
    st.markdown("  \n".join(phrases))


def solution(session: TrainingSession) -> dict[str, np.ndarray]:
    """Return the least-squares solution for the current net; empty if no formula gives its best weights."""
    experiment, best = of_family(session, Neuron), answers(session.run, "least_squares")
    is_current = bool(best) and best["weight"].shape == (experiment.outputs, experiment.inputs) and experiment.linear
    return best if is_current else {}


def describe_gap(now: float, best: float) -> str:
    """Return how far a loss is above the best one, in words."""
    times = now / best if best > 0 else float("inf")
    if not times < MAX_TIMES:
        return _("The training loss is far above the best a straight line can reach.")
    if times >= 2:
        times_text = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
        return _("The training loss is **{times} times** the best a straight line can reach.", times=times_text)
    return _("The training loss is **{over:.1%}** above the best a straight line can reach.", over=max(times - 1, 0.0))


def _dollars(experiment: Neuron, weights: dict) -> str:
    """Return how the price changes with one more of each input."""
    each = {"area": (100, _("each extra square foot")), "lot": (10, _("each extra square foot of the lot"))}
    each["rooms"] = (100_000, _("each extra bedroom"))
    words = []
    for entry, value in weights.items():
        if entry.input >= 0:
            unit, name = each[experiment.data.inputs[entry.input]]
            words.append(_("{thing} adds {dollars}", thing=name, dollars=dollars(unit * value)))
    return _("According to the neuron, {sentences}.", sentences=_(", ").join(words))


def dollars(amount: float) -> str:
    """Format an amount of money with the sign before the currency, such as −$1; with cents below $10."""
    digits = 0 if abs(amount) >= 10 else 2
    digits_text = f"{abs(amount):,.{digits}f}"
    return f"−\\${digits_text}" if amount < 0 and float(digits_text.replace(",", "")) else f"\\${digits_text}"
