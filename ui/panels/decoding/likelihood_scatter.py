"""Why the likeliest text is dull: hundreds of texts, how likely each is and how little it shares with the others."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts import decoding as charts
from ui.charts.render import chart
from ui.panels.decoding.models import Found
from ui.panels.decoding.state import CLOUDS, SAMPLES, DecodingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

LONGEST = 60  # characters of a text that are read at its point
ORDER = (-1, -2, -3)
REFERENCES = {-1: N_("pieces of the test part"), -2: N_("greedy"), -3: N_("beam search")}


def cloud_panel(study: DecodingSession) -> None:
    """The button, then the chart and what it says on average."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            _("Draw {count} texts for each setting", count=SAMPLES),
            key="decoding/draw-cloud",
            icon=":material/scatter_plot:",
            type="primary",
            on_click=study.draw_cloud,
        )
        st.caption(_("Three temperatures without any filter, and your settings as they stand at the press."))
    found = study.answer("cloud")
    if found is None:
        return
    st.text(_("The prompt: {prompt}", prompt=str(found["prompt"])))
    kinds = (
        [_(REFERENCES[at]) for at in ORDER]
        + [_("temperature {value:g}", value=settings["temperature"]) for settings in CLOUDS]
        + [_("your settings")]
    )
    _chart(found, kinds)
    _averages(found, kinds)


def _chart(found: Found, kinds: list[str]) -> None:
    alt = _("Points: for each text the bits a symbol costs, and how unlike the others of its kind it is.")
    across, up, heads = _("Bits a symbol: the likely to the left"), _("Unlike the others"), (_("Kind"), _("Text"))
    spec = charts.texts(tuple(kinds), across, up, heads, description=alt)
    names = [kinds[_number(cloud)] for cloud in found["cloud"]]
    texts = [visible(str(text))[:LONGEST] for text in found["texts"]]
    rows = {
        "x": found["bits"].astype(np.float32),
        "y": found["variety"].astype(np.float32),
        "kind": names,
        "text": texts,
    }
    chart("decoding/cloud", spec, pa.table(rows | {"single": np.isin(found["cloud"], (-2, -3))}))


def _number(cloud: int) -> int:
    """The place of a kind in the legend."""
    return ORDER.index(int(cloud)) if cloud < 0 else len(ORDER) + int(cloud)


def _averages(found: Found, kinds: list[str]) -> None:
    heads = [_("Kind"), _("An example"), _("Bits a symbol"), _("Unlike the others"), _("Different texts")]
    rows = []
    for cloud in dict.fromkeys([*ORDER, *sorted(set(found["cloud"].tolist()))]):
        own = found["cloud"] == cloud
        if own.any():
            text, different = visible(str(found["texts"][own][0]))[:LONGEST], len(set(found["texts"][own]))
            means = f"{found['bits'][own].mean():.2f}", f"{found['variety'][own].mean():.0%}"
            rows.append([kinds[_number(cloud)], plain(text), *means, f"{different} / {int(own.sum())}"])
    st.markdown(table(heads, rows, texts=2))
    st.caption(
        _(
            "Greedy and beam search find the likeliest texts, and always the same one. The text itself is less likely "
            "than that: what never surprises says nothing. Too high a temperature is neither likely nor like the text."
        )
    )
