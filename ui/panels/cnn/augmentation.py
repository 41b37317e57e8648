"""A training image in several augmented versions."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

COUNT = 12
SETTINGS = ("shift", "rotate", "scale", "noise")


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the selected training image."""
    part, index = session.selection.example
    return {"augmentation": {"part": "train", "index": index if part == "train" else 0, "count": COUNT}}


def augmentation_panel(session: TrainingSession) -> None:
    """Draw the image, and augmented versions of it."""
    answer, data = answers(session.run, "augmentation"), of_family(session, Convolutional).data
    if not answer or answer["original"].shape != of_family(session, Convolutional).image:
        st.caption(_("Waiting for the net …"))
        return
    if not any(getattr(data, name) for name in SETTINGS):
        st.caption(
            _("No augmentation: turn shift, rotation, scale or noise up in the knobs of the data to see it here.")
        )
    images = np.concatenate([answer["original"][None], answer["images"]])  # (1 + n, C, P)
    label = of_family(session, Convolutional).classes[int(answer["truth"])]
    gallery(
        "augmented",
        stack=inked(images, 1.0),
        captions=[_("original: {label}", label=label), *[""] * len(answer["images"])],
        words={"alt": _("A training image and how augmentation changes it."), "row": _("row"), "column": _("column")},
        width=84,
    )
    st.caption(_("Every update sees each image changed anew. The test images are never changed."))


AUGMENTATION = Inspector(N_("Augmentation"), question, augmentation_panel)
