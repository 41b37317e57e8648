"""Reconstructions of the current image and of test images, beside PCA with as many components."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.panels.images.image_input import IMAGE_PICKER, input_arguments
from ui.panels.images.tiles import tiles
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import number
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

MAX_IMAGES = 16  # test images
ORDERS = {"mixed": N_("Of every class"), "worst": N_("The worst ones")}
Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> Watch:
    """Return the probes of both."""
    worst = choice(session, "rows/order", "mixed") == "worst"
    return {"reconstruction": input_arguments(session), "reconstructions": {"most": MAX_IMAGES, "worst": worst}}


def reconstruction(session: TrainingSession) -> None:
    """Draw the current image, its noisy version, and the reconstructions of the net and of PCA."""
    answer, experiment = answers(session.run, "reconstruction"), of_family(session, Autoencoder)
    if not answer or answer["image"].shape != experiment.image:
        st.caption(_("Waiting for the net …"))
        return
    images, captions = [answer["image"]], [_goes_in(answer, experiment.classes)]
    if experiment.data.noise:
        images, captions = [*images, answer["given"]], [*captions, _("with noise")]
    images += [answer["output"], answer["pca"]]
    captions += [
        _("autoencoder: error {error}", error=number(float(answer["error"]), 4)),
        _("PCA: error {error}", error=number(float(answer["pca_error"]), 4)),
    ]
    alt = _("The image that goes in, what the autoencoder makes of it, and what PCA of equal size makes of it.")
    words = {"alt": alt, "row": _("row"), "column": _("column")}
    gallery("reconstruction", stack=inked(np.stack(images), 1.0), captions=captions, words=words, width=104)


def _goes_in(answer: Answer, classes: tuple[str, ...]) -> str:
    truth = int(answer["truth"])
    return _("drawn") if truth < 0 else _("goes in: {truth}", truth=classes[truth])


@fragment("rows")
def rows_panel(session: TrainingSession) -> None:
    """Draw the choice of the test images."""
    again = lambda _value: _on_ask_again(session)  # noqa: E731
    order = choice_arguments(session, "rows/order", choice(session, "rows/order", "mixed"), again)
    title = _("Test images")
    st.segmented_control(title, list(ORDERS), format_func=lambda name: _(ORDERS[name]), required=True, **order)


def _on_ask_again(session: TrainingSession) -> None:
    session.request_probes(question(session))
    redraw("rows", "live")


def rows(session: TrainingSession) -> None:
    """Draw test images over their reconstructions, and R² of both; a click selects an image."""
    answer, experiment = answers(session.run, "reconstructions"), of_family(session, Autoencoder)
    if not answer or answer["images"].shape[1:] != experiment.image:
        return
    parts = ["images", *(["given"] if experiment.data.noise else []), "outputs", "pca"]
    names = {"images": _("image"), "given": _("with noise"), "outputs": _("autoencoder"), "pca": "PCA"}
    st.caption(_("From the top: {rows}.", rows=_(", ").join(names[part] for part in parts)))
    places = answer["index"].tolist()
    gallery(
        "rows",
        stack=tiles([answer[part] for part in parts]),
        captions=[experiment.classes[truth] if truth < len(experiment.classes) else "" for truth in answer["truth"]],
        words={"alt": _("Test images, and below each what comes out."), "row": _("row"), "column": _("column")},
        width=42,
        on_pick=lambda: _on_pick(session, places),
    )
    st.markdown(
        _(
            "R² on the test images: autoencoder **{net}**, PCA of equal size **{pca}**.",
            net=number(float(answer["r2"]), 3),
            pca=number(float(answer["pca_r2"]), 3),
        )
    )


def _on_pick(session: TrainingSession, places: list[int]) -> None:
    place = int(st.session_state["rows"]["pick"]["index"])
    if 0 <= place < len(places):
        IMAGE_PICKER.pick(session, "test", places[place])
