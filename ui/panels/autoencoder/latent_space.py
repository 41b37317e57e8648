"""The latent space as a plane: the latents of the test images, and decoded images where the user points."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.autoencoder.experiment import Autoencoder
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.components.plane import plane
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.panels.images.image_input import IMAGE_PICKER, input_arguments
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import datum, number
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

BY = {"net": N_("Autoencoder"), "pca": "PCA"}
SHOWN = {"images": N_("Test images"), "pictures": N_("What is decoded"), "both": N_("Both")}

FAINT = 0.4  # opacity of images below labels
WALK = "codes/walk"
Answer = dict[str, np.ndarray]


@fragment("codes")
def codes_panel(session: TrainingSession) -> None:
    """Draw the choice of the encoder, and of what the plane shows."""
    again = lambda _value: _refresh(session)  # noqa: E731
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = choice_arguments(session, "codes/by", choice(session, "codes/by", "net"), again)
        about = _("PCA: the same number of directions, found by scikit-learn without any training.")
        st.segmented_control(
            _("Codes of"), list(BY), format_func=lambda name: _(BY[name]), required=True, help=about, **by
        )
        what = choice_arguments(session, "codes/shown", choice(session, "codes/shown", "images"), again)
        st.segmented_control(
            _("On the plane"), list(SHOWN), format_func=lambda name: _(SHOWN[name]), required=True, **what
        )


def question(session: TrainingSession) -> Watch:
    """Return the probe of the plane."""
    arguments: dict[str, Any] = {"by": choice(session, "codes/by", "net"), **input_arguments(session)}
    if choice(session, "codes/shown", "images") != "images":
        arguments["pictures"] = True
    whence, place = choice(session, WALK, (None, None))
    if whence == (
        of_family(session, Autoencoder),
        arguments["by"],
        input_arguments(session),
    ):  # another image resets the selected point
        arguments["at"] = place
    return {"latent_space": arguments}


def _refresh(session: TrainingSession) -> None:
    """Request the probe, wait a moment for the answer, and redraw. A callback ends with it."""
    session.request_probes(question(session))
    redraw("codes", "live")


def codes(session: TrainingSession) -> None:
    """Draw the current plane, and the image decoded at the selected point."""
    answer, experiment = answers(session.run, "latent_space"), of_family(session, Autoencoder)
    if answer and (answer["decoded"].shape != experiment.image or len(answer["code"]) > experiment.net.code):
        answer = {}  # the answer is about another net
    plane(
        "codes-plane",
        surface=_pictures(answer, faint=choice(session, "codes/shown", "images") == "both"),
        points=_points(session, answer),
        x=_ends(answer, "x"),
        y=_ends(answer, "y"),
        names=_axes(experiment),
        editable=False,
        pickable=True,
        marked=(float(answer["at"][0]), float(answer["at"][1])) if answer else None,
        words=_words(experiment),
        glyphs=True,
        on_click=lambda: _on_click(session),
        on_walk=lambda: _on_walk(session),
    )
    if answer:
        _draw_decoded(experiment, answer)
    else:
        st.caption(_("Waiting for the net …"))


def _pictures(answer: Answer, faint: bool) -> dict[str, Any] | None:
    """Return images decoded at evenly spaced points, to draw under the plane; fainter below labels."""
    levels = answer.get("levels", np.zeros((0, 0), np.uint8))
    if not len(levels):
        return None
    levels = (levels * FAINT).astype(np.uint8) if faint else levels
    return {"levels": levels.tobytes(), "n": len(levels), "ink": True}


def _points(session: TrainingSession, answer: Answer) -> dict[str, Any] | None:
    """Return the latents of the test images as points with their labels."""
    contents = choice(session, "codes/shown", "images")
    if not answer or contents == "pictures":
        return None
    x, y = answer["points"].T
    return {"x": x, "y": y, "value": answer["truth"], "test": np.ones(len(x), bool), "classes": True}


def _ends(answer: Answer, axis: str) -> tuple[float, float]:
    if not answer:
        return -1.0, 1.0
    low, high = answer[axis].tolist()
    return low, high


def _axes(experiment: Autoencoder) -> tuple[str, str]:
    """Return the titles of the two directions."""
    if experiment.net.code == 1:
        return _("Number 1 of the code"), _("Label")
    if experiment.net.code == 2:
        return _("Number 1 of the code"), _("Number 2 of the code")
    return _("First direction of the codes"), _("Second direction of the codes")


def _words(experiment: Autoencoder) -> dict[str, Any]:
    return {
        "alt": _(
            "The plane of codes, with each test image as its label. Arrow keys walk, with Shift in larger strides; "
            "Enter chooses the nearest image."
        ),
        "title": _("Codes"),
        "points": _("Codes of test images"),
        "truth": _("Label"),
        "value": _("Ink"),
        "hint": _("Walk over the plane: below is what is decoded there. Click: look at the nearest image."),
        "classes": list(experiment.classes),
    }


def _draw_decoded(experiment: Autoencoder, answer: Answer) -> None:
    """Draw the image decoded at the selected point, its latents, and how far the plane can be trusted."""
    image_column, text_column = st.columns([1, 3], vertical_alignment="center")
    with image_column:
        gallery(
            "codes-decoded",
            stack=inked(answer["decoded"][None], 1.0),
            captions=[_("decoded")],
            words={"alt": _("What is decoded at the place walked to"), "row": _("row"), "column": _("column")},
            width=104,
        )
    with text_column:
        code = ", ".join(datum(number(float(value), 2)) for value in answer["code"])
        st.markdown(_("Code: {numbers}", numbers=code))
        st.caption(_("The labels on the plane are there for you. The training never sees any of them."))
        if experiment.net.code > 2:
            text = _(
                "A code of {count} numbers does not fit a plane: this one holds {share:.0%} of how the codes differ. "
                "Walking changes that part; the rest stays at its mean.",
                count=experiment.net.code,
                share=float(np.nan_to_num(answer["explained_share"])),
            )
            st.caption(text)
        elif experiment.net.code == 1:
            st.caption(_("One number is a line. The labels stand one above the other only so that they can be seen."))


def _place(session: TrainingSession, trigger: str) -> tuple[float, float]:
    point = st.session_state["codes-plane"][trigger]
    return float(point["x"]), float(point["y"])


def _on_walk(session: TrainingSession) -> None:
    """Decode at the current position of the pointer."""
    place = _place(session, "walk")
    session.selection.choices[WALK] = (
        (of_family(session, Autoencoder), choice(session, "codes/by", "net"), input_arguments(session)),
        place,
    )
    session.request_probes(
        question(session),
        lambda: bool(np.allclose(answers(session.run, "latent_space").get("at", np.inf), place, atol=1e-4)),
    )
    redraw("live")


def _on_click(session: TrainingSession) -> None:
    """Select the test image whose latents are nearest to the clicked point."""
    answer = answers(session.run, "latent_space")
    if answer:
        away = np.square(answer["points"] - np.array(_place(session, "click"))).sum(axis=1)
        IMAGE_PICKER.pick(session, "test", int(away.argmin()))
