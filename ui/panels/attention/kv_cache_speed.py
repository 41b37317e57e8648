"""Measure the time per token with and without the KV cache, and of a GRU with as many parameters."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from ui.charts.lines import lines
from ui.charts.render import chart
from ui.inspect.inspectors import Inspector
from ui.inspect.probe_button import probe_button
from ui.session.requests.probe_request import Answer
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _

WRITING = {
    "uncached": N_("without the cache"),
    "cached": N_("keys and values kept"),
    "recurrent": "GRU",
}
READING = {"reading": "Transformer", "recurrent_reading": "GRU"}


def speed_panel(session: TrainingSession) -> None:
    """Draw the button, and two charts: writing and reading."""
    st.markdown(
        _("A net of this shape and a GRU of as many parameters race on this machine, at texts of growing length.")
    )
    answer = probe_button(session, "kv_cache_speed", {}, _("Measure the speed"))
    if not answer:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _chart("speed/writing", _("Writing one more symbol: milliseconds"), WRITING, answer)
        words = _("At the longest: **{cached:,.0f}** symbols a second with the cache, **{uncached:,.0f}** without.")
        st.markdown(words.format(cached=float(answer["rate_cached"]), uncached=float(answer["rate_uncached"])))
    with right:
        _chart("speed/reading", _("Reading a known text: milliseconds a symbol"), READING, answer)
        words = _("{parameters:,} parameters in the blocks, {recurrent:,} in the GRU.")
        st.markdown(words.format(parameters=int(answer["parameters"]), recurrent=int(answer["recurrent_parameters"])))
    st.caption(
        _(
            "Writing: without the cache each symbol costs as much as the whole text. Reading, as in training: the "
            "Transformer computes all places at once, the GRU has to wait for each state. On processors with thousands "
            "of units that is the difference that made large models possible."
        )
    )


def _chart(key: str, title: str, names: dict[str, str], answer: Answer) -> None:
    titles = tuple(_(name) for name in names.values())
    alt = _("{title} over the length of the text, for {lines}.", title=title, lines=_(", ").join(titles))
    spec = lines(
        titles, _("Symbols of the text"), title, _("Net"), description=alt, log=True, log_x=True, number=",.2~r"
    )
    rows = [
        (int(length), 1000 * float(seconds), _(label))
        for name, label in names.items()
        for length, seconds in zip(answer["lengths"], answer[name], strict=True)
    ]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("x", "y", "line"))}
    chart(key, spec, pa.table(columns))


SPEED = Inspector(N_("Speed"), lambda _session: {}, speed_panel)
