"""The feature maps of the captioner's CNN; the decoder attends to the last of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.components.maps import SHOWN, maps
from ui.components.pictures import inked
from ui.inspect.inspectors import Inspector
from ui.panels.captioning.strip_input import input_arguments
from ui.panels.images.feature_maps import blocks
from ui.panels.images.filters import filters_panel
from ui.panels.images.image_input import belongs_to
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the strip's maps."""
    return {"caption_maps": {"most": SHOWN, **input_arguments(session)}}


def maps_panel(session: TrainingSession) -> None:
    """Draw the strip and the maps of every block, before and after pooling."""
    experiment, answer = of_family(session, Captioner), answers(session.run, "caption_maps")
    if not belongs_to(session.run, answer) or len(answer["blocks"]) != len(experiment.blocks):
        st.caption(_("Waiting for the net …"))
        return
    words = {
        "alt": _("The strip, and from left to right the feature maps that each block makes of it."),
        "map": _("map"),
        "row": _("row"),
        "column": _("column"),
    }
    image = {"title": _("Strip"), "note": "", "stack": inked(answer["image"][None], 1.0)}
    columns = [each | {"width": 84} for each in blocks(experiment, answer)]
    maps("caption_maps", image=image, blocks=columns, head=None, words=words)
    rows, across = experiment.places
    st.caption(
        _(
            "What the last pooling leaves is what the decoder looks at: {count} places in {rows} rows and {columns} "
            "columns, with {channels} numbers at each.",
            count=rows * across,
            rows=rows,
            columns=across,
            channels=experiment.net.channels[-1],
        )
    )


MAPS = Inspector(N_("Feature maps"), question, maps_panel)
KERNELS = Inspector(N_("Filters"), lambda session: {"filters": {}}, filters_panel)
