"""The nets that train along with a net of images: an MLP of equal size, and the same net from scratch."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.training.messages import Watch
from ui.fragments.rerun import redraw
from ui.fragments.server_value import put
from ui.panels.images.image_input import asked, made, picture
from ui.session.training_session import Bench
from ui.text.i18n import N_, _

SWITCHES = {
    "mlp": N_("An MLP of equal size beside it"),
    "scratch": N_("From scratch beside it"),
}
VARIANTS: dict[str, dict[str, Any]] = {
    "mlp": {"net.kind": "mlp", "net.hidden": (), "net.pretrain": 0},
    "scratch": {"net.pretrain": 0, "net.freeze": "none"},
}


def possible(bench: Bench) -> list[str]:
    """The variants that differ from the net at hand."""
    experiment = made(bench)
    return [*(["mlp"] if experiment.cnn else []), *(["scratch"] if experiment.before else [])]


def companions(bench: Bench, watch: Watch) -> None:
    """Have the variants that were asked for, and ask them about the image and what the panel at hand shows of them."""
    wanted = {name: VARIANTS[name] for name in possible(bench) if name in picture(bench).beside}
    bench.companions.choose(**wanted)
    bench.companions.watch = {"recognise": asked(bench), **watch}
    bench.companions.follow(bench.run)


def beside_switches(bench: Bench) -> None:
    """Which variants train along."""
    for name in possible(bench):
        key = f"beside/{name}"
        put(key, name in picture(bench).beside)
        st.toggle(_(SWITCHES[name]), key=key, on_change=lambda name=name, key=key: _switched(bench, name, key))


def _switched(bench: Bench, name: str, key: str) -> None:
    held = picture(bench).beside
    (held.add if st.session_state[key] else held.discard)(name)
    redraw("knobs", "live")


def compare(bench: Bench, name: str) -> None:
    """Have this variant beside the net at hand, trained as far as that one. A callback ends so."""
    picture(bench).beside.add(name)
    companions(bench, {})
    bench.companions.catch_up(bench.run)
    redraw("knobs", "live")
