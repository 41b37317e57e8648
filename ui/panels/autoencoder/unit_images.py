"""The units of a net as images: the weights of the first layer, and those of the last."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.components.pictures import stack
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import layer_title
from ui.text.i18n import N_, _

MAX_UNITS = 32  # units of a layer


def question(_session: TrainingSession) -> Watch:
    """Return the probe of the weights."""
    return {"weights": {}}


def units_panel(session: TrainingSession) -> None:
    """Draw the weights of the first layer by their input pixels, those of the last by their output pixels."""
    answer, experiment = answers(session.run, "weights"), of_family(session, Autoencoder)
    names = [layer.name for layer in experiment.layers()]
    ends = (
        (names[0], _("what each unit looks for"), False),
        (names[-1], _("what each unit before it paints"), True),
    )
    for column, (name, title, last) in zip(st.columns(2), ends, strict=True):
        weight = answer.get(f"{name}/weight")
        with column:
            if weight is None or weight.size % experiment.pixels:
                st.caption(_("Waiting for the net …"))
                continue
            images: np.ndarray = weight.T if last else weight  # (W, D)
            st.markdown(f"**{layer_title(name)}**: {title}")
            gallery(
                f"units/{name}",
                stack=stack(images[:MAX_UNITS].reshape(-1, *experiment.image[1:]), signed=True),
                captions=[str(place + 1) for place in range(min(MAX_UNITS, len(images)))],
                words={"alt": title, "row": _("row"), "column": _("column")},
                width=46,
            )
            if len(images) > MAX_UNITS:
                st.caption(_("{shown} of {all} shown", shown=MAX_UNITS, all=len(images)))
    st.caption(_("Blue is above zero, orange below."))


UNITS = Inspector(N_("Units as images"), question, units_panel)
