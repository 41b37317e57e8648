"""The confusion matrix of the test images, and the images of each of its cells."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.confusion import confusion
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import Inspector
from ui.panels.images.image_input import IMAGE_PICKER, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

MAX_IMAGES = 24  # images


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of all mistakes, or of those of one cell."""
    wrong = picture(session).wrong
    count = len(of_family(session, Convolutional).classes)
    if wrong is None or max(wrong) >= count:
        return {"mistakes": {"most": MAX_IMAGES}}
    return {"mistakes": {"most": MAX_IMAGES, "truth": wrong[0], "predicted": wrong[1]}}


def mistakes_panel(session: TrainingSession) -> None:
    """Draw the matrix and images: a click on a cell shows its images, a click on an image selects it."""
    answer, state = answers(session.run, "mistakes"), picture(session)
    classes = of_family(session, Convolutional).classes
    if not answer or len(answer["confusion"]) != len(classes):
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 2])
    with left:
        confusion(
            "confusion",
            counts=answer["confusion"],
            names=classes,
            chosen=state.wrong,
            words={
                "caption": _(
                    "A row is a true class, a column what the net says. {count} test images.",
                    count=int(answer["examples"]),
                ),
                "corner": _("true"),
                "truth": _("true:"),
                "predicted": _("predicted:"),
            },
            on_cell=lambda: _on_open(session),
        )
    with right:
        _images(session, answer, classes)


def _images(session: TrainingSession, answer: Any, classes: tuple[str, ...]) -> None:
    wrong = picture(session).wrong
    if wrong is None or max(wrong) >= len(classes):
        title = _("**All mistakes**, the surest first: {count}", count=int(answer["total"]))
    else:
        truth, predicted = (classes[place] for place in wrong)
        title = _("**{truth} taken for {said}**: {count}", truth=truth, said=predicted, count=int(answer["total"]))
        st.button(
            _("All mistakes"), key="mistakes/all", icon=":material/arrow_back:", on_click=lambda: _open(session, None)
        )
    st.markdown(title)
    places = answer["index"].tolist()
    if not len(answer["images"]):
        return
    gallery(
        "mistakes",
        stack=inked(answer["images"], 1.0),
        captions=[
            f"{classes[t]}→{classes[p]} {c:.0%}"
            for t, p, c in zip(answer["truth"], answer["predicted"], answer["confidence"], strict=True)
        ],
        words={"alt": _("Test images; the line below says true class, predicted class and how sure the net is."),
               "row": _("row"), "column": _("column")},
        width=72,
        on_pick=lambda: _on_pick(session, places),
    )  # fmt: skip
    st.caption(_("Click an image to look at it in the layers above."))


def _on_open(session: TrainingSession) -> None:
    cell = st.session_state["confusion"]["cell"]
    _open(session, (int(cell["truth"]), int(cell["predicted"])))


def _open(session: TrainingSession, cell: tuple[int, int] | None) -> None:
    picture(session).wrong = cell
    session.probes.add(question(session))
    session.run.watched(session.probes.watch)
    redraw("live")


def _on_pick(session: TrainingSession, places: list[int]) -> None:
    """Select the clicked image as test image."""
    place = int(st.session_state["mistakes"]["pick"]["index"])
    if 0 <= place < len(places):
        IMAGE_PICKER.pick(session, "test", places[place])


MISTAKES = Inspector(N_("Mistakes"), question, mistakes_panel)
