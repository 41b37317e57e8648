"""The input of a page of images: an example or a drawing, which can be shifted, rotated and scaled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from random import randrange
from typing import Any, Protocol, cast

import numpy as np
import streamlit as st

from nets.engine.run import Run
from nets.experiment.user_error import Problem
from ui.charts.render import answers
from ui.components.pad import drawn_image, pad
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import TrainingSession, page_state
from ui.text.i18n import N_, _
from ui.widgets.input_picker import InputPicker
from ui.widgets.number_field import number_field

SOURCES = {"test": N_("Test image"), "train": N_("Training image"), "drawn": N_("My drawing")}
STILL = {"across": 0.0, "down": 0.0, "turn": 0.0, "size": 1.0}
FIT = {"digits": 1.0, "mnist5k": 20 / 28, "mnist": 20 / 28}  # how large a drawing is in the image, as in the data


@dataclass
class Picture:
    """State of a page of images: its input, and what is selected in the net."""

    source: str = "test"
    drawing: np.ndarray | None = None  # (H, W) uint8, from the pad
    moved: dict[str, float] = field(default_factory=lambda: dict(STILL))
    focus: tuple[int, int] = (0, 0)  # block and channel
    cell: tuple[int, int, int] | None = None  # selected kernel number: drawn input, row, column
    off: tuple[int, ...] = ()  # maps of the selected block that are switched off
    square: tuple[int, int] = (0, 0)  # position of the patch
    wrong: tuple[int, int] | None = None  # the cell of the confusion matrix that is open
    beside: set[str] = field(default_factory=set)  # comparison runs: "mlp", "scratch"
    notes: tuple[Problem, ...] = ()  # how the user's own images were read
    sandbox: Any = None


LIFETIMES = (
    Lifetime(("source",), subject),
    Lifetime(("moved", "square"), subject),
    Lifetime(("off",), lambda experiment: (*subject(experiment), getattr(experiment.net, "channels", ()))),
)


def picture(session: TrainingSession) -> Picture:
    """Return the state of the page."""
    return expire(session, page_state(session, Picture), LIFETIMES)


class Pictured(Protocol):
    """What this module needs of an experiment whose nets read images."""

    @property
    def image(self) -> tuple[int, ...]:
        """Shape of an image, channels first."""

    @property
    def parts(self) -> Mapping[str, int]:
        """Number of examples of each part."""

    @property
    def data(self) -> Any:
        """Settings of the dataset."""


def pictured(session: TrainingSession) -> Pictured:
    """Return the current experiment, of any family whose nets read images."""
    return cast(Pictured, session.experiment)


def input_arguments(session: TrainingSession) -> dict[str, Any]:
    """Return the arguments of probes for the current image."""
    state, (part, index) = picture(session), session.selection.example
    moved = state.moved
    arguments: dict[str, Any] = {"part": part, "index": index}
    if state.source == "drawn":
        arguments["pixels"] = pixels(session).tobytes()
    if moved != STILL:
        arguments |= {"shift": (moved["across"], moved["down"]), "turn": moved["turn"], "size": moved["size"]}
    return arguments


def pixels(session: TrainingSession) -> np.ndarray:
    """Return the drawing (C, H, W), 0 to 1, in the net's shape; black if no drawing has that shape."""
    shape, drawing = pictured(session).image, picture(session).drawing
    if drawing is None or drawing.shape != shape[1:]:
        return np.zeros(shape, np.float32)
    return np.broadcast_to(drawing.astype(np.float32) / 255, shape)


def drawing(session: TrainingSession) -> np.ndarray | None:
    """Return the drawing as `pixels`; None if there is none."""
    return None if picture(session).drawing is None else pixels(session)


def chosen_pixels(session: TrainingSession) -> np.ndarray | None:
    """Return the current image (C, H, W) or signal (C, L), 0 to 1, by the last answer; None before it."""
    answer = answers(session.run, "feature_maps")
    return answer.get("image")


def belongs_to(run: Run, answer: dict[str, np.ndarray]) -> bool:
    """Return whether an answer about an image has the shape of the current net's images, not of an earlier net's."""
    experiment: Any = run.experiment
    return bool(answer) and answer["image"].shape == experiment.image


def can_draw(session: TrainingSession) -> bool:
    """Return whether the user can draw an input: an image, not a signal."""
    return len(pictured(session).image) == 3


