"""The models side by side: each with its regions, what it reaches, and the slider of its one knob."""

from __future__ import annotations

import streamlit as st

from nets.classical.held import Held
from nets.classical.measure import Measured
from nets.classical.models import UNITS
from nets.classical.settings import KNOBS, Model
from ui.classical.desk import Desk, changed
from ui.classical.maps import model_map
from ui.classical.words import milliseconds, model_title, written
from ui.desk_control import desk_control
from ui.words import _

STYLE = """<style>
.st-key-classical-cards { display: grid; gap: 1.2rem 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(46%, 210px), 1fr)); }
</style>"""


def cards(desk: Desk, known: Held) -> None:
    """A card for each model that is fitted."""
    st.html(STYLE)
    with st.container(key="classical-cards"):
        for model in desk.settings.fitted:
            with st.container(key=f"classical-card-{model}", gap="xsmall"):
                _card(desk, known, model)
    if not known.xy.shape[1]:
        st.caption(_slice(desk))


def _slice(desk: Desk) -> str:
    """What maps of a table hide."""
    if desk.view.row is None:
        return _(
            "Each map is a slice: only the two inputs of its axes change, all others are at their mean. Points that "
            "seem to lie on the wrong side may differ in an input that is not drawn."
        )
    return _(
        "Each map is a slice through the ringed example: only the two inputs of its axes change, all others are as "
        "they are there. Other points may differ in an input that is not drawn."
    )


def _card(desk: Desk, known: Held, model: Model) -> None:
    found, asked = desk.found(model), desk.looks[model]
    st.markdown(f"**{model_title(model, len(known.classes))}**")
    if found is None:
        st.caption(_("fitting …") if asked.problem is None else _("could not be fitted"))
        return
    model_map(desk, known, model, found[1])
    st.markdown(_told(model, found[0], len(known.classes)) + (" :material/hourglass_top:" if asked.moving else ""))
    made = desk.settings
    high = made.most_degree if model == "linear" else None
    desk_control(desk, KNOBS[model], changed, high=high)
    if model == "linear" and high == 1:
        st.caption(_("So many inputs have too many powers and products for a higher degree."))


def _told(model: Model, found: Measured, classes: int) -> str:
    return _(
        "test **{test}** · training {train}  \n{time} ms · {count} {unit}",
        test=written(found.test, classes),
        train=written(found.train, classes),
        time=milliseconds(found.seconds),
        count=f"{found.pieces:,}",
        unit=_(UNITS[model]),
    )
