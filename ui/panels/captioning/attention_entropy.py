"""How attention sharpens during training: the share of the best position, and the maps at some steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.captioner.experiment import Captioner
from ui.charts.render import curves
from ui.components.gallery import gallery
from ui.components.pictures import stack
from ui.inspect.inspectors import Inspector
from ui.panels.captioning.strip_input import focus, input_arguments, latest_answer
from ui.panels.pairs.output_text import END
from ui.session.requests.probe_history import probe_history
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

MOMENTS = 8  # that are drawn side by side


def question(_session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return nothing: the page requests the caption."""
    return {}


def sharpness_panel(session: TrainingSession) -> None:
    """Draw the share of the best position over the steps, and the attention of one word at some of them."""
    if of_family(session, Captioner).net.attention == "none":
        st.caption(_("This net has no attention."))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        names, parts = ["train_focus", "test_focus"], [_("training"), _("test")]
        curves(session.run, "focus", names, parts, _("Share of the best place"))
        st.caption(_("Each word's largest weight, averaged. At first all places get about the same."))
    with right:
        _moments(session)


def _moments(session: TrainingSession) -> None:
    """Draw the attention of the selected word at some steps since the training began."""
    answer, at = latest_answer(session), focus(session)
    shape = tuple(answer["weights"].shape[1:]) if "weights" in answer else ()
    has_shape = lambda one: "weights" in one and one["weights"].shape[1:] == shape  # noqa: E731
    keep = lambda one: (one["weights"], one["output"])  # noqa: E731
    moments = probe_history(session, session.run, "caption", input_arguments(session), has_shape, keep)
    steps = _even(list(moments))
    if not steps or not shape:
        st.caption(_("Waiting for the net …"))
        return
    maps, captions = [], []
    for step in steps:
        weights, output = moments[step]
        here = min(at, len(weights) - 1)
        maps.append(np.sqrt(np.nan_to_num(weights[here])))
        word = "" if output[here] == END else str(output[here])
        captions.append(f"{step:,}: {word or END}")
    st.markdown(_("The look at word **{number}**, step by step", number=at + 1))
    gallery(
        "sharpness/moments",
        stack=stack(np.stack(maps), 0.0, 1.0, signed=False),
        captions=captions,
        words={"alt": _("The attention at some moments of the training"), "row": _("row"), "column": _("column")},
        width=140,
    )
    st.caption(_("Choose another word above. The scrubber goes back to each of these moments."))


def _even(steps: list[int]) -> list[int]:
    """Return about evenly spaced steps; there are many more of the first updates."""
    targets = np.linspace(steps[0], steps[-1], MOMENTS) if steps else np.zeros(0)
    return sorted({min(steps, key=lambda step: abs(step - each)) for each in targets.tolist()})


SHARPNESS = Inspector(N_("Attention over time"), question, sharpness_panel)
