"""A complete page of a family, as short as possible."""

import streamlit as st

from tests.support.second_page.line import Line
from ui.charts import render as panels
from ui.page_parts.training_page import training_page
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import use
from ui.training_view.stage import Stage
from ui.widgets.settings_form import control, section, training_section


def draw_settings(session: TrainingSession) -> None:
    with section("Line", "show_chart"):
        for key in ("data.slope", "data.noise", "net.width"):
            control(session, key)
    training_section(session)


def draw(session: TrainingSession, places: Stage) -> None:
    with places.left:
        weights = panels.answers(session.run, "weights")
        st.metric("slope", f"{weights['output/weight'].sum():.3f}" if weights else "…")


use()
training_page(
    open_session(Line),
    "Line",
    "A line through points.",
    settings=draw_settings,
    probes=lambda _session: {"weights": {}},
    draw=draw,
    inspectors={},
)
