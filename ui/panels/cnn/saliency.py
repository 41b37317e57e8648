"""Saliency, Grad-CAM and occlusion over the image, and a patch that the user drags over it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.lens import lens
from ui.components.pictures import inked, stack
from ui.inspect.inspectors import Inspector
from ui.panels.images.feature_maps import score
from ui.panels.images.image_input import IMAGE_PICKER, belongs_to, input_arguments, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

METHODS = {"saliency": N_("Saliency"), "gradcam": "Grad-CAM", "occlusion": N_("Occlusion")}
WHY = {
    "saliency": N_(
        "How strongly the score of the class answers to a small change of each pixel: the size of its gradient."
    ),
    "gradcam": N_(
        "Where the last block sees what speaks for the class: its maps, weighed by their mean gradients, summed."
    ),
    "occlusion": N_("How much of the class's probability is lost when a grey patch covers each place in turn."),
}
SHADES = {0.0: N_("black"), 0.5: N_("grey"), 1.0: N_("white")}
Answer = dict[str, np.ndarray]


def _method() -> str:
    method = st.session_state.get("heat/method")
    return method if method in METHODS else "saliency"


def _edge(session: TrainingSession) -> int:
    """Return the patch's edge: the chosen one, if it fits the image."""
    least = min(of_family(session, Convolutional).image[1:])
    return max(1, min(int(st.session_state.get("patch/edge", 0) or round(least / 4)), least // 2))


def heat_question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the current method."""
    method = _method()
    target = st.session_state.get("heat/class")
    arguments: dict[str, Any] = {"target": target if isinstance(target, int) else -1, **input_arguments(session)}
    return {method: arguments | ({"edge": _edge(session)} if method == "occlusion" else {})}


def heat_panel(session: TrainingSession) -> None:
    """Draw the image with the heat map of a class, by default the predicted one."""
    experiment = of_family(session, Convolutional)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            _("Method"),
            list(METHODS),
            default="saliency",
            format_func=lambda name: _(METHODS[name]),
            key="heat/method",
            required=True,
            on_change=lambda: _on_ask_again(session),
        )
        selectbox(
            _("Class"),
            [-1, *range(len(experiment.classes))],
            format_func=lambda place: _("the predicted one") if place < 0 else experiment.classes[place],
            key="heat/class",
            width=180,
            on_change=lambda: _on_ask_again(session),
        )
    answer = answers(session.run, _method())
    if not belongs_to(session.run, answer):
        lacks = _method() == "gradcam" and not experiment.blocks
        st.caption(_("This net has no convolutions to look into.") if lacks else _("Waiting for the net …"))
        return
    heat = {"saliency": "saliency", "gradcam": "large"}
    values = _mean_loss(answer) if _method() == "occlusion" else answer[heat[_method()]]
    left, right = st.columns([2, 3])
    with left:
        _lens("heat", answer, values, _(METHODS[_method()]))
    with right:
        st.markdown(
            _("For the class **{name}**. {why}", name=experiment.classes[int(answer["target"])], why=_(WHY[_method()]))
        )
        st.caption(_("Strong colour: what matters most. The map shows what the net answers to, not why it is right."))


def _mean_loss(answer: Answer) -> np.ndarray:
    """Return for each pixel the mean loss of the class's probability over the patches that cover it."""
    image, chances, edge = answer["image"], answer["map"], int(answer["edge"])
    loss = float(answer["probabilities"][int(answer["target"])]) - chances
    total, count = np.zeros(image.shape[1:]), np.zeros(image.shape[1:])
    columns = answer["columns"] if chances.ndim == 2 else None
    for i, row in enumerate(answer["rows"].tolist()):
        for j, column in enumerate([None] if columns is None else columns.tolist()):
            spot = slice(row, row + edge) if column is None else (slice(row, row + edge), slice(column, column + edge))
            total[spot] += loss[i] if column is None else loss[i, j]
            count[spot] += 1
    return total / np.maximum(count, 1)


def _lens(key: str, answer: Answer, values: np.ndarray, title: str) -> None:
    words = {
        "alt": _("The image, coloured where it matters: {title}", title=title),
        "hint": _("Point at a pixel to read its value."),
        "heat": title,
        "row": _("row"),
        "column": _("column"),
    }
    lens(key, image=inked(answer["image"][None], 1.0), heat=stack(values[None]), words=words)


def _on_ask_again(session: TrainingSession) -> None:
    session.probes.watch = {
        name: arguments for name, arguments in session.probes.watch.items() if name not in METHODS
    } | heat_question(session)
    IMAGE_PICKER.refresh(session)


def patch_question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the patch."""
    corner = picture(session).square[: len(of_family(session, Convolutional).image) - 1]
    if len(of_family(session, Convolutional).image) == 2:
        corner = picture(session).square[1:]
    value = float(st.session_state.get("patch/shade", 0.5))
    return {"patch": {"corner": corner, "edge": _edge(session), "value": value, **input_arguments(session)}}


def patch_panel(session: TrainingSession) -> None:
    """Draw a patch to drag over the image, and the scores without and with it."""
    least = min(of_family(session, Convolutional).image[1:])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        change = lambda _chosen=None: _refresh_patch(session)  # noqa: E731
        title, most = _("Edge of the patch"), max(1, least // 2)
        number_field(title, 1, most, key="patch/edge", value=_edge(session), do=change, width=150)
        st.segmented_control(
            _("Shade"),
            list(SHADES),
            default=0.5,
            format_func=lambda value: _(SHADES[value]),
            key="patch/shade",
            required=True,
            on_change=change,
        )
    answer = answers(session.run, "patch")
    if not belongs_to(session.run, answer):
        st.caption(_("Waiting for the net …"))
        return
    columns = st.columns([3, 3, 3])
    with columns[0]:
        words = {
            "alt": _("The image with a patch over it. Arrow keys move the patch."),
            "hint": _("Drag the patch over the image."),
            "heat": "",
            "row": _("row"),
            "column": _("column"),
        }
        image = inked(answer["image"][None], 1.0)
        lens(
            "patch",
            image=image,
            square=picture(session).square,
            edge=_edge(session),
            words=words,
            on_square=lambda: _on_drag(session),
        )
    with columns[1]:
        score("patch/before", _("Without the patch"), session.run, answer, "before")
    with columns[2]:
        score("patch/after", _("With the patch"), session.run, answer, "after")
    st.caption(_("The patch covers {area:.1%} of the image.", area=float(answer["area"])))


def _on_drag(session: TrainingSession) -> None:
    square = st.session_state["patch"]["square"]
    picture(session).square = (int(square["row"]), int(square["column"]))
    _refresh_patch(session)


def _refresh_patch(session: TrainingSession) -> None:
    session.probes.add(patch_question(session))
    IMAGE_PICKER.refresh(session)


HEAT = Inspector(N_("Where it looks"), heat_question, heat_panel)
PATCH = Inspector(N_("Cover a part"), patch_question, patch_panel)
