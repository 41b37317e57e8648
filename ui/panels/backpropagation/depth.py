"""How a gradient fares in a deep chain: the product of the slopes of many layers."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from nets.studies.backpropagation.depth import ACTIVATIONS, Chain, chain
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.backpropagation.numbers import number
from ui.panels.backpropagation.state import BackpropagationSession
from ui.text.formatting import table
from ui.text.i18n import _

MOST = 40  # layers
SHOWN = 4  # slopes written out


def depth_panel(study: BackpropagationSession) -> None:
    """Sliders, the gradient at each layer for three activations, and the products."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        _settings(study)
    depth, weight, residual = study.chain["depth"], study.chain["weight"], study.chain["residual"]
    found = {name: chain(name, depth, weight, residual) for name in ACTIVATIONS}
    with left:
        heads = (_("activation"), _("product of the slopes"), _("gradient at the input"))
        st.markdown(
            table(heads, [(name, _product(each), number(each.gradients[0])) for name, each in found.items()], 2)
        )
        st.caption(_said(residual))
    with right:
        _chart(found)


def _settings(study: BackpropagationSession) -> None:
    formula = "h ← h + f(w·h)" if study.chain["residual"] else "h ← f(w·h)"
    st.markdown(_("A chain of layers `{formula}`, computed by our engine.", formula=formula))
    _slider(study, "depth", _("Depth (layers)"), 1, MOST, 1)
    _slider(study, "weight", _("Weight w"), -3.0, 3.0, 0.1)
    show_value("backpropagation/chain-residual", study.chain["residual"])
    st.toggle(
        _("Residual connections"),
        key="backpropagation/chain-residual",
        on_change=on_user_change("backpropagation/chain-residual", lambda on: study.chain.update(residual=on)),
    )


def _slider(study: BackpropagationSession, name: str, title: str, low: float, high: float, step: float) -> None:
    key = f"backpropagation/chain-{name}"
    show_value(key, study.chain[name])
    turned = on_user_change(key, lambda value: study.chain.update({name: value}))
    st.slider(title, low, high, study.chain[name], step, key=key, on_change=turned)


def _product(found: Chain) -> str:
    first = [number(slope) for slope in found.slopes[:SHOWN]]
    more = " · …" if len(found.slopes) > SHOWN else ""
    return " · ".join(f"({slope})" if slope.startswith("−") else slope for slope in first) + more


def _chart(found: dict[str, Chain]) -> None:
    alt = _("The size of the gradient at each layer of the chain, for three activations, on a logarithmic axis.")
    title = _("Size of the gradient")
    spec = lines(ACTIVATIONS, _("Layer"), title, _("Activation"), description=alt, log=True, number=".0e")
    rows = [
        (layer, abs(gradient), name)
        for name, each in found.items()
        for layer, gradient in enumerate(each.gradients)
        if 1e-30 < abs(gradient) < 1e30
    ]
    layers, sizes, names = zip(*rows, strict=True)
    columns = {"x": pa.array(layers, pa.float32()), "y": pa.array(sizes, pa.float64()), "line": pa.array(names)}
    chart("backpropagation/depth", spec, pa.table(columns))
    if len(rows) < sum(len(each.gradients) for each in found.values()):
        st.caption(_("A gradient of 0, or one beyond 10³⁰, has no place on this axis."))


def _said(residual: bool) -> str:
    if residual:
        return _("The short way adds 1 to each slope: whatever the function does, the gradient comes through.")
    return _("Each layer multiplies the gradient by its slope: below 1 it vanishes, above 1 it explodes.")
