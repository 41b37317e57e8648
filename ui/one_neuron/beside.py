"""Gradient descent beside the formula: the weights found so far, and those of least squares."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.neuron.experiment import Neuron
from ui.bench import Bench, of_family
from ui.one_neuron.entries import entries, title, values
from ui.panels import answers
from ui.titles import number, table, weight
from ui.words import _

PARTS = ("train", "test")


def numbers(bench: Bench) -> None:
    """A table of both, where there is a formula; else the sliders tell the weights."""
    experiment, best, held = of_family(bench, Neuron), solution(bench), values(bench)
    if not held or not best:
        return
    every = entries(experiment)
    heads = ["", *(title(experiment, entry) for entry in every), _("training loss"), _("test loss")]
    now = [number(bench.run.shown.history.last(f"{name}_loss")) for name in PARTS]
    rows = [[_("the neuron"), *(weight(number(held[entry])) for entry in every), *now]]
    solved = [float(best["bias"][0] if e.input < 0 else best["weight"][0, e.input]) for e in every]
    rows.append([_("least squares"), *map(number, solved), *(number(float(best[f"{n}_loss"])) for n in PARTS)])
    st.markdown(table(heads, rows))


def sentences(bench: Bench) -> None:
    """How far the neuron is above the formula, and what its numbers mean for houses."""
    experiment, best, held = of_family(bench, Neuron), solution(bench), values(bench)
    told = [_apart(bench.run.shown.history.last("train_loss"), float(best["train_loss"]))] if best else []
    if held and experiment.data.name == "houses" and not experiment.data.standard and experiment.linear:
        told.append(_dollars(experiment, held))
    st.markdown("  \n".join(told))


def solution(bench: Bench) -> dict[str, np.ndarray]:
    """Least squares of the net at hand; empty where no formula gives its best weights."""
    experiment, best = of_family(bench, Neuron), answers(bench.run, "least_squares")
    fits = bool(best) and best["weight"].shape == (experiment.outputs, experiment.inputs) and experiment.linear
    return best if fits else {}


def _apart(now: float, best: float) -> str:
    over = now / best - 1 if best > 0 else float("inf")
    if not over < 1e6:
        return _("The loss is far above the best that a straight line can have.")
    return _("The training loss is **{over:.1%}** above the best that a straight line can have.", over=max(over, 0.0))


def _dollars(experiment: Neuron, held: dict) -> str:
    """What one more of each input costs."""
    each = {"area": (100, _("a square foot of area")), "lot": (10, _("a square foot of lot"))}
    each["rooms"] = (100_000, _("a bedroom"))
    words = []
    for entry, value in held.items():
        if entry.input >= 0:
            unit, name = each[experiment.data.inputs[entry.input]]
            words.append(_("{thing} adds {dollars} dollars", thing=name, dollars=f"{unit * value:,.0f}"))
    return _("The neuron says: {sentences}.", sentences=_(", ").join(words))
