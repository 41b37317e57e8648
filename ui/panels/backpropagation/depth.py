"""Show how a gradient vanishes or explodes in a deep chain of layers."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from nets.studies.backpropagation.depth import ACTIVATIONS, Chain, run_chain
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _

MAX_DEPTH = 40  # layers
SHOWN_SLOPES = 4  # written out


def depth_panel(study: BackpropagationSession) -> None:
    """Draw the settings, the gradient at each layer for three activation functions, and the products."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _settings(study)
    state = study.panels.chain
    chains = {name: run_chain(name, state.depth, state.weight, state.residual) for name in ACTIVATIONS}
    with left:
        heads = (_("activation"), _("product of the slopes"), _("gradient at the input"))
        rows = [(name, _product(each), number(each.gradients[0])) for name, each in chains.items()]
        st.markdown(table(heads, rows, 2))
        st.caption(_conclusion(state.residual))
    with right:
        _chart(chains)


def _settings(study: BackpropagationSession) -> None:
    formula = "h ← h + f(w·h)" if study.panels.chain.residual else "h ← f(w·h)"
    st.markdown(_("A chain of layers `{formula}`, computed by our engine.", formula=formula))
    _slider(study, "depth", _("Depth (layers)"), 1, MAX_DEPTH, 1)
    _slider(study, "weight", _("Weight w"), -3.0, 3.0, 0.1)
    show_value("backpropagation/chain-residual", study.panels.chain.residual)
    st.toggle(
        _("Residual connections"),
        key="backpropagation/chain-residual",
        on_change=on_user_change(
            "backpropagation/chain-residual", lambda on: setattr(study.panels.chain, "residual", on)
        ),
    )


def _slider(study: BackpropagationSession, name: str, title: str, low: float, high: float, step: float) -> None:
    key = f"backpropagation/chain-{name}"
    value = getattr(study.panels.chain, name)
    show_value(key, value)
    on_change = on_user_change(key, lambda value: setattr(study.panels.chain, name, value))
    st.slider(title, low, high, value, step, key=key, on_change=on_change)


def _product(chain: Chain) -> str:
    first = [number(slope) for slope in chain.slopes[:SHOWN_SLOPES]]
    more = " · …" if len(chain.slopes) > SHOWN_SLOPES else ""
    return " · ".join(f"({slope})" if slope.startswith("−") else slope for slope in first) + more


def _chart(chains: dict[str, Chain]) -> None:
    alt = _("The size of the gradient at each layer of the chain, for three activations, on a logarithmic axis.")
    title = _("Size of the gradient")
    spec = lines(ACTIVATIONS, _("Layer"), title, _("Activation"), description=alt, log=True, number=".0e")
    rows = [
        (layer, abs(gradient), name)
        for name, each in chains.items()
        for layer, gradient in enumerate(each.gradients)
        if 1e-30 < abs(gradient) < 1e30
    ]
    layers, sizes, names = zip(*rows, strict=True)
    columns = {"x": pa.array(layers, pa.float32()), "y": pa.array(sizes, pa.float64()), "line": pa.array(names)}
    chart("backpropagation/depth", spec, pa.table(columns))
    if len(rows) < sum(len(each.gradients) for each in chains.values()):
        st.caption(_("A gradient of 0, or one beyond 10³⁰, has no place on this axis."))


def _conclusion(residual: bool) -> str:
    if residual:
        return _("The short way adds 1 to each slope: whatever the function does, the gradient comes through.")
    return _("Each layer multiplies the gradient by its slope: below 1 it vanishes, above 1 it explodes.")