IMAGE_PICKER = InputPicker(
    "picture",
    picture,
    input_arguments,
    lambda session, part: pictured(session).parts[part],
    sources=SOURCES,
    is_available=lambda session, source: source != "drawn" or can_draw(session),
    reset=lambda _session: st.session_state.pop("picture/number", None),
    argument_names=("part", "index", "pixels", "shift", "turn", "size"),
    fixed_probes=frozenset({"augmentation"}),  # it takes no drawings
    fragments=("sandbox",),
    source_fragments=("pad",),
)


@fragment("picture")
def picture_panel(session: TrainingSession) -> None:
    """Draw the choice of the image, and how it is moved."""
    state, (part, index) = picture(session), session.selection.example
    state.source = IMAGE_PICKER.source(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        IMAGE_PICKER.draw_source(session, _("Image"))
        if state.source != "drawn":
            count = IMAGE_PICKER.count(session, part)
            pick = lambda index: IMAGE_PICKER.pick(session, part, index)  # noqa: E731
            number_field(
                _("Number"),
                1,
                count,
                key="picture/number",
                value=min(index, count - 1) + 1,
                do=lambda number: pick(number - 1),
                width=130,
            )
            another = lambda: pick(randrange(count))  # noqa: E731
            st.button(_("Another"), key="picture/another", icon=":material/casino:", on_click=another)
        title = _("Move it") if state.moved == STILL else _("Moved")
        with st.popover(title, icon=":material/open_with:"):
            _sliders(session)


MOVES = {
    "across": (N_("Shift to the right"), -0.5, 0.5, 0.025, "%.3f"),
    "down": (N_("Shift down"), -0.5, 0.5, 0.025, "%.3f"),
    "turn": (N_("Turn (degrees)"), -180.0, 180.0, 5.0, "%.0f"),
    "size": (N_("Size"), 0.5, 2.0, 0.05, "%.2f"),
}


def _sliders(session: TrainingSession) -> None:
    """Draw the sliders that shift, rotate and scale the image."""
    moved = picture(session).moved
    for name, (title, low, high, step, number_format) in MOVES.items():
        if len(pictured(session).image) == 2 and name in ("down", "turn"):
            continue
        key = f"picture/{name}"
        show_value(key, moved[name])
        change = on_user_change(key, partial(_on_slide, session, name))
        st.slider(_(title), low, high, moved[name], step, format=number_format, key=key, width=260, on_change=change)
    st.button(_("As it was"), key="picture/still", icon=":material/undo:", on_click=lambda: _move(session, STILL))


def _on_slide(session: TrainingSession, name: str, value: float) -> None:
    _move(session, {name: float(value)})


def _move(session: TrainingSession, by: dict[str, float]) -> None:
    picture(session).moved = picture(session).moved | by
    IMAGE_PICKER.refresh(session)


@fragment("pad")
def pad_panel(session: TrainingSession, always: bool = True) -> None:
    """Draw a pad to draw on; unless `always`, only while the drawing is the input."""
    if not always and picture(session).source != "drawn":
        return
    if not can_draw(session):
        st.caption(_("Signals along a line cannot be drawn on a pad."))
        return
    words = {
        "alt": _("A pad to draw on. Arrow keys move the pen, Enter puts it down and lifts it."),
        "hint": _("Draw a digit"),
        "erase": _("Erase"),
        "undo": _("Undo"),
        "clear": _("Clear"),
        "width": _("Pen width"),
        "seen": _("What the net sees"),
    }
    experiment = pictured(session)
    fit = FIT.get(experiment.data.name, 0.0)
    pad("pad-image", edge=experiment.image[-1], fit=fit, words=words, on_image=lambda: _on_draw(session))


def _on_draw(session: TrainingSession) -> None:
    """Make the changed drawing the input."""
    state = picture(session)
    state.drawing = drawn_image("pad-image")
    if state.source != "drawn" and state.drawing is None:
        return
    state.source = "drawn"
    IMAGE_PICKER.refresh(session)


def _describe_moved(session: TrainingSession) -> str:
    """Return how the image is moved; "" if it is not."""
    moved = picture(session).moved
    changes = [
        f"{_(title)} {number_format % moved[name]}"
        for name, (title, _low, _high, _step, number_format) in MOVES.items()
        if moved[name] != STILL[name]
    ]
    return _("The image is moved: {changes}.", changes=_(", ").join(changes)) if changes else ""


DRAWING = IMAGE_PICKER.intervention("drawing", N_("Your drawing is read, not an example of the data."))
MOVED = Intervention("moved", _describe_moved, lambda session: _move(session, STILL))
