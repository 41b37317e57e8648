"""The same net with another cell, trained along with the one at hand: RNN, GRU and LSTM on the same task at once."""

from __future__ import annotations

import streamlit as st

from ui.bench import Bench
from ui.choice import choice, choosing
from ui.options import named
from ui.sequence import made
from ui.words import _

CELLS = ("rnn", "gru", "lstm")


def others(bench: Bench) -> list[str]:
    """The recurrent cells that the net at hand has not; none where it carries no state on."""
    return [cell for cell in CELLS if cell != made(bench).net.cell] if made(bench).recurrent else []


def siblings(bench: Bench) -> None:
    """Have the cells that were asked for train along; ask them what the panel at hand shows of them."""
    wanted = [cell for cell in others(bench) if cell in choice(bench, "siblings", [])]
    bench.companions.choose(**{cell: {"net.cell": cell} for cell in wanted})
    bench.companions.watch = {"through_time": {}} if bench.inspector == "back" else {}
    bench.companions.follow(bench.run)


def siblings_choice(bench: Bench) -> None:
    """Which of them train along."""
    possible = others(bench)
    chosen = [cell for cell in choice(bench, "siblings", []) if cell in possible]
    st.pills(
        _("Train beside it"),
        possible,
        selection_mode="multi",
        format_func=named,
        help=_("The same settings, data and seed with another cell. They play and pause with the net at hand."),
        **choosing(bench, "siblings", chosen),
    )
