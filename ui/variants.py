"""The same Transformer with a part left out, trained along with the one at hand: what does each part give?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.bench import Bench
from ui.choice import choice, choosing
from ui.options import named
from ui.words import _

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "without_positions": {"net.positions": "none"},
    "without_residual": {"net.residual": False},
    "without_norm": {"net.norm": "off"},
    "one_head": {"net.heads": 1},
    "one_layer": {"net.layers": 1},
}
KEY = "variants"


def possible(bench: Bench) -> list[str]:
    """The variants that differ from the net at hand."""
    value = bench.experiment.value
    return [name for name, changes in VARIANTS.items() if any(value(k) != v for k, v in changes.items())]


def variants(bench: Bench) -> None:
    """Have those that were asked for train along."""
    wanted = [name for name in possible(bench) if name in choice(bench, KEY, [])]
    bench.companions.choose(**{name: VARIANTS[name] for name in wanted})
    bench.companions.follow(bench.run)


def variants_choice(bench: Bench) -> None:
    """Which of them train along."""
    names = possible(bench)
    st.pills(
        _("Train the same net beside it"),
        names,
        selection_mode="multi",
        format_func=named,
        help=_("The same settings, data and seed, but for one part. It plays and pauses with the net at hand."),
        **choosing(bench, KEY, [name for name in choice(bench, KEY, []) if name in names]),
    )
