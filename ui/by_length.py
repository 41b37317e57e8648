"""Accuracy against the length of the source, with and without attention, from the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.run import Run
from ui.bench import Bench
from ui.charts_lines import lines
from ui.choice import choice, choosing
from ui.inspectors import Inspector
from ui.options import named
from ui.panels import answers, chart
from ui.sentence import made
from ui.titles import table
from ui.words import N_, _

BESIDE = "by_length/beside"
AHEAD = 0.2  # of the steps of two nets that are said to differ


def other(bench: Bench) -> tuple[str, dict[str, Any]]:
    """The net to compare with, its name and what is different: without attention, or with it where there is none."""
    if made(bench).attentive:
        return "without_attention", {"net.attention": "none"}
    return "with_attention", {"net.attention": "additive"}


def companion(bench: Bench) -> None:
    """Have the other net train along, if it was asked for, and ask it what the panel at hand shows."""
    name, changes = other(bench)
    bench.companions.choose(**({name: changes} if choice(bench, BESIDE, False) else {}))
    bench.companions.watch = question(bench) if bench.inspector == "length" else {}
    bench.companions.follow(bench.run)


def question(_bench: Bench) -> dict[str, dict[str, Any]]:
    """What to ask each net."""
    return {"by_length": {}}


def length_panel(bench: Bench) -> None:
    """The switch, a line for each net, and what each has reached."""
    titles = {
        "without_attention": N_("Train the same net without attention beside it"),
        "with_attention": N_("Train the same net with attention beside it"),
    }
    kept = choosing(bench, BESIDE, bool(choice(bench, BESIDE, False)))
    about = _("The same settings, data and seed. It plays, pauses and starts again with the net at hand.")
    st.toggle(_(titles[other(bench)[0]]), help=about, **kept)
    nets = [(_attention(bench.run), bench.run), *((_attention(run), run) for run in bench.companions.runs.values())]
    told = [(title, run, answers(run, "by_length")) for title, run in nets]
    told = [(title, run, found) for title, run, found in told if found and len(found["lengths"])]
    if not told:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _curves(told)
    with right:
        _reached(told)
        st.caption(
            _(
                "Pairs that were made for this alone; none of them is learnt. An answer counts when it is right from "
                "beginning to end. Without attention one vector of fixed length has to hold the whole source: long "
                "ones suffer first."
            )
        )
        if len(told) > 1 and abs(told[0][1].index - told[1][1].index) > AHEAD * max(told[0][1].index, told[1][1].index):
            st.caption(_("One has learnt longer than the other. “Reset” lets both begin together."))
        longest = int(told[0][2]["longest"])
        if max(int(found["lengths"].max()) for _title, _run, found in told) > longest:
            st.caption(_("Sources of more than {count} symbols are longer than any that is learnt.", count=longest))


def _attention(run: Run) -> str:
    """What a net is called here."""
    kind = str(getattr(run.experiment.net, "attention", "none"))
    return _("no attention") if kind == "none" else _("attention: {kind}", kind=named(kind))


def _curves(told: list[tuple[str, Run, dict[str, np.ndarray]]]) -> None:
    """Accuracy over the length of the source."""
    titles = tuple(title for title, _run, _found in told)
    x_title, y_title = _("Symbols of the source"), _("Share of right answers")
    alt = _("{title} over {axis}, for {nets}.", title=y_title, axis=x_title, nets=", ".join(titles))
    spec = lines(titles, x_title, y_title, _("Net"), description=alt, number=".0%", top=1.0)
    rows = {
        "x": np.concatenate([found["lengths"] for _title, _run, found in told]),
        "y": np.concatenate([np.nan_to_num(found["accuracy"]) for _title, _run, found in told]).astype(np.float64),
        "line": np.repeat(titles, [len(found["lengths"]) for _title, _run, found in told]).tolist(),
    }
    chart(f"by_length/{'/'.join(titles)}", spec, pa.table(rows))


def _reached(told: list[tuple[str, Run, dict[str, np.ndarray]]]) -> None:
    """The shortest and the longest sources, after so many steps."""
    rows = [[title, f"{run.index:,}", *(_share(found, at) for at in (0, -1))] for title, run, found in told]
    st.markdown(table([_("Net"), _("Step"), _("shortest"), _("longest")], rows))


def _share(found: dict[str, np.ndarray], at: int) -> str:
    return f"{found['lengths'][at]}: **{found['accuracy'][at]:.0%}**"


LENGTH = Inspector(N_("Length"), question, length_panel)
