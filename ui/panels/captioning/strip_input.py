"""The input of the captioning page, a strip of the data or of the user's own, and the selected word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import DIGIT_EDGE_SHARE, MAX_LENGTH, MIN_LENGTH, WHITE, side_by_side
from nets.datasets.images.upload_strip import OwnPicture, fitted
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import counts, layout
from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.panels.images.image_input import belongs_to
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, of_family, page_state
from ui.text.i18n import N_, _
from ui.widgets.input_picker import PARTS, InputPicker

SOURCES = {"test": N_("Test strip"), "train": N_("Training strip"), "drawn": N_("My drawing"), "own": N_("My picture")}


@dataclass
class Caption:
    """State of the captioning page: its input, and what is selected."""

    source: str = "test"
    pads: int = MIN_LENGTH + 1
    squares: dict[int, np.ndarray | None] = field(default_factory=dict)  # drawing on each pad, (e, e) uint8
    gap: int = 1  # pixels between the drawn digits
    picture: OwnPicture | None = None
    notes: tuple[Problem, ...] = ()  # how the picture was read
    at: int = 0  # selected word
    moved: dict[str, Any] = field(default_factory=dict)  # edited attention: "at" and "weights"
    another: int = 0  # seed of the generated examples


LIFETIMES = (
    Lifetime(("source",), subject),
    Lifetime(("moved",), lambda experiment: (*subject(experiment), experiment.places)),
)


def caption(session: TrainingSession) -> Caption:
    """Return the state of the page."""
    return expire(session, page_state(session, Caption), LIFETIMES)


def pads(session: TrainingSession) -> int:
    """Return how many pads there are to draw on: at most as many as a strip has digits."""
    return min(caption(session).pads, of_family(session, Captioner).data.longest)


def own_strip(session: TrainingSession) -> np.ndarray | None:
    """Return the user's own strip (H, W) uint8, black if it is empty; None if the input is an example."""
    state, data = caption(session), of_family(session, Captioner).data
    shape = layout(data)
    if state.source == "own":
        return (
            np.zeros(shape.shape, np.uint8)
            if state.picture is None
            else fitted(state.picture, shape, DIGIT_EDGE_SHARE[data.name])
        )
    if state.source != "drawn":
        return None
    squares = [state.squares.get(place) for place in range(pads(session))]
    fitting = [each for each in squares if each is not None and each.shape == (shape.edge, shape.edge)]
    return side_by_side(fitting, shape, state.gap)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current strip."""
    part, index = session.selection.example
    arguments: dict[str, Any] = {"part": part, "index": index}
    own = own_strip(session)
    return arguments if own is None else arguments | {"pixels": (own.astype(np.float32) / WHITE).tobytes()}


def latest_answer(session: TrainingSession) -> dict[str, np.ndarray]:
    """Return the caption of the current net for the strip; empty before it has come."""
    answer = answers(session.run, "caption")
    if not belongs_to(session.run, answer) or not set(answer["output"].tolist()) <= set(
        of_family(session, Captioner).words
    ):
        return {}
    if caption(session).source not in PARTS:
        return answer if str(answer["part"]) == "own" else {}
    return answer if (str(answer["part"]), int(answer["index"])) == session.selection.example else {}


def focus(session: TrainingSession) -> int:
    """Return the selected word, at most the last one of the caption."""
    answer = latest_answer(session)
    return min(caption(session).at, len(answer["output"]) - 1) if answer else 0


def _reset(session: TrainingSession) -> None:
    state = caption(session)
    state.at, state.moved = 0, {}


STRIP_PICKER = InputPicker(
    "strip",
    caption,
    input_arguments,
    lambda session, part: counts(of_family(session, Captioner).data)[part],
    sources=SOURCES,
    reset=_reset,
    argument_names=("part", "index", "pixels"),
    composed={"caption_step": lambda session: {**input_arguments(session), "at": caption(session).at}},
    source_fragments=("own_strip",),
)


@fragment("strip")
def strip_panel(session: TrainingSession) -> None:
    """Draw the choice of the strip that all panels look at."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        STRIP_PICKER.draw_source(session, _("Strip"))
        STRIP_PICKER.draw_index(session)


def select_word(session: TrainingSession, at: int) -> None:
    """Select this word; a callback ends with it."""
    caption(session).at = at
    STRIP_PICKER.refresh(session)


def set_square(session: TrainingSession, pad: int, square: np.ndarray | None) -> None:
    """Store what is drawn on a pad. A callback ends with it."""
    state = caption(session)
    state.squares[pad] = square
    state.moved = {}
    STRIP_PICKER.refresh(session)


def set_pads(session: TrainingSession, count: int) -> None:
    """Set how many pads there are. A callback ends with it."""
    caption(session).pads = min(max(count, MIN_LENGTH), MAX_LENGTH)
    STRIP_PICKER.refresh(session, "own_strip")


OWN_STRIP = Intervention(
    "own_strip",
    lambda session: "" if own_strip(session) is None else _("Your own strip is read, not an example of the data."),
    STRIP_PICKER.pick_example,
    is_refused=lambda session: caption(session).source == "own" and caption(session).picture is None,
)
