"""Show data on which one kind of model wins: the measured scores, and a button that opens the data."""

from __future__ import annotations

import streamlit as st

from nets.studies.classical.settings import ClassicalSettings
from nets.studies.classical.showcases import SHOWCASES, Showcase
from ui.panels.classical.labels import format_score, model_title
from ui.panels.classical.state import ClassicalSession
from ui.text.formatting import table
from ui.text.i18n import _


def showcases_panel(study: ClassicalSession) -> None:
    """Draw a card for each showcase."""
    st.caption(
        _("Mean test score of ten splits, give or take one standard deviation. Measured here; measure it again.")
    )
    for column, showcase in zip(st.columns(len(SHOWCASES), gap="medium"), SHOWCASES, strict=True):
        with column.container(border=True, height="stretch"):
            _showcase(study, showcase)


def _showcase(study: ClassicalSession, showcase: Showcase) -> None:
    settings = ClassicalSettings(**showcase.settings)
    classes = settings.shape.classes
    st.markdown(f"**{_(showcase.title)}**")
    st.markdown(_(showcase.words))
    ranking = sorted(showcase.scores.items(), key=lambda one: -one[1][0])
    rows = [
        (model_title(model, classes), f"{format_score(mean, classes)} ± {format_score(std, classes)}")
        for model, (mean, std) in ranking
    ]
    st.markdown(table((_("Model"), _("test")), rows))
    st.button(
        _("Open these data"),
        key=f"classical/case-{showcase.name}",
        icon=":material/table_view:",
        on_click=lambda: _on_open(study, showcase),
    )


def _on_open(study: ClassicalSession, showcase: Showcase) -> None:
    study.change(**(ClassicalSettings().model_dump() | dict(showcase.settings)))
    study.redraw()
