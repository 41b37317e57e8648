"""Train variants of the current net along with it: another cell, no attention, no positions."""

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

Variants = Mapping[str, Mapping[str, Any]]  # the changed settings by the name of the variant


def train_variants(session: TrainingSession, possible: Variants, watch: Watch) -> None:
    """Train the selected variants along with the current run, and request the probes of the open panel from them."""
    selected = choice(session, "siblings", [])
    session.comparison_runs.choose(**{name: changes for name, changes in possible.items() if name in selected})
    session.comparison_runs.watch = watch
    session.comparison_runs.follow(session.run)


def variant_select(session: TrainingSession, possible: Variants) -> None:
    """Draw the choice of variants that train along."""
    selected = [name for name in choice(session, "siblings", []) if name in possible]
    st.pills(
        _("Train beside it"),
        list(possible),
        selection_mode="multi",
        format_func=variant_label,
        help=_("The same settings, data and seed but for this. They play and pause with the net at hand."),
        **choice_arguments(session, "siblings", selected),
    )


def compare_button(session: TrainingSession, possible: Variants, name: str, label: str) -> None:
    """Draw a button that trains this variant to the step of the current run."""

    def compare() -> None:
        session.selection.choices["siblings"] = [*choice(session, "siblings", []), name]
        train_variants(session, possible, session.comparison_runs.watch)
        session.comparison_runs.catch_up(session.run)
        redraw("settings", "live")

    st.button(label, key=f"compare/{name}", icon=":material/compare_arrows:", on_click=compare)
