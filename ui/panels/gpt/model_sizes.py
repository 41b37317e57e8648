"""Parameters, memory and compute of the current net, of any other, and of published models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import streamlit as st

from nets.models.gpt.experiment import GPT
from nets.models.gpt.sizes import (
    PARTS,
    PUBLISHED,
    Shape,
    cache,
    forward_flops,
    memory,
    parameters,
    parts,
    training_flops,
)
from ui.charts import specs as charts
from ui.charts.render import chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import table
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

SLIDERS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "layers": (N_("Layers"), (1, 2, 3, 4, 6, 8, 12, 24, 32, 36, 40, 48, 64, 96)),
    "width": (N_("Width"), (16, 32, 64, 128, 256, 512, 768, 1024, 1280, 1600, 2048, 4096, 5120, 8192, 12288)),
    "vocabulary": (N_("Vocabulary"), (100, 256, 500, 1000, 4000, 10_000, 32_000, 50_257, 100_000)),
    "length": (N_("Window"), (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 32_768)),
}
OWN = "own"
KEY = "sizes"
TOKENS = 20  # training tokens for each parameter: Hoffmann et al. 2022, "Training compute-optimal large models"
PREFIXES = (("E", 1e18), ("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3))


def at_hand(session: TrainingSession) -> Shape:
    """Return the shape of the current net."""
    experiment = of_family(session, GPT)
    net, info = experiment.net, experiment.info
    sizes = (len(info.tokens), info.length, net.width, net.layers, net.heads, net.feed * net.width)
    return Shape(*sizes, net.positions, net.norm, net.tied)


def sizes_panel(session: TrainingSession) -> None:
    """Draw the choice of a model, sliders to change it, and its cost."""
    name = str(choice(session, f"{KEY}/model", OWN))
    widget = choice_arguments(session, f"{KEY}/model", name, lambda _name: _begin(session))
    called = lambda one: _("the net at hand") if one == OWN else one  # noqa: E731
    st.pills(_("Begin with"), [OWN, *PUBLISHED], format_func=called, required=True, **widget)
    begun = at_hand(session) if name == OWN else PUBLISHED[name].shape
    shape = _slider_shape(session, begun)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(_figures(shape, 1 if name == OWN else PUBLISHED[name].batch, _tokens(name, shape)))
    with right:
        _where(shape)
    st.markdown(_comparison_table(at_hand(session)))
    st.caption(
        _(
            "Counted from the shapes, not measured. Numbers of 4 bytes; for training, weights, gradients and two "
            "moments of AdamW, and what is kept for the way back. A training is taken to read 20 tokens for each "
            "parameter (Hoffmann 2022), GPT-3 the 300 billion that it was told to have read."
        )
    )


def _begin(session: TrainingSession) -> None:
    """Set the sliders to the chosen model."""
    for size in SLIDERS:
        session.selection.choices.pop(f"{KEY}/{size}", None)


def _slider_shape(session: TrainingSession, begun: Shape) -> Shape:
    """Draw the sliders and return the model that they describe."""
    sizes: dict[str, Any] = asdict(begun)
    for column, (size, (title, grid)) in zip(st.columns(len(SLIDERS)), SLIDERS.items(), strict=True):
        with column:
            value = int(choice(session, f"{KEY}/{size}", sizes[size]))
            options = sorted({*grid, value})
            widget = choice_arguments(session, f"{KEY}/{size}", value)
            st.select_slider(_(title), options, value, format_func=lambda number: f"{number:,}", **widget)
            sizes[size] = value
    return Shape(**{**sizes, "feed": begun.feed * sizes["width"] // begun.width})


def _tokens(name: str, shape: Shape) -> int:
    published_tokens = 0 if name == OWN else PUBLISHED[name].tokens
    return published_tokens or TOKENS * parameters(shape)


def _figures(shape: Shape, batch: int, tokens: int) -> str:
    """Return the figures as a table."""
    memory_bytes, whole = memory(shape, batch), training_flops(shape, tokens)
    rows = [
        [_("Parameters"), f"**{large(parameters(shape))}**"],
        [_("Weights in memory"), f"{large(memory_bytes.weights)}B"],
        [_("Memory of a training, {count} windows at once", count=batch), f"{large(memory_bytes.total)}B"],
        [_("Keys and values of one window"), f"{large(cache(shape))}B"],
        [_("Operations for one symbol"), large(forward_flops(shape))],
        [_("Operations of a training on {tokens} symbols", tokens=large(tokens)), large(whole)],
        [_("That long on one device of 100 T operations a second"), duration(whole / 1e14)],
    ]
    return table([_("Figure"), _("Size")], rows)


def large(value: float) -> str:
    """Format a large number with a letter for its thousands."""
    for letter, size in PREFIXES:
        if value >= size:
            return f"{value / size:.3g}\u00a0{letter}" if value < 1e21 else f"{value:.2g}"
    return f"{value:.0f}\u00a0"


def duration(seconds: float) -> str:
    """Format a duration in seconds, hours, days or years."""
    day = 86_400.0
    for size, words in ((365.25 * day, _("{count} years")), (day, _("{count} days")), (3600.0, _("{count} hours"))):
        if seconds >= size:
            return words.format(count=f"{seconds / size:,.1f}")
    return _("{count} seconds", count=f"{seconds:.2g}")


def _where(shape: Shape) -> None:
    """Draw where the parameters are."""
    share, part = _("Share of the parameters"), _("Part")
    alt = _("Bars: the share of the parameters in each part of the model.")
    total = parameters(shape)
    rows = [(_(PARTS[one.name]), one.parameters / total) for one in parts(shape) if one.parameters]
    names, values = (list(column) for column in zip(*rows, strict=True))
    chart(
        "sizes/parts", charts.bars(share, part, description=alt, height=240), pa.table({"name": names, "value": values})
    )


def _comparison_table(own: Shape) -> str:
    """Return a table of the current net beside published models."""
    shapes = {_("the net at hand"): own, **{name: one.shape for name, one in PUBLISHED.items()}}
    rows = [
        [
            name,
            *(f"{size:,}" for size in (shape.layers, shape.width, shape.heads, shape.length)),
            large(parameters(shape)),
            f"{parameters(shape) / parameters(own):,.0f} ×",
        ]
        for name, shape in shapes.items()
    ]
    heads = [_("Model"), _("Layers"), _("Width"), _("Heads"), _("Window"), _("Parameters"), _("as large as yours")]
    return table(heads, rows)


SIZES = Inspector(N_("How large is large?"), lambda _session: {}, sizes_panel)
