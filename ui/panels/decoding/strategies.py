"""The same prompt continued in three ways: always the likeliest, by chance, by beam search with its tree."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.probes.decoding.strategies import STRATEGIES
from nets.studies.decoding.records import loops
from ui.components.shades import shades
from ui.panels.decoding.models import Found
from ui.panels.decoding.state import DecodingSession, changed
from ui.panels.pairs import beam_search
from ui.text.i18n import N_, _
from ui.text.token_text import visible

TITLES = {"greedy": N_("Greedy"), "sample": N_("Sampling"), "beam": N_("Beam search")}
ABOUT = {
    "greedy": N_("always the likeliest symbol"),
    "sample": N_("by chance, after all filters"),
    "beam": N_("the likeliest text of several that are carried on at once"),
}


def ways_panel(study: DecodingSession) -> None:
    """Three columns, then the tree."""
    found = study.answer("ways")
    if found is None:
        return
    st.text(_("The prompt: {prompt}", prompt=str(found["prompt"])))
    for column, (at, way) in zip(st.columns(3, gap="medium"), enumerate(STRATEGIES), strict=True):
        with column:
            _way(study, found, at, way)
    beam_search.tree("decoding/beam", found)
    with st.container(width=760):
        beam_search.ranks(found["hypotheses"], found["scores"], np.zeros(len(found["scores"]), bool))


def _way(study: DecodingSession, found: Found, at: int, way: str) -> None:
    title = _(TITLES[way])
    st.markdown(f"**{title}** · {_(ABOUT[way])}")
    kept = found["chances"][at] > 0
    symbols = [visible(str(each)) for each in found["written"][at][kept]]
    shades(
        f"decoding/way-{way}",
        symbols=symbols,
        shares=found["chances"][at][kept],
        words={
            "alt": _("{way}: the text that was written, each symbol shaded by its chance.", way=title),
            "step": _("symbol"),
            "share": _("chance by the net"),
            "hint": _("The bluer, the likelier the net thinks it. Point at a symbol to read its chance."),
        },
    )
    times = loops(str(found["texts"][at]))
    st.caption(
        _("{bits:.2f} bits a symbol, {count} symbols", bits=float(found["bits"][at]), count=len(symbols))
        + (" · " + _("**it goes in circles**: the same piece {times} times", times=times) if times >= LOOP else "")
    )
    if way == "sample":
        again = lambda: _another(study)  # noqa: E731
        st.button(_("Another seed"), key="decoding/another", icon=":material/casino:", on_click=again)


LOOP = 3  # times


def _another(study: DecodingSession) -> None:
    study.turn(seed=(study.settings.seed + 1) % 10_000)
    changed()
