"""The comparison runs of a net that reads images: an MLP of equal size, and the same net from scratch."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.cnn.experiment import Convolutional
from nets.training.messages import Watch
from ui.fragments.rerun import redraw
from ui.fragments.server_value import put_value
from ui.panels.images.image_input import input_arguments, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

SWITCHES = {
    "mlp": N_("An MLP of equal size beside it"),
    "scratch": N_("From scratch beside it"),
}
VARIANTS: dict[str, dict[str, Any]] = {
    "mlp": {"net.kind": "mlp", "net.hidden": (), "net.pretrain": 0},
    "scratch": {"net.pretrain": 0, "net.freeze": "none"},
}


def possible(session: TrainingSession) -> list[str]:
    """Return the variants that differ from the current net."""
    experiment = of_family(session, Convolutional)
    return [*(["mlp"] if experiment.cnn else []), *(["scratch"] if experiment.before else [])]


def companions(session: TrainingSession, watch: Watch) -> None:
    """Train the selected variants, and ask them about the image and what the open panel shows."""
    variants = {name: VARIANTS[name] for name in possible(session) if name in picture(session).beside}
    session.comparison_runs.choose(**variants)
    session.comparison_runs.watch = {"recognise": input_arguments(session), **watch}
    session.comparison_runs.follow(session.run)


def variant_switches(session: TrainingSession) -> None:
    """Draw the switches of the variants that train along."""
    for name in possible(session):
        key = f"beside/{name}"
        put_value(key, name in picture(session).beside)
        st.toggle(_(SWITCHES[name]), key=key, on_change=lambda name=name, key=key: _on_switch(session, name, key))


def _on_switch(session: TrainingSession, name: str, key: str) -> None:
    selected = picture(session).beside
    (selected.add if st.session_state[key] else selected.discard)(name)
    redraw("settings", "live")


def compare(session: TrainingSession, name: str) -> None:
    """Train this variant as far as the current net. A callback ends with it."""
    picture(session).beside.add(name)
    companions(session, {})
    session.comparison_runs.catch_up(session.run)
    redraw("settings", "live")
