"""Show why the likeliest text is dull: sampled texts by their likelihood and their variety."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts import decoding as charts
from ui.charts.render import chart
from ui.panels.decoding.models import Answer
from ui.panels.decoding.state import SAMPLE_SETTINGS, SAMPLES, DecodingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

MAX_SHOWN = 60  # characters of a text in the tooltip
REFERENCE_ORDER = (-1, -2, -3)
REFERENCES = {-1: N_("pieces of the test part"), -2: N_("greedy"), -3: N_("beam search")}


def samples_panel(study: DecodingSession) -> None:
    """Draw the button, then the chart and the means."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            _("Draw {count} texts for each setting", count=SAMPLES),
            key="decoding/draw-cloud",
            icon=":material/scatter_plot:",
            type="primary",
            on_click=study.sample,
        )
        st.caption(_("Three temperatures without any filter, and your settings as they stand at the press."))
    answer = study.answer("cloud")
    if answer is None:
        return
    st.text(_("The prompt: {prompt}", prompt=str(answer["prompt"])))
    kinds = (
        [_(REFERENCES[each]) for each in REFERENCE_ORDER]
        + [_("temperature {value:g}", value=settings["temperature"]) for settings in SAMPLE_SETTINGS]
        + [_("your settings")]
    )
    _chart(answer, kinds)
    _averages(answer, kinds)


def _chart(answer: Answer, kinds: list[str]) -> None:
    alt = _("Points: for each text the bits a symbol costs, and how unlike the others of its kind it is.")
    across, up, heads = _("Bits a symbol: the likely to the left"), _("Unlike the others"), (_("Kind"), _("Text"))
    spec = charts.texts(tuple(kinds), across, up, heads, description=alt)
    names = [kinds[_legend_index(cloud)] for cloud in answer["cloud"]]
    texts = [visible(str(text))[:MAX_SHOWN] for text in answer["texts"]]
    rows = {
        "x": answer["bits"].astype(np.float32),
        "y": answer["variety"].astype(np.float32),
        "kind": names,
        "text": texts,
    }
    chart("decoding/cloud", spec, pa.table(rows | {"single": np.isin(answer["cloud"], (-2, -3))}))


def _legend_index(cloud: int) -> int:
    """Return the position of a kind in the legend."""
    return REFERENCE_ORDER.index(int(cloud)) if cloud < 0 else len(REFERENCE_ORDER) + int(cloud)


def _averages(answer: Answer, kinds: list[str]) -> None:
    heads = [_("Kind"), _("An example"), _("Bits a symbol"), _("Unlike the others"), _("Different texts")]
    rows = []
    for cloud in dict.fromkeys([*REFERENCE_ORDER, *sorted(set(answer["cloud"].tolist()))]):
        is_kind = answer["cloud"] == cloud
        if is_kind.any():
            text, different = visible(str(answer["texts"][is_kind][0]))[:MAX_SHOWN], len(set(answer["texts"][is_kind]))
            means = f"{answer['bits'][is_kind].mean():.2f}", f"{answer['variety'][is_kind].mean():.0%}"
            rows.append([kinds[_legend_index(cloud)], plain(text), *means, f"{different} / {int(is_kind.sum())}"])
    st.markdown(table(heads, rows, texts=2))
    st.caption(
        _(
            "Greedy and beam search find the likeliest texts, and always the same one. The text itself is less likely "
            "than that: what never surprises says nothing. Too high a temperature is neither likely nor like the text."
        )
    )
