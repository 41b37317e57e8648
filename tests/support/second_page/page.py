"""A second page, as short as a page can be."""

import streamlit as st

from tests.support.second_page.line import Line
from ui.charts import render as panels
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.share import keep_panel
from ui.session.open_session import open_session
from ui.session.training_session import TrainingSession
from ui.text.i18n import use
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import control, section, training_section


@fragment("knobs")
def knobs(session: TrainingSession) -> None:
    with section("Line", "show_chart"):
        for key in ("data.slope", "data.noise", "net.width"):
            control(session, key)
    training_section(session)


def look(session: TrainingSession, places: Stage) -> None:
    session.probes.watch = {"weights": {}}
    with places.left:
        found = panels.answers(session.run, "weights")
        st.metric("slope", f"{found['output/weight'].sum():.3f}" if found else "…")


use()
session = open_session(Line)
with st.sidebar:
    knobs(session)
live(session, stage(session), look)
challenges_panel(session)
explain_panel(session)
keep_panel(session)
