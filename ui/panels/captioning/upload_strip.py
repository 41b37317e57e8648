"""A strip of the user's own: drawn digit by digit on pads, or an image of a few digits."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nets.datasets.images.digit_strips import DIGIT_EDGE_SHARE, MIN_LENGTH
from nets.datasets.images.upload_images import FORMATS
from nets.datasets.images.upload_strip import MAX_MEGABYTES, OwnPicture, read
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import layout
from nets.models.captioner.experiment import Captioner
from ui.components.pad import drawn_image, pad
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.captioning.strip_input import STRIP_PICKER, caption, pads, set_pads, set_square
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import _, problem
from ui.widgets.file_upload import upload_to_worker

TYPES = ("png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff", "ppm", "pgm", "pbm")

KEY = "strip/picture"


@fragment("own_strip")
def own_strip_panel(session: TrainingSession) -> None:
    """Draw the pads or the file chooser, if the input is one of these."""
    source = caption(session).source
    if source == "drawn":
        _pads(session)
    elif source == "own":
        _picture(session)


def _pads(session: TrainingSession) -> None:
    """Draw a pad for each digit side by side, and the gap between the digits."""
    state, data = caption(session), of_family(session, Captioner).data
    shape, count = layout(data), pads(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if data.longest > MIN_LENGTH:
            show_value("strip/pads", count)
            st.segmented_control(
                _("Digits"),
                list(range(MIN_LENGTH, data.longest + 1)),
                key="strip/pads",
                required=True,
                on_change=on_user_change("strip/pads", partial(set_pads, session)),
            )
        show_value("strip/gap", min(state.gap, shape.room))
        gap = on_user_change("strip/gap", partial(_set_gap, session))
        st.slider(
            _("Gap (pixels)"), 0, shape.room, st.session_state["strip/gap"], key="strip/gap", width=220, on_change=gap
        )
    words = {
        "alt": _("A pad to draw on. Arrow keys move the pen, Enter puts it down and lifts it."),
        "hint": _("Draw a digit"),
        "erase": _("Erase"),
        "undo": _("Undo"),
        "clear": _("Clear"),
        "width": _("Pen width"),
        "seen": _("What the net sees"),
    }
    with st.container(horizontal=True, gap="small", key="strip-pads"):
        for place in range(count):
            with st.container(width=168, key=f"strip-pad-{place}"):
                key = f"pad-strip-{place}"
                on_image = partial(_on_draw, session, place, key)
                pad(key, edge=shape.edge, fit=DIGIT_EDGE_SHARE[data.name], words=words, on_image=on_image)


def _on_draw(session: TrainingSession, place: int, key: str) -> None:
    set_square(session, place, drawn_image(key))


def _set_gap(session: TrainingSession, gap: int) -> None:
    caption(session).gap = gap
    STRIP_PICKER.refresh(session)


def _picture(session: TrainingSession) -> None:
    """Draw a file chooser for an image of digits, and how it was read."""
    with st.container(width=560):
        most = of_family(session, Captioner).data.longest
        st.caption(
            _(
                "A picture of two to {most} digits in a row ({formats}), photographed, scanned or painted. What is "
                "written is cut out and made as small as the digits of the data. It stays on this server and is never "
                "shared.",
                most=most,
                formats=", ".join(FORMATS),
            )
        )
        upload_to_worker(
            session.uploads, _("Picture"), TYPES, KEY, MAX_MEGABYTES, lambda file: _read_file(session, file)
        )
        for note in caption(session).notes:
            st.caption(problem(note))


def _read_file(session: TrainingSession, content: bytes) -> None:
    """Have a worker read the file. A file that cannot be read is explained, and the input stays."""
    take, refuse = lambda image: _take(session, image), lambda why: _refuse(session, why)
    session.uploads.read(KEY, "own_strip", read, content, on_read=take, on_refuse=refuse)


def _refuse(session: TrainingSession, why: Problem) -> None:
    session.problems = [why]
    redraw(*RUN_FRAGMENTS, "own_strip")


def _take(session: TrainingSession, image: OwnPicture) -> None:
    session.problems, state = [], caption(session)
    state.picture = image
    state.notes, state.at, state.moved = state.picture.notes, 0, {}
    STRIP_PICKER.refresh(session, "own_strip")
