"""Backpropagation through time: the gradient norm at each step before the last, for the net and other cells."""

from __future__ import annotations

from math import isfinite, log10

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from nets.training.messages import Watch
from ui.charts.lines import lines
from ui.charts.render import answers, chart
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label
from ui.training_view.suggested_fix import format_setting
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.variant_select import Variants, variant_select

CELLS = ("rnn", "gru", "lstm")
LEVERS = ("net.gain", "net.init", "net.forget_bias", "net.activation", "net.truncate", "fit.clip")
MAX_POINTS = 100  # of a line
MIN_ORDERS = 1.0  # orders of magnitude that are mentioned


def other_cells(session: TrainingSession) -> Variants:
    """Return the other recurrent cells as variants; empty if the net is not recurrent."""
    cell = of_family(session, Recurrent).net.cell
    return (
        {other: {"net.cell": other} for other in CELLS if other != cell}
        if of_family(session, Recurrent).recurrent
        else {}
    )


def question(session: TrainingSession) -> Watch:
    """Return the probe of the current net."""
    if not of_family(session, Recurrent).recurrent:
        return {}
    return {"gradient_flow": {"cells": bool(choice(session, "back/cells", True))}}


def gradient_flow_panel(session: TrainingSession) -> None:
    """Draw gradient norms over the distance on a logarithmic axis, what they mean, and what changes them."""
    if not of_family(session, Recurrent).recurrent:
        st.caption(_("This net carries no state on; choose the cell rnn, gru or lstm."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        variant_select(session, other_cells(session))
        untrained = choice_arguments(session, "back/cells", bool(choice(session, "back/cells", True)))
        st.toggle(_("Untrained cells for comparison"), **untrained)
    lines_by_title = gradient_lines(session)
    if not lines_by_title:
        st.caption(_("Waiting for the net …"))
        return
    _curves(lines_by_title)
    st.markdown("\n".join(f"- {fate(title, norms)}" for title, (_distance, norms) in lines_by_title.items()))
    _levers(session)


def gradient_lines(session: TrainingSession) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the distances (T,) and norms (T,) of each line by title: current net, comparisons, untrained nets."""
    own = answers(session.run, "gradient_flow")
    if not own:
        return {}
    cell, distance = option_label(str(own["cell"]), "net.cell"), own["distance"]
    lines_by_title = {_("{cell} at hand", cell=cell): (distance, own["own"])}
    if "own_cell" in own:
        lines_by_title[_("{cell} at hand, its memory cell", cell=cell)] = (distance, own["own_cell"])
    for title, run in session.comparison_runs.titled:
        if other_answer := answers(run, "gradient_flow"):
            lines_by_title[_("{cell} beside it", cell=title)] = (other_answer["distance"], other_answer["own"])
    return lines_by_title | {title: (distance, own[name]) for title, name in _untrained().items() if name in own}


def _untrained() -> dict[str, str]:
    """Return the names of the untrained cells by title."""
    return {_("{cell}, untrained", cell=option_label(name, "net.cell")): name for name in CELLS}


def _curves(lines_by_title: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    titles, untrained = tuple(lines_by_title), tuple(title for title in lines_by_title if title in _untrained())
    alt = _(
        "The norm of the gradient of the loss by the state, over how many steps lie between it and the last: {lines}.",
        lines=_(", ").join(titles),
    )
    spec = lines(
        titles,
        _("Steps before the last"),
        _("Norm of dLoss/dh"),
        _("Net"),
        description=alt,
        dashed=untrained,
        log=True,
        number=".1~e",
        height=320,
    )
    parts = {title: _thin(*line) for title, line in lines_by_title.items()}
    rows = {
        "x": np.concatenate([x for x, _y in parts.values()]).astype(np.int32),
        "y": np.concatenate([y for _x, y in parts.values()]).astype(np.float64),
        "line": np.repeat(titles, [len(x) for x, _y in parts.values()]),
    }
    chart(f"back/{len(titles)}", spec, pa.table(rows))


def _thin(distance: np.ndarray, norms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return up to MAX_POINTS of a line, without values that a logarithmic axis cannot show."""
    positive = np.isfinite(norms) & (norms > 0)
    distance, norms = distance[positive], norms[positive]
    every = -(-len(distance) // MAX_POINTS) or 1
    return distance[::-every], norms[::-every]


def fate(title: str, norms: np.ndarray) -> str:
    """Describe how a gradient changes on its way from the last step, the end of `norms`, to the first."""
    near, far, steps = float(norms[-1]), float(norms[0]), len(norms) - 1
    arrived = np.flatnonzero(norms > 0)
    if not np.isfinite(norms).all():
        return _("**{net}**: the numbers overflow. The gradient **explodes**.", net=title)
    if not near or not len(arrived):
        return _("**{net}**: there is no gradient.", net=title)
    if not far:
        reach = steps - int(arrived[0])
        return _("**{net}**: nothing arrives from more than {reach} steps back.", net=title, reach=reach)
    orders = log10(far / near)
    assert isfinite(orders)
    values = {"net": title, "orders": abs(orders), "steps": steps}
    if orders <= -MIN_ORDERS:
        text = N_("**{net}**: over {steps} steps it shrinks by {orders:.1f} orders of magnitude. It **vanishes**.")
    elif orders >= MIN_ORDERS:
        text = N_("**{net}**: over {steps} steps it grows by {orders:.1f} orders of magnitude. It **explodes**.")
    else:
        text = N_("**{net}**: over {steps} steps it changes by {orders:.1f} orders of magnitude. It arrives.")
    return _(text, **values)


def _levers(session: TrainingSession) -> None:
    """Draw the settings that change these lines, with their values."""
    experiment, settings = of_family(session, Recurrent), of_family(session, Recurrent).settings_by_key()
    phrases = [
        f"{_(settings[key].title)} **{format_setting(experiment, key, experiment.value(key))}**"
        for key in LEVERS
        if settings[key].matters(experiment)
    ]
    st.caption(
        _(
            "Knobs that change it: {knobs}. Clipping does not change these lines: it shortens the update.",
            knobs=_(", ").join(phrases),
        )
    )
    st.caption(
        _(
            "How strongly the loss of the last answer pulls at the state of the first layer, the mean over some "
            "training sequences. Untrained: other cells with the same settings and seed, before any update."
        )
    )


BACK = Inspector(N_("Back through time"), question, gradient_flow_panel)
