"""Variants of the net at hand, trained along with it: another cell, no attention, no positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nets.training.messages import Watch
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.option_labels import variant_label
from ui.widgets.remembered import choice, choice_arguments

Variants = Mapping[str, Mapping[str, Any]]  # by name, the knobs that are turned


def train_variants(session: TrainingSession, possible: Variants, watch: Watch) -> None:
    """Have the variants that were asked for train along, and ask them what the panel at hand shows of them."""
    wanted = choice(session, "siblings", [])
    session.comparison_runs.choose(**{name: changes for name, changes in possible.items() if name in wanted})
    session.comparison_runs.watch = watch
    session.comparison_runs.follow(session.run)


def variant_select(session: TrainingSession, possible: Variants) -> None:
    """Which of them train along."""
    chosen = [name for name in choice(session, "siblings", []) if name in possible]
    st.pills(
        _("Train beside it"),
        list(possible),
        selection_mode="multi",
        format_func=variant_label,
        help=_("The same settings, data and seed but for this. They play and pause with the net at hand."),
        **choice_arguments(session, "siblings", chosen),
    )


def compare_button(session: TrainingSession, possible: Variants, name: str, label: str) -> None:
    """A button that has this variant beside the net at hand, trained as far as that one."""

    def compare() -> None:
        session.selection.choices["siblings"] = [*choice(session, "siblings", []), name]
        train_variants(session, possible, session.comparison_runs.watch)
        session.comparison_runs.catch_up(session.run)
        redraw("knobs", "live")

    st.button(label, key=f"compare/{name}", icon=":material/compare_arrows:", on_click=compare)
