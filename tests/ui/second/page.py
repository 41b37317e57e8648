"""A second page, as short as a page can be."""

import streamlit as st

from tests.ui.second.line import Line
from ui.charts import render as panels
from ui.fragments.error_boundary import fragment
from ui.page_parts.challenges import challenges_panel
from ui.page_parts.explain import explain_panel
from ui.page_parts.share import keep_panel
from ui.session.training_session import Bench, open_bench
from ui.text.i18n import use
from ui.training_view.live import Stage, live, stage
from ui.widgets.settings_form import control, section, training_section


@fragment("knobs")
def knobs(bench: Bench) -> None:
    with section("Line", "show_chart"):
        for key in ("data.slope", "data.noise", "net.width"):
            control(bench, key)
    training_section(bench)


def look(bench: Bench, places: Stage) -> None:
    bench.watch = {"weights": {}}
    with places.left:
        found = panels.answers(bench.run, "weights")
        st.metric("slope", f"{found['output/weight'].sum():.3f}" if found else "…")


use()
bench = open_bench(Line)
with st.sidebar:
    knobs(bench)
live(bench, stage(bench), look)
challenges_panel(bench)
explain_panel(bench)
keep_panel(bench)
