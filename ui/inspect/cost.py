"""Draw what the current training costs: parameters, multiply-adds, memory by layer, and the time of a step."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nets.experiment.layer_cost import Cost, costs, total
from ui.session.training_session import TrainingSession
from ui.text.formatting import layer_title, table
from ui.text.i18n import _


def cost_panel(session: TrainingSession) -> None:
    """Draw a column for each layer and one for all of them, then the time of a step on this machine."""
    parts = costs(session.experiment.layers(), session.experiment.fit)
    if not parts:
        st.caption(_("This net does not tell what its layers cost."))
        return
    everything = total(parts)
    st.markdown(table(*_across(parts, everything)))
    st.markdown(_time(session, everything))
    words = _(
        "Shape: inputs × neurons + biases. Multiply-adds: for one example forward, and for an update of {batch} "
        "examples forward and back. Activations: what is kept of these examples for the way back. All but the time "
        "is counted.",
        batch=session.experiment.fit.batch,
    )
    st.caption(words)


def _across(parts: Sequence[Cost], everything: Cost) -> tuple[list[str], list[list[str]]]:
    """Return a table with a column for each layer and one for all of them, narrow enough for a phone."""
    heads = [_("Layer"), *(layer_title(part.name) for part in parts), _("All")]
    titles = [_("Shape"), _("Parameters"), _("Multiply-adds"), _("… of an update")]
    titles += [_("Weights"), _("Gradients"), _("Optimizer"), _("Activations"), _("Memory")]
    columns = [[part.shape, *_figures(part)] for part in parts]
    columns.append(["", *(f"**{text}**" for text in _figures(everything))])
    return heads, [list(row) for row in zip(titles, *columns, strict=True)]


def _figures(part: Cost) -> list[str]:
    counts = [part.parameters, part.multiply_adds, part.update_multiply_adds]
    sizes = [part.weights, part.gradients, part.optimizer, part.activations, part.memory]
    return [f"{count:,}" for count in counts] + [memory(size) for size in sizes]


def memory(size: int) -> str:
    """Format a number of bytes."""
    if size < 1000:
        return f"{size}\u00a0B"
    return f"{size / 1e3:.1f}\u00a0kB" if size < 1e6 else f"{size / 1e6:.1f}\u00a0MB"


def _time(session: TrainingSession, everything: Cost) -> str:
    """Return the milliseconds of a step, measured over the run so far."""
    run = session.run
    if not run.index or not run.seconds:
        return _("How long a step takes is measured while it trains.")
    seconds = run.seconds / run.index
    return _(
        "Measured: **{milliseconds:.3f} ms** a step over {steps:,} steps, {speed:.1f} million multiply-adds a second.",
        milliseconds=1000 * seconds,
        steps=run.index,
        speed=everything.update_multiply_adds / seconds / 1e6,
    )
