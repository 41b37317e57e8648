"""The strip that the captioning page looks at: one of the data, or one of a user's own; and the word in focus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import DIGIT_EDGE_SHARE, MAX_LENGTH, MIN_LENGTH, WHITE, side_by_side
from nets.datasets.images.upload_strip import OwnPicture, fitted
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import counts, layout
from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, of_family, page_state
from ui.text.i18n import N_, _
from ui.widgets.example_index import example_index

SOURCES = {"test": N_("Test strip"), "train": N_("Training strip"), "drawn": N_("My drawing"), "own": N_("My picture")}
STRIP = ("part", "index", "pixels")  # what `input_arguments` may hold
PROBES = ("caption", "caption_step", "caption_what_if", "caption_maps")


@dataclass
class Caption:
    """What the user looks at on the page, and how."""

    source: str = "test"
    pads: int = MIN_LENGTH + 1
    squares: dict[int, np.ndarray | None] = field(default_factory=dict)  # by pad: what was drawn on it, (e, e) uint8
    gap: int = 1  # pixels between the drawn digits
    picture: OwnPicture | None = None
    notes: tuple[Problem, ...] = ()  # how it was read
    at: int = 0  # the word in focus
    moved: dict[str, Any] = field(default_factory=dict)  # "at" and "weights": how the net has to look in the what-if
    another: int = 0  # which further training strips are shown


LIFETIMES = (
    Lifetime(("source",), subject),
    Lifetime(("moved",), lambda experiment: (*subject(experiment), experiment.places)),
)


def caption(session: TrainingSession) -> Caption:
    """What the user looks at."""
    return expire(session, page_state(session, Caption), LIFETIMES)


def pads(session: TrainingSession) -> int:
    """How many pads there are to draw on: no more than a strip has digits."""
    return min(caption(session).pads, of_family(session, Captioner).data.longest)


def own_strip(session: TrainingSession) -> np.ndarray | None:
    """The user's own strip (H, W) uint8, if it is the input; black while nothing is drawn or chosen."""
    held, data = caption(session), of_family(session, Captioner).data
    shape = layout(data)
    if held.source == "own":
        return (
            np.zeros(shape.shape, np.uint8)
            if held.picture is None
            else fitted(held.picture, shape, DIGIT_EDGE_SHARE[data.name])
        )
    if held.source != "drawn":
        return None
    squares = [held.squares.get(place) for place in range(pads(session))]
    fitting = [each for each in squares if each is not None and each.shape == (shape.edge, shape.edge)]
    return side_by_side(fitting, shape, held.gap)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current strip."""
    part, index = session.selection.example
    found: dict[str, Any] = {"part": part, "index": index}
    own = own_strip(session)
    return found if own is None else found | {"pixels": (own.astype(np.float32) / WHITE).tobytes()}


def belongs_to(run: Run, answer: dict[str, np.ndarray]) -> bool:
    """Return whether an answer about a strip belongs to the current net, not to an earlier one."""
    experiment = run.experiment
    assert isinstance(experiment, Captioner)
    return bool(answer) and answer["image"].shape == experiment.image


def latest_answer(session: TrainingSession) -> dict[str, np.ndarray]:
    """Return the caption of the current net for the strip; empty before it has come."""
    answer = answers(session.run, "caption")
    if not belongs_to(session.run, answer) or not set(answer["output"].tolist()) <= set(
        of_family(session, Captioner).words
    ):
        return {}
    own = caption(session).source in ("drawn", "own")
    wanted = ("own", answer["index"]) if own else session.selection.example
    return answer if (str(answer["part"]), int(answer["index"])) == wanted else {}


def focus(session: TrainingSession) -> int:
    """The word in focus, of those that are written."""
    answer = latest_answer(session)
    return min(caption(session).at, len(answer["output"]) - 1) if answer else 0


def refresh(session: TrainingSession, *fragments: str) -> None:
    """After another choice: wait a moment for what the net says of it, and draw it. A callback ends so."""
    session.probes.watch = {
        probe: _anew(probe, arguments, session) for probe, arguments in session.probes.watch.items()
    }
    session.wait_for_answer()
    redraw("strip", "live", *fragments)


def _anew(probe: str, arguments: dict[str, Any], session: TrainingSession) -> dict[str, Any]:
    """The arguments of a probe, about the strip and the word that are looked at now."""
    if probe not in PROBES:
        return arguments
    found = {name: value for name, value in arguments.items() if name not in STRIP} | input_arguments(session)
    return found | {"at": caption(session).at} if probe == "caption_step" else found


def select_word(session: TrainingSession, at: int) -> None:
    """Select this word; a callback ends with it."""
    caption(session).at = at
    refresh(session)


@fragment("strip")
def strip_panel(session: TrainingSession) -> None:
    """Which strip all panels look at."""
    held = caption(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        show_value("strip/source", held.source)
        st.segmented_control(
            _("Strip"),
            list(SOURCES),
            format_func=lambda name: _(SOURCES[name]),
            key="strip/source",
            required=True,
            on_change=on_user_change("strip/source", lambda source: take(session, source)),
        )
        if held.source in counts(of_family(session, Captioner).data):
            most = counts(of_family(session, Captioner).data)[held.source]
            example_index("strip", session.selection.example[1], most, lambda index: take(session, held.source, index))


def take(session: TrainingSession, source: str, index: int | None = None) -> None:
    """Look at this strip from now on, from its first word on."""
    held = caption(session)
    if source != held.source or index is not None:
        held.at, held.moved = 0, {}
    held.source = source
    if source in ("train", "test"):
        session.selection.example = (source, session.selection.example[1] if index is None else index)
    refresh(session, "own_strip")


def drew(session: TrainingSession, pad: int, square: np.ndarray | None) -> None:
    """What is drawn on a pad has changed: it is looked at from now on."""
    held = caption(session)
    held.squares[pad] = square
    held.moved = {}
    refresh(session)


def set_pads(session: TrainingSession, count: int) -> None:
    """Draw the pads."""
    caption(session).pads = min(max(count, MIN_LENGTH), MAX_LENGTH)
    refresh(session, "own_strip")


OWN_STRIP = Intervention(
    "own_strip",
    lambda session: "" if own_strip(session) is None else _("Your own strip is read, not an example of the data."),
    lambda session: take(session, session.selection.example[0]),
    is_refused=lambda session: caption(session).source == "own" and caption(session).picture is None,
)
