"""Gradient descent beside the formula: the weights found so far, and those of least squares."""

from __future__ import annotations

import streamlit as st

from nets.neuron.experiment import Neuron
from ui.bench import Bench, of_family
from ui.one_neuron.entries import entries, title, values
from ui.panels import answers
from ui.titles import number, table, weight
from ui.words import _


def beside_formula(bench: Bench) -> None:
    """A table of both, how far apart they are, and what the numbers mean for houses."""
    experiment, best, held = of_family(bench, Neuron), answers(bench.run, "least_squares"), values(bench)
    losses = {name: bench.run.shown.history.last(f"{name}_loss") for name in ("train", "test")}
    if not held:
        return
    every = entries(experiment)
    heads = ["", *(title(experiment, entry) for entry in every), _("training loss"), _("test loss")]
    rows = [[_("the neuron"), *(weight(number(held[e])) for e in every), *(number(losses[n]) for n in losses)]]
    fits = bool(best) and best["weight"].shape == (experiment.outputs, experiment.inputs) and experiment.linear
    if fits:
        solved = [float(best["bias"][0] if e.input < 0 else best["weight"][0, e.input]) for e in every]
        rows.append([_("least squares"), *map(number, solved), *(number(float(best[f"{n}_loss"])) for n in losses)])
    told = [table(heads, rows)]
    if fits:
        told.append(_apart(losses["train"], float(best["train_loss"])))
    if experiment.data.name == "houses" and not experiment.data.standard and experiment.linear:
        told.append(_dollars(experiment, held))
    st.markdown("\n\n".join(told))


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
