"""Interpolation between two images, in the latent space and in pixels."""

from __future__ import annotations

from random import randrange

import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import Inspector
from ui.panels.images.image_input import input_arguments
from ui.panels.images.tiles import tiles
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.widgets.number_field import number_field
from ui.widgets.remembered import choice

OTHER = "between/other"


def question(session: TrainingSession) -> Watch:
    """Return the probe of the current image and the test image at the other end."""
    return {"interpolation": {"other": choice(session, OTHER, 1), **input_arguments(session)}}


def interpolation_panel(session: TrainingSession) -> None:
    """Draw nine steps from one image to another, in pixels and in latents."""
    answer, experiment = answers(session.run, "interpolation"), of_family(session, Autoencoder)
    if not answer or answer["decoded"].shape[1:] != experiment.image:
        st.caption(_("Waiting for the net …"))
        return
    st.caption(
        _("Top: decoded on the straight line from code to code. Bottom: the two images blended, pixel by pixel.")
    )
    gallery(
        "between",
        stack=tiles([answer["decoded"], answer["blended"]]),
        captions=[f"{share:.0%}" for share in answer["shares"]],
        words={"alt": _("Steps from one image to the other."), "row": _("row"), "column": _("column")},
        width=56,
    )
    st.caption(
        _(
            "Blended, both images shine through each other. In the code, each step should look like a digit; where it "
            "does not, the way leads over a part of the plane that no digit uses."
        )
    )


@fragment("between-choice")
def interpolation_choice(session: TrainingSession) -> None:
    """Draw the choice of the test image at the other end."""
    if session.selection.inspector != "between":
        return
    most = of_family(session, Autoencoder).parts["test"]
    number, take = min(choice(session, OTHER, 1), most - 1) + 1, lambda number: _take(session, number - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        title = _("From the image above to test image")
        number_field(title, 1, most, key="between/number", value=number, do=take, width=240)
        another = lambda: _take(session, randrange(most))  # noqa: E731
        st.button(_("Another"), key="between/another", icon=":material/casino:", on_click=another)


def _take(session: TrainingSession, index: int) -> None:
    session.selection.choices[OTHER] = index
    session.request_probes(question(session))
    redraw("between-choice", "live")


BETWEEN = Inspector(N_("From digit to digit"), question, interpolation_panel)
