"""Continue a prompt by greedy decoding, by sampling, and by beam search with its tree."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.probes.decoding.strategies import STRATEGIES
from nets.studies.decoding.records import count_repetitions
from ui.components.shades import shades
from ui.panels.decoding.models import Answer
from ui.panels.decoding.state import DecodingSession
from ui.panels.pairs import beam_search
from ui.text.i18n import N_, _
from ui.text.token_text import visible

TITLES = {"greedy": N_("Greedy"), "sample": N_("Sampling"), "beam": N_("Beam search")}
ABOUT = {
    "greedy": N_("always the likeliest symbol"),
    "sample": N_("by chance, after all filters"),
    "beam": N_("the likeliest text of several that are carried on at once"),
}


def strategies_panel(study: DecodingSession) -> None:
    """Draw a column for each strategy, then the tree of the beam."""
    answer = study.answer("ways")
    if answer is None:
        return
    st.text(_("The prompt: {prompt}", prompt=str(answer["prompt"])))
    for column, (index, strategy) in zip(st.columns(3, gap="medium"), enumerate(STRATEGIES), strict=True):
        with column:
            _strategy(study, answer, index, strategy)
    beam_search.tree("decoding/beam", answer)
    with st.container(width=760):
        beam_search.ranks(answer["hypotheses"], answer["scores"], np.zeros(len(answer["scores"]), bool))


def _strategy(study: DecodingSession, answer: Answer, index: int, strategy: str) -> None:
    title = _(TITLES[strategy])
    st.markdown(f"**{title}** · {_(ABOUT[strategy])}")
    is_token = answer["probabilities"][index] > 0
    tokens = [visible(str(each)) for each in answer["written"][index][is_token]]
    shades(
        f"decoding/way-{strategy}",
        tokens=tokens,
        shares=answer["probabilities"][index][is_token],
        words={
            "alt": _("{way}: the text that was written, each symbol shaded by its chance.", way=title),
            "step": _("symbol"),
            "share": _("chance by the net"),
            "hint": _("The bluer, the likelier the net thinks it. Point at a symbol to read its chance."),
        },
    )
    times = count_repetitions(str(answer["texts"][index]))
    st.caption(
        _("{bits:.2f} bits a symbol, {count} symbols", bits=float(answer["bits"][index]), count=len(tokens))
        + (
            " · " + _("**it goes in circles**: the same piece {times} times", times=times)
            if times >= MIN_REPETITIONS
            else ""
        )
    )
    if strategy == "sample":
        again = lambda: _on_another_seed(study)  # noqa: E731
        st.button(_("Another seed"), key="decoding/another", icon=":material/casino:", on_click=again)


MIN_REPETITIONS = 3  # of a text that loops


def _on_another_seed(study: DecodingSession) -> None:
    study.change(seed=(study.settings.seed + 1) % 10_000)
    study.redraw()
