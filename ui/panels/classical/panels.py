"""Draw the data and all scores, the models side by side, and the panels about them."""

from __future__ import annotations

import streamlit as st

from nets.models.perceptron.examples import points_problem
from nets.studies.classical.dataset import MAX_TEST, MAX_TRAIN, Dataset, unsplit_points
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.page_parts.panel_switch import draw_problems, draw_study
from ui.panels.classical.code import code_panel
from ui.panels.classical.complexity import complexity_panel
from ui.panels.classical.maps import axis_choice, data_plane
from ui.panels.classical.model_cards import model_cards
from ui.panels.classical.prediction_explanations import explanation_panel
from ui.panels.classical.scores import scores_panel
from ui.panels.classical.showcases import showcases_panel
from ui.panels.classical.state import ClassicalSession
from ui.panels.classical.threshold import threshold_panel
from ui.text.i18n import N_, _, problem

PANELS = {
    "why": (N_("Who says what, and why"), explanation_panel),
    "complexity": (N_("Complexity"), complexity_panel),
    "threshold": (N_("Threshold"), threshold_panel),
    "code": (N_("Code"), code_panel),
    "cases": (N_("Who wins when"), showcases_panel),
}
SCORES = "scores"  # a part that is always drawn; a lesson can hide it like a panel
MORE_TITLES = {SCORES: N_("Scores")}


@fragment("classical-found")
def draw_panels(study: ClassicalSession) -> None:
    """Draw the data, the models and one panel."""
    words = _("Sets the data and the models as this challenge begins, whatever they are now.")
    draw_study(study, PANELS, above=_models, challenge_help=words, on_tick=lambda: _on_tick(study))


def _on_tick(study: ClassicalSession) -> None:
    """Take in files that a worker has read, and show the progress of others."""
    if fragments := study.uploads.tick():
        redraw(*fragments, "classical-found")


def _models(study: ClassicalSession) -> bool:
    _problems(study)
    dataset, points_refusal = study.dataset, points_problem(study.settings.data)
    if points_refusal is not None:
        st.info(problem(points_refusal), icon=":material/draw:")
        data_plane(study, unsplit_points(study.settings.data))
    elif dataset is None:
        st.caption(_("Waiting for the first answer: the workers are starting …"))
    else:
        with error_boundary("scores"):
            _data_and_scores(study, dataset)
    if points_refusal is None:
        with error_boundary("cards"):
            model_cards(study, dataset)
    return dataset is not None


def _problems(study: ClassicalSession) -> None:
    draw_problems(study)
    for fits in (study.current_repeats, study.current_curve):
        if fits is not None and fits.problem is not None:
            st.error(problem(fits.problem), icon=":material/cloud_off:")


def _data_and_scores(study: ClassicalSession, dataset: Dataset) -> None:
    left, right = st.columns([2, 3], gap="medium")
    with left:
        axis_choice(study, dataset)
        data_plane(study, dataset)
        if dataset.left_out:
            words = _("All models learn from {train} examples at most and are judged by {test}; {count} were left out.")
            st.caption(words.format(train=MAX_TRAIN, test=MAX_TEST, count=dataset.left_out))
    if not study.hides(SCORES):
        with right:
            scores_panel(study)
