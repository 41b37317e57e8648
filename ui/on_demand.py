"""A question to the net that is dear: asked when a person presses a button, and answered in the background."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from nets.training.places import Lost
from nets.training.problem import N_, Problem
from nets.training.run import Run
from ui.bench import Bench
from ui.redraw import redraw
from ui.words import _, problem

KEPT = "on_demand"
Found = Mapping[str, np.ndarray]


@dataclass
class Demand:
    """A question about a run at a step: the answer, or why there is none, once it has come."""

    run: str
    step: int
    found: Found | None = None
    problem: Problem | None = None
    asking: Future[None] | None = None

    @property
    def moving(self) -> bool:
        """Whether the answer is still to come."""
        return self.asking is not None and not self.asking.done()

    def ask(self, run: Run, probe: str, arguments: Mapping[str, Any]) -> None:
        """Ask and wait; called in the background."""
        try:
            self.found = run.ask(probe, **arguments)
        except Problem as why:
            self.problem = why
        except Lost:
            self.problem = Problem(N_("The worker ended while it was measuring. Try again."))


def on_demand(bench: Bench, probe: str, arguments: Mapping[str, Any], label: str, icon: str = "timer") -> Found:
    """A button that asks this of the run at hand, and the last answer; empty before there is one."""
    held: Demand | None = bench.choices.get(f"{KEPT}/{probe}")
    if held and held.run != bench.run.id:
        held = None
    moving = held is not None and held.moving
    bench.tracing |= moving
    ask = lambda: _ask(bench, probe, arguments)  # noqa: E731
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            label, key=f"{KEPT}/{probe}", icon=f":material/{icon}:", type="primary", disabled=moving, on_click=ask
        )
        if held and moving:
            st.markdown(_("Measuring …"))
        elif held and held.found:
            st.caption(_("Measured after {step:,} updates.", step=held.step))
    if held and held.problem:
        st.warning(problem(held.problem), icon=":material/block:")
    return (held.found or {}) if held else {}


def _ask(bench: Bench, probe: str, arguments: Mapping[str, Any]) -> None:
    run = bench.run
    before: Demand | None = bench.choices.get(f"{KEPT}/{probe}")
    step = run.index if run.shown.step is None else run.shown.step
    held = bench.choices[f"{KEPT}/{probe}"] = Demand(run.id, step)
    if before and before.run == run.id:
        held.found = before.found  # stays to be seen until the new answer has come
    held.asking = bench.engine.background(lambda: held.ask(run, probe, arguments))
    redraw("live")
