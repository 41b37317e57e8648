"""What a page that trains nothing shows of the visitor's own last run, whichever page it was trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nets.training.engine import Engine
from ui.bench import Bench
from ui.components.ticker import ticker
from ui.landscape import landscape_panel
from ui.range_test import range_panel
from ui.sharp_flat import sharp_flat_panel
from ui.visitors import visitor
from ui.widgets.error_boundary import error_boundary, fragment
from ui.words import N_, _, plain, problem

FRAME_MILLISECONDS = 150


def last_run() -> Bench | None:
    """The bench on which the visitor made the latest update; None before there was one."""
    benches = [bench for bench in visitor().benches.values() if bench.run.index]
    return max(benches, key=lambda bench: bench.run.moved, default=None)


@fragment("own_run")
def own_run(engine: Engine) -> None:
    """The loss landscape of the last run."""
    _section("own_run", landscape_panel)


@fragment("own_range")
def own_range(engine: Engine) -> None:
    """The range test of the net of the last run; a rate that is taken is that of its page."""
    _section("own_range", lambda bench: range_panel(bench, partial(_turn, bench)))


@fragment("own_sharpness")
def own_sharpness(engine: Engine) -> None:
    """Sharp against flat minima, by runs of the experiment of the last run."""
    _section("own_sharpness", sharp_flat_panel)


def _section(key: str, panel: Callable[[Bench], None]) -> None:
    """Whose run it is, and the panel; drawn again while something in it moves."""
    bench = last_run()
    if bench is None:
        _none(key)
        return
    for found in bench.problems:
        st.error(problem(found), icon=":material/block:")
    words = _(
        "{run} of the page {page}, {steps:,} updates so far.",
        run=plain(bench.kept.title(bench.run)),
        page=_title(bench.experiment.family),
        steps=bench.run.index,
    )
    st.caption(words)
    bench.tracing = False
    with error_boundary(f"{key}/panel"):
        panel(bench)
    bench.frames += 1
    moving = bench.tracing or bench.run.busy or any(sweep.moving for sweep in bench.sweeps.values())
    ticker(f"{key}/ticker", bench.frames, FRAME_MILLISECONDS, moving)


def _none(key: str) -> None:
    """Nothing was trained yet: say so, and where it can be."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"{key}/none"):
        st.info(_("You have not trained a net yet. Train one, on any page, and come back."), icon=":material/info:")
        label = _("Train a perceptron")
        st.page_link("../pages/perceptron.py", label=label, icon=":material/arrow_forward:")


TITLES = {
    "neuron": N_("Neuron"),
    "perceptron": N_("Perceptron"),
    "cnn": "CNN",
    "autoencoder": N_("Autoencoder"),
    "recurrent": N_("Recurrent"),
    "word2vec": "Word2Vec",
    "seq2seq": N_("Encoder-decoder"),
    "captioner": N_("Captioning"),
    "transformer": "Transformer",
    "gpt": "GPT",
    "bert": "BERT",
}


def _title(family: str) -> str:
    """What the page of a family is called."""
    return _(TITLES.get(family, family))


def _turn(bench: Bench, changes: Mapping[str, Any]) -> None:
    """Turn knobs of a run whose page is not open: its link is written when that is opened again."""
    bench.turn(bench.experiment.completed(changes))
