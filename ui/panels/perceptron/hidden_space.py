"""The hidden space: the examples and the grid of the plane as activations of two neurons of a layer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts import net_internals
from ui.charts.render import answers
from ui.charts.spec_builder import add_rows
from ui.fragments.server_value import put_value
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession
from ui.text.formatting import layer_title
from ui.text.i18n import N_, _
from ui.widgets.number_field import kept_number, number_of
from ui.widgets.selectbox import selectbox

Answer = dict[str, np.ndarray]


def hidden_layers(session: TrainingSession) -> dict[str, int]:
    """Return the hidden layers of the current net, with their numbers of neurons."""
    return {layer.name: layer.outputs for layer in session.experiment.layers()[:-1]}


def _selected_units(session: TrainingSession) -> tuple[str, int, int]:
    """Return the layer and its two units to draw, from 0; by default the first two of the last layer."""
    widths = hidden_layers(session)
    layer = st.session_state.get("space/layer")
    layer = layer if layer in widths else list(widths)[-1]
    first, second = (number_of(f"space/{part}", number) - 1 for part, number in (("x", 1), ("y", 2)))
    most = widths[layer] - 1
    return layer, min(first, most), min(second, most)


def space_question(session: TrainingSession) -> Watch:
    """Return the probe of the selected neurons."""
    if not hidden_layers(session):
        return {}
    layer, first, second = _selected_units(session)
    return {"hidden_space": {"layer": layer, "units": (first, second)}}


def space_panel(session: TrainingSession, answer: Answer) -> None:
    """Draw the examples and the grid in the space of two neurons, and the choice of both."""
    widths = hidden_layers(session)
    if not widths:
        st.caption(_("There is no hidden layer to look into."))
        return
    layer, *units = _selected_units(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        put_value("space/layer", layer)
        selectbox(_("Layer"), list(widths), format_func=layer_title, key="space/layer", width=160)
        for part, title, unit in zip("xy", (_("Neuron across"), _("Neuron upwards")), units, strict=True):
            kept_number(title, 1, widths[layer], key=f"space/{part}", first=unit + 1, width=160)
    if not answer or (str(answer["layer"]), answer["units"].tolist()) != (layer, units):
        st.caption(_("Waiting for the net …"))
        return
    _space_chart(session, answer, layer, units)
    words = _(
        "Each point is an example, placed by what these two neurons answer to it. The lines are the grid of the plane, "
        "bent by the layers up to here: grey from left to right, violet from bottom to top. "
        "The next layer can only draw straight lines in this space."
    )
    st.caption(
        words if len(answer["grid"]) else _("Each point is an example, placed by what these two neurons answer.")
    )


def _space_chart(session: TrainingSession, answer: Answer, layer: str, units: list[int]) -> None:
    points, grid = answer["points"], answer["grid"]  # (N, 2), (L, P, 2)
    count, (lines, along) = len(points), grid.shape[:2]
    both = np.nan_to_num(np.concatenate([points, grid.reshape(-1, 2)]))
    rows = pa.table(
        {
            "x": both[:, 0],
            "y": both[:, 1],
            "line": np.concatenate([np.full(count, -1), np.repeat(np.arange(lines), along)]).astype(np.int16),
            "place": np.concatenate([np.zeros(count), np.tile(np.arange(along), lines)]).astype(np.int16),
            "value": np.concatenate([answer["truth"], np.zeros(lines * along)]).astype(np.float32),
            "test": np.concatenate([answer["test"], np.zeros(lines * along, bool)]),
        }
    )
    reach = (float(answer["reach"][0]), float(answer["reach"][1])) if np.isfinite(answer["reach"]).all() else None
    titles = [f"{layer_title(layer)} · {_('neuron {number}', number=unit + 1)}" for unit in units]
    about = _("The examples as two neurons answer them, over the bent grid of the plane.")
    dark = st.context.theme.type == "dark"
    parts = (_("training"), _("test"))
    heads = (_("Grid line"), _("Truth"), _("Part of the data"))
    classes = tuple(session.selection.titles[1])
    spec = net_internals.space(titles[0], titles[1], classes, parts, reach, heads, description=about, dark=dark)
    key = f"space/{layer}/{units[0]}/{units[1]}/{len(session.selection.titles[1])}/{lines}"
    st.vega_lite_chart(add_rows(spec, rows), key=f"chart/{key}", theme="streamlit")


SPACE = Inspector(
    N_("Hidden space"), space_question, lambda session: space_panel(session, answers(session.run, "hidden_space"))
)
