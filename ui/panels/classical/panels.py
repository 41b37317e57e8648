"""The middle of the page: the data and all scores, the models side by side, and a panel that looks into them."""

from __future__ import annotations

import streamlit as st

from nets.models.perceptron.examples import points_problem
from nets.studies.classical.challenges import CHALLENGES
from nets.studies.classical.dataset import MOST_TEST, MOST_TRAIN, Held, unsplit_points
from nets.training.challenge import Challenge
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.page_parts.panel_switch import (
    draw_challenges,
    draw_failure,
    draw_open_panel,
    draw_switch,
    draw_ticker,
    open_panel,
)
from ui.panels.classical.code import code_panel
from ui.panels.classical.complexity import complexity_panel
from ui.panels.classical.maps import axes, data_plane
from ui.panels.classical.model_cards import cards
from ui.panels.classical.prediction_explanations import why_panel
from ui.panels.classical.scores import scores_panel
from ui.panels.classical.showcases import cases_panel
from ui.panels.classical.state import ClassicalSession, changed
from ui.panels.classical.threshold import threshold_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "why": (N_("Who says what, and why"), why_panel),
    "complexity": (N_("Complexity"), complexity_panel),
    "threshold": (N_("Threshold"), threshold_panel),
    "code": (N_("Code"), code_panel),
    "cases": (N_("Who wins when"), cases_panel),
}
SCORES = "scores"  # which is always there, and hidden like a panel
TITLES = {SCORES: N_("Scores"), **{name: title for name, (title, _draw) in PANELS.items()}}
POLL = 300  # milliseconds between two looks at whether an answer has come


@fragment("classical-found")
def found_panel(study: ClassicalSession) -> None:
    """The answers of the workers; asked for anew until all are there."""
    names = open_panel(study, PANELS)
    study.ask()
    _told(study)
    known, why = study.known, points_problem(study.settings.data)
    if why is not None:
        st.info(problem(why), icon=":material/draw:")
        data_plane(study, unsplit_points(study.settings.data))
    elif known is None:
        st.caption(_("Waiting for the first answer: the workers are starting …"))
    else:
        with error_boundary("scores"):
            _plane_and_scores(study, known)
    if why is None:
        with error_boundary("cards"):
            cards(study, known)
    if known is not None:
        draw_switch(study, PANELS, names)
        draw_open_panel(study, PANELS, names)
    words = _("Sets the data and the models as this challenge begins, whatever they are now.")
    draw_challenges(study, CHALLENGES, lambda challenge: _start(study, challenge), words)
    draw_ticker(study, POLL, study.moving, on_tick=lambda: _tick(study))


def _tick(study: ClassicalSession) -> None:
    """Take in a file that a worker has read, and show how far it is with others."""
    if changed := study.uploads.tick():
        redraw(*changed, "classical-found")


def _plane_and_scores(study: ClassicalSession, known: Held) -> None:
    """The examples, and beside them what all models reach."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        axes(study, known)
        data_plane(study, known)
        if known.left_out:
            words = _("All models learn from {train} examples at most and are judged by {test}; {count} were left out.")
            st.caption(words.format(train=MOST_TRAIN, test=MOST_TEST, count=known.left_out))
    if not study.hides(SCORES):
        with right:
            scores_panel(study)


def _told(study: ClassicalSession) -> None:
    """What did not fit, and what a worker failed at."""
    for found in study.problems:
        st.error(problem(found), icon=":material/block:")
    draw_failure(study, study.problem, study.again)
    for series in (study.repeated, study.curve):
        if (
            series is not None
            and series.problem is not None
            and series.about in (study.about_repeats, study.about_curve)
        ):
            st.error(problem(series.problem), icon=":material/cloud_off:")


def _start(study: ClassicalSession, challenge: Challenge) -> None:
    study.set_up(challenge)
    changed()
