"""The models side by side: each with its regions, what it reaches, and the slider of its one knob."""

from __future__ import annotations

import streamlit as st

from nets.studies.classical.dataset import Held
from nets.studies.classical.evaluation import Measured
from nets.studies.classical.models import UNITS
from nets.studies.classical.settings import KNOBS, Model
from ui.panels.classical.labels import milliseconds, model_title, written
from ui.panels.classical.maps import model_map
from ui.panels.classical.state import ClassicalSession, changed
from ui.text.i18n import _
from ui.widgets.study_form import study_control


def cards(study: ClassicalSession, known: Held | None) -> None:
    """A card for each model that is fitted; `known` are the examples, where they have come."""
    with st.container(key="classical-cards"):
        for model in study.settings.fitted:
            with st.container(key=f"classical-card-{model}", gap="xsmall"):
                _card(study, known, model)
    if known is not None and not known.xy.shape[1]:
        st.caption(_slice(study))


def _slice(study: ClassicalSession) -> str:
    """What maps of a table hide."""
    if study.view.row is None:
        return _(
            "Each map is a slice: only the two inputs of its axes change, all others are at their mean. Points that "
            "seem to lie on the wrong side may differ in an input that is not drawn."
        )
    return _(
        "Each map is a slice through the ringed example: only the two inputs of its axes change, all others are as "
        "they are there. Other points may differ in an input that is not drawn."
    )


def _card(study: ClassicalSession, known: Held | None, model: Model) -> None:
    """The slider is always there: one that comes and goes would tell the lowest value as if a person had chosen it."""
    found, asked = study.measured(model), study.looks[model]
    st.markdown(f"**{model_title(model, study.settings.shape.classes)}**")
    region = study.region(model)
    if known is not None and (region is not None or asked.moving):
        model_map(study, known, model, region)
    if found is None or known is None:
        st.markdown(_("fitting …") + "  \n&nbsp;" if asked.problem is None else _("could not be fitted"))
    else:
        waiting = " :material/hourglass_top:" if asked.moving else ""
        st.markdown(_told(model, found, len(known.classes)) + waiting)
    made = study.settings
    high = made.most_degree if model == "linear" else None
    study_control(study, KNOBS[model], changed, high=high)
    if model == "linear" and high == 1:
        st.caption(_("So many inputs have too many powers and products for a higher degree."))


def _told(model: Model, found: Measured, classes: int) -> str:
    return _(
        "test **{test}** · training {train}  \n{time} ms · {count} {unit}",
        test=written(found.test, classes),
        train=written(found.train, classes),
        time=milliseconds(found.seconds),
        count=f"{found.pieces:,}",
        unit=_(UNITS[model]),
    )
