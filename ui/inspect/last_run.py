"""Show the last run of the browser tab on a page that trains nothing, whichever page it was trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from nets.engine.engine import Engine
from nets.engine.run import Run
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.fragments.ticker import ticker
from ui.inspect.batch_size_sharpness import sharp_flat_panel
from ui.inspect.loss_landscape import landscape_panel
from ui.inspect.lr_range_test import range_panel
from ui.session.browser_tabs import current_tab
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, plain, problem

FRAME_MILLISECONDS = 150


def last_run() -> tuple[TrainingSession, Run] | None:
    """Return the run that made the latest update in this browser tab, with its session; None before the first."""
    trained = [(session, run) for session in current_tab().sessions.values() for run in session.runs if run.index]
    return max(trained, key=lambda found: (found[1].progress.moved_at, found[1] is found[0].run), default=None)


@fragment("own_run")
def last_run_landscape(engine: Engine) -> None:
    """Draw the loss landscape of the last run."""
    _section("own_run", landscape_panel)


@fragment("own_range")
def last_run_lr_range(engine: Engine) -> None:
    """Draw the learning-rate range test of the last run; a rate that the user takes is set on its page."""
    _section("own_range", lambda session: range_panel(session, partial(_on_change_settings, session)))


@fragment("own_sharpness")
def last_run_sharpness(engine: Engine) -> None:
    """Draw sharp against flat minima, by runs of the last run's experiment."""
    _section("own_sharpness", sharp_flat_panel)


def _section(key: str, panel: Callable[[TrainingSession], None]) -> None:
    """Draw which run it is, and the panel; again while something in it moves."""
    last = last_run()
    if last is None:
        _draw_no_run(key)
        return
    session, run = last
    for each in session.problems:
        st.error(problem(each), icon=":material/block:")
    if run is not session.run:
        _draw_way_back(key, session, run)
        return
    words = _(
        "{run} of the page {page}, {steps:,} updates so far.",
        run=plain(session.run_list.title(session.run)),
        page=_title(session.experiment.family),
        steps=session.run.index,
    )
    st.caption(words)
    session.probes.is_waiting = False
    with error_boundary(f"{key}/panel"):
        panel(session)
    moving = session.probes.is_waiting or session.run.busy or any(sweep.moving for sweep in session.sweeps.values())
    ticker(f"{key}/ticker", FRAME_MILLISECONDS, moving)


def _draw_no_run(key: str) -> None:
    """Draw a notice that nothing was trained yet, with a link."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"{key}/none"):
        st.info(_("You have not trained a net yet. Train one, on any page, and come back."), icon=":material/info:")
        label = _("Train a perceptron")
        st.page_link("../../pages/perceptron.py", label=label, icon=":material/arrow_forward:")


def _draw_way_back(key: str, session: TrainingSession, run: Run) -> None:
    """Offer to resume the last run if it is no longer the current one of its page, such as after a reset."""
    words = _(
        "Your last run, {run} on the page {page}, is no longer the current one.",
        run=plain(session.run_list.title(run)),
        page=_title(session.experiment.family),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"{key}/kept"):
        st.info(words, icon=":material/history:")
        bring = lambda: _on_click_back(key, session, run)  # noqa: E731
        st.button(_("Go back to it"), key=f"{key}/back", icon=":material/history:", on_click=bring)


def _on_click_back(key: str, session: TrainingSession, run: Run) -> None:
    session.return_to(run)
    redraw(key)


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
    """Return the title of a family's page."""
    return _(TITLES.get(family, family))


def _on_change_settings(session: TrainingSession, changes: Mapping[str, Any]) -> None:
    """Change settings of a run whose page is not open: its link is written when that is opened again."""
    session.change_settings(session.experiment.completed(changes))
