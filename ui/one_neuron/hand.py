"""By hand: a slider for each weight and bias of the neuron, which writes it into the net."""

from __future__ import annotations

from time import monotonic

import numpy as np
import streamlit as st

from nets.neuron.experiment import Neuron
from ui.bench import Bench, of_family
from ui.one_neuron.entries import Entry, entries, meaning, reach, title, values, way
from ui.rewrite import edited, undo_button, write
from ui.shown import by_person, shown
from ui.words import _

FRAGMENT = "hand"
MOST_IN_A_ROW = 3
A_SECOND = 2  # how often the sliders follow a run that trains


def stamp(bench: Bench) -> object:
    """What the sliders are drawn for."""
    run = bench.run
    held = int(A_SECOND * monotonic()) if run.state == "running" else tuple(values(bench).values())
    return run.id, run.state, len(run.edits), run.shown.step, held


@st.fragment(key=FRAGMENT)
def by_hand(bench: Bench) -> None:
    """A slider for each weight and bias, and what the loss answered."""
    experiment, held = of_family(bench, Neuron), values(bench)
    bench.drawn[FRAGMENT] = bench.wanted[FRAGMENT] = stamp(bench)
    with st.container(border=True, gap="small"):
        every = entries(experiment)
        for start in range(0, len(every), MOST_IN_A_ROW):
            row = every[start : start + MOST_IN_A_ROW]
            for entry, column in zip(row, st.columns(min(len(every), MOST_IN_A_ROW)), strict=False):
                with column:
                    _slider(bench, experiment, entry, held)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            undo_button(bench, FRAGMENT)
            if bench.run.shown.step is not None:
                st.caption(_("You are looking back. Weights are written at the present: press Live."))
            else:
                st.caption(_("Move them by hand: the neuron, its loss and the ball answer at once. Then press Train."))
        edited(bench)


def _slider(bench: Bench, experiment: Neuron, entry: Entry, held: dict[Entry, float]) -> None:
    value = held.get(entry, 0.0)
    side = float(reach(value, way(bench.run, entry)[-200:]))
    key = f"hand/{entry.neuron}/{entry.input}/{side:g}"
    shown(key, float(np.clip(round(value, 3) if np.isfinite(value) else 0.0, -side, side)))
    st.slider(
        f"**{title(experiment, entry)}** · {meaning(experiment, entry)}",
        -side,
        side,
        step=side / 400,
        format="%.2f",
        key=key,
        disabled=not held or bench.run.state in ("diverged", "failed", "stopped") or bench.run.shown.step is not None,
        on_change=by_person(key, lambda told: write(bench, entry.parameter, entry.index, told, FRAGMENT)),
    )
