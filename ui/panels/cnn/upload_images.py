"""The user's own images: a zip with a folder for each class, and how it was read."""

from __future__ import annotations

import streamlit as st

from nets.datasets.images.packed_images import MAX_EDGE, MIN_EDGE
from nets.datasets.images.upload_images import FORMATS, MAX_MEGABYTES, Own, read
from nets.experiment.user_error import Problem
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.panels.images.image_input import picture
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem
from ui.widgets.file_upload import draw_progress, upload_to_worker
from ui.widgets.number_field import kept_number, number_of
from ui.widgets.settings_form import apply_settings

KEY = "own_images"
EDGE = 28  # pixels of an image, at first


def own_pictures(session: TrainingSession) -> None:
    """Draw a file chooser for a zip, the image size, and how the zip was read."""
    if session.hides("data.name"):
        return
    with st.popover(_("Own images …"), icon=":material/upload_file:", width="stretch"):
        st.caption(
            _(
                "A zip file with one folder for each class, and images in it ({formats}). "
                "They stay on this server and are never shared.",
                formats=", ".join(FORMATS),
            )
        )
        kept_number(_("Edge in pixels"), MIN_EDGE, MAX_EDGE, key="own_images/edge", first=EDGE)
        st.toggle(_("In colour"), key="own_images/colour")
        upload_to_worker(
            session.uploads, _("Zip file"), ("zip",), KEY, MAX_MEGABYTES, lambda file: _read_file(session, file)
        )
        for note in picture(session).notes:
            st.caption(problem(note))
    draw_progress(session.uploads, KEY, outside=True)


def _read_file(session: TrainingSession, content: bytes) -> None:
    """Have a worker read the file. A file that cannot be read is explained, and the current training goes on."""
    edge, colour = number_of("own_images/edge", EDGE), bool(st.session_state["own_images/colour"])
    take, refuse = lambda own: _take(session, own), lambda why: _refuse(session, why)
    arguments = (content, edge, colour)
    session.uploads.read(KEY, "settings", read, *arguments, on_read=take, on_refuse=refuse, reports=True)


def _refuse(session: TrainingSession, why: Problem) -> None:
    session.problems = [why]
    redraw(*RUN_FRAGMENTS)


def _take(session: TrainingSession, own: Own) -> None:
    counts = ", ".join(f"{name}: {count}" for name, count in own.classes.items())
    picture(session).notes = (Problem(N_("Read: {counts}."), counts=counts), *own.notes)
    apply_settings(session, {"data.name": "own", "data.images": own.text, "data.classes": ()})
