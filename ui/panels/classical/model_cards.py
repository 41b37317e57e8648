"""Draw the models side by side, each with its decision map, its scores, and its setting."""

from __future__ import annotations

import streamlit as st

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.evaluation import Scores
from nets.studies.classical.models import UNITS
from nets.studies.classical.settings import COMPLEXITY, Model
from ui.panels.classical.labels import format_milliseconds, format_score, model_title
from ui.panels.classical.maps import model_map
from ui.panels.classical.state import ClassicalSession
from ui.text.i18n import _
from ui.widgets.study_form import NumberStyle, study_control


def model_cards(study: ClassicalSession, dataset: Dataset | None) -> None:
    """Draw a card for each fitted model; `dataset` is None while it is not known."""
    with st.container(key="classical-cards"):
        for model in study.settings.fitted_models:
            with st.container(key=f"classical-card-{model}", gap="xsmall"):
                _card(study, dataset, model)
    if dataset is not None and not dataset.xy.shape[1]:
        st.caption(_about_slice(study))


def _about_slice(study: ClassicalSession) -> str:
    """Explain what a map of a table shows."""
    if study.view.row is None:
        return _(
            "Each map is a slice: only the two inputs of its axes change, all others are at their mean. Points that "
            "seem to lie on the wrong side may differ in an input that is not drawn."
        )
    return _(
        "Each map is a slice through the ringed example: only the two inputs of its axes change, all others are as "
        "they are there. Other points may differ in an input that is not drawn."
    )


def _card(study: ClassicalSession, dataset: Dataset | None, model: Model) -> None:
    """Draw one model. Its slider is always drawn: a new one would send its lowest value as if a user chose it."""
    scores, query = study.scores(model), study.fits.scores[model]
    st.markdown(f"**{model_title(model, study.settings.shape.classes)}**")
    region = study.decision_map(model)
    if dataset is not None and (region is not None or query.moving):
        model_map(study, dataset, model, region)
    if scores is None or dataset is None:
        st.markdown(_("fitting …") + "  \n&nbsp;" if query.problem is None else _("could not be fitted"))
    else:
        waiting = " :material/hourglass_top:" if query.moving else ""
        st.markdown(_score_text(model, scores, len(dataset.classes)) + waiting)
    high = study.settings.max_degree if model == "linear" else None
    study_control(study, COMPLEXITY[model], number=NumberStyle(high=high))
    if model == "linear" and high == 1:
        st.caption(_("So many inputs have too many powers and products for a higher degree."))


def _score_text(model: Model, scores: Scores, classes: int) -> str:
    return _(
        "test **{test}** · training {train}  \n{time} ms · {count} {unit}",
        test=format_score(scores.test, classes),
        train=format_score(scores.train, classes),
        time=format_milliseconds(scores.seconds),
        count=f"{scores.size:,}",
        unit=_(UNITS[model]),
    )
