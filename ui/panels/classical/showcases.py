"""Data on which one kind of model wins: what was measured, and a button that opens it."""

from __future__ import annotations

import streamlit as st

from nets.studies.classical.settings import Classical
from nets.studies.classical.showcases import CASES, Case
from ui.panels.classical.labels import model_title, written
from ui.panels.classical.state import ClassicalSession, changed
from ui.text.formatting import table
from ui.text.i18n import _


def cases_panel(study: ClassicalSession) -> None:
    """A card for each case."""
    st.caption(
        _("Mean test score of ten splits, give or take one standard deviation. Measured here; measure it again.")
    )
    for column, case in zip(st.columns(len(CASES), gap="medium"), CASES, strict=True):
        with column.container(border=True, height="stretch"):
            _case(study, case)


def _case(study: ClassicalSession, case: Case) -> None:
    settings = Classical(**case.settings)
    classes = settings.shape.classes
    st.markdown(f"**{_(case.title)}**")
    st.markdown(_(case.words))
    told = sorted(case.scores.items(), key=lambda one: -one[1][0])
    rows = [
        (model_title(model, classes), f"{written(mean, classes)} ± {written(away, classes)}")
        for model, (mean, away) in told
    ]
    st.markdown(table((_("Model"), _("test")), rows))
    st.button(
        _("Open these data"),
        key=f"classical/case-{case.name}",
        icon=":material/table_view:",
        on_click=lambda: _open(study, case),
    )


def _open(study: ClassicalSession, case: Case) -> None:
    study.turn(**(Classical().model_dump() | dict(case.settings)))
    changed()
