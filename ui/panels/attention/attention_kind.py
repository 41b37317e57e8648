"""The three kinds of attention of an encoder-decoder: encoder and decoder self-attention, and cross-attention."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.training.messages import Watch
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import View
from ui.panels.pairs.source_input import input_arguments
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

VIEWS = {name: View(input_arguments, name) for name in ("crossed", "encoder", "decoder")}
TITLES = {"crossed": N_("answer → source"), "encoder": N_("source → source"), "decoder": N_("answer → answer")}
ABOUT = {
    "crossed": N_(
        "**Cross-attention**: each symbol of the answer asks (Q), the symbols of the source are asked (K) and give (V)."
    ),
    "encoder": N_("**Self-attention of the encoder**: every symbol of the source may look at every other one."),
    "decoder": N_(
        "**Masked self-attention of the decoder**: what is being written looks at what stands before, and never ahead."
    ),
}
WHERE = "attention/where"


def where(session: TrainingSession) -> str:
    """Return the name of the selected kind."""
    return str(choice(session, WHERE, "crossed"))


def any_of_three(make: Callable[[View], Inspector]) -> Inspector:
    """Return an inspector of the selected kind of attention, with a choice of the kind above it."""
    inspectors = {name: make(view) for name, view in VIEWS.items()}

    def probes(session: TrainingSession) -> Watch:
        return inspectors[where(session)].probes(session)

    def draw(session: TrainingSession) -> None:
        widget = choice_arguments(session, WHERE, where(session), lambda _name: _on_choose(session, probes))
        name = lambda one: _(TITLES[one])  # noqa: E731
        st.segmented_control(_("Who looks at whom"), list(VIEWS), format_func=name, required=True, **widget)
        st.markdown(_(ABOUT[where(session)]))
        inspectors[where(session)].draw(session)
        if where(session) != "encoder":
            st.caption(
                _(
                    "A row is called by the symbol that the decoder reads, ▷ being the sign that begins; what it "
                    "writes comes next. It is told the true answer, of your own text the one it writes itself."
                )
            )

    return Inspector(next(iter(inspectors.values())).title, probes, draw)


def _on_choose(session: TrainingSession, probes: Callable[[TrainingSession], Watch]) -> None:
    session.request_probes(probes(session))
    redraw("live")
