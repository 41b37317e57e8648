"""The kernel sandbox: any kernel over any image, with its output size. It needs no net."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.sklearn_images import photo
from nets.experiment.user_error import Problem
from ui.components.grid import grid, typed_numbers
from ui.components.patch import patch
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import put_value
from ui.panels.cnn.convolution import Slide, convolve
from ui.panels.cnn.kernel_presets import TITLES, preset, resized, scene
from ui.panels.images.image_input import chosen_pixels, drawing, picture
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

SOURCES = {
    "photo": N_("a photo"),
    "scene": N_("a pattern"),
    "example": N_("the chosen image"),
    "drawing": N_("your drawing"),
}
SHIPPED: dict[str, Callable[[], np.ndarray]] = {"photo": photo, "scene": scene}
SIZES = (3, 5)


@dataclass
class Sandbox:
    """State of the sandbox: the kernel, how it slides, and the image."""

    kernel: np.ndarray = field(default_factory=lambda: preset("vertical", 3))
    name: str = "vertical"
    slide: Slide = field(default_factory=lambda: Slide(padding=1))
    source: str = "photo"


def sandbox(session: TrainingSession) -> Sandbox:
    """Return the state of the sandbox."""
    state = picture(session)
    state.sandbox = state.sandbox or Sandbox()
    return state.sandbox


@fragment("sandbox")
def sandbox_panel(session: TrainingSession) -> None:
    """Draw the choice of image and kernel, and patch times kernel at every position."""
    with st.expander(_("Kernel sandbox"), icon=":material/grid_on:"):
        st.caption(_("Lay a kernel of your own over an image, without any net. Drag the window, or let it sweep."))
        box = sandbox(session)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _choices(box)
        left, right = st.columns([1, 3])
        with left:
            _kernel(session, box)
        with right:
            _result(session, box)


def _choices(box: Sandbox) -> None:
    """Draw the choice of the image, the kernel's preset and size, and how it slides."""
    _select(_("Image"), SOURCES, "sandbox/source", box.source, lambda value: _set(box, source=value), 190)
    _select(_("Kernel"), TITLES, "sandbox/preset", box.name, lambda value: _take(box, value), 230)
    put_value("sandbox/size", len(box.kernel))
    st.segmented_control(
        _("Kernel size"),
        SIZES,
        format_func=lambda size: f"{size} × {size}",
        key="sandbox/size",
        required=True,
        on_change=lambda: _resize(box, st.session_state["sandbox/size"]),
    )
    for name, title, low, high in (
        ("stride", _("Stride"), 1, 8),
        ("padding", _("Padding"), 0, 8),
        ("dilation", _("Dilation"), 1, 16),
    ):
        value, change = getattr(box.slide, name), partial(_on_slide, box, name)
        number_field(title, low, high, key=f"sandbox/{name}", value=value, do=change, width=120)


def _select(title: str, options: dict[str, str], key: str, value: str, change: Any, width: int) -> None:
    put_value(key, value)
    selectbox(
        title,
        list(options),
        format_func=lambda name: _(options[name]),
        key=key,
        width=width,
        on_change=lambda: change(st.session_state[key]),
    )


def _set(box: Sandbox, **values: Any) -> None:
    for name, value in values.items():
        setattr(box, name, value)


def _take(box: Sandbox, name: str) -> None:
    """Use a preset in the current size; "own" keeps the current numbers."""
    box.name = name
    if name != "own":
        box.kernel = preset(name, len(box.kernel))


def _resize(box: Sandbox, size: int) -> None:
    box.kernel = resized(box.kernel, size) if box.name == "own" else preset(box.name, size)


def _on_slide(box: Sandbox, name: str, value: int) -> None:
    box.slide = box.slide._replace(**{name: int(value)})


def _kernel(session: TrainingSession, box: Sandbox) -> None:
    """Draw inputs for the numbers of the kernel."""
    words = {"alt": _("The numbers of the kernel"), "row": _("row"), "column": _("column")}
    grid("sandbox/kernel", values=box.kernel, words=words, on_values=lambda: _on_type(session, box))


def _on_type(session: TrainingSession, box: Sandbox) -> None:
    """Use the typed kernel, also for the challenges."""
    values = typed_numbers("sandbox/kernel", (len(box.kernel),) * 2)
    if values is not None:
        box.kernel, box.name = values, "own"
        session.challenge_progress.attempts = [SimpleNamespace(kernel=values)]


def image_of(session: TrainingSession, source: str) -> np.ndarray | None:
    """Return the selected image (H, W), 0 to 1; None if there is none yet."""
    if source in SHIPPED:
        return SHIPPED[source]()
    image = drawing(session) if source == "drawing" else chosen_pixels(session)
    return None if image is None else np.atleast_2d(image.mean(axis=0))  # (C, H, W) or (C, L)


def _result(session: TrainingSession, box: Sandbox) -> None:
    image = image_of(session, box.source)
    if image is None:
        empty = {"drawing": _("Draw something on the pad first."), "example": _("Waiting for the net …")}
        st.caption(empty[box.source])
        return
    kernel = box.kernel if len(image) > 1 else box.kernel[len(box.kernel) // 2 :][:1]  # a signal: the middle row
    try:
        for edge, reach in zip(image.shape, kernel.shape, strict=True):
            if edge > 1:
                box.slide.check_size(edge, reach)
    except Problem as found:
        st.error(problem(found), icon=":material/block:")
        _sizes(image, kernel, box.slide)
        return
    result = convolve(image, kernel, box.slide)
    words = pixel_words(_("image"), _("What comes out"))
    patch(
        "sandbox/patch",
        inputs=image[None],
        names=[_("Image")],
        kernels=kernel[None],
        rest=None,
        bias=None,
        sums=result,
        output=result,
        **box.slide._asdict(),
        natural=box.source == "photo",
        words=words,
    )
    _sizes(image, kernel, box.slide)


def pixel_words(alt: str, result: str) -> dict[str, str]:
    """Return the labels of the arithmetic of a pixel."""
    return {
        "alt": _("The arithmetic of one pixel: {what}", what=alt),
        "drag": _("Choose the pixel with the arrow keys:"),
        "patch": _("patch"),
        "kernel": _("kernel"),
        "products": _("products"),
        "map": result,
        "pixel": _("Pixel"),
        "row": _("row"),
        "column": _("column"),
        "bias": _("bias"),
        "rest": _("other channels"),
        "play": _("Sweep"),
        "stop": _("Stop"),
    }


def _sizes(image: np.ndarray, kernel: np.ndarray, slide: Slide) -> None:
    """Draw the formula of the output size, and a warning if the stride leaves pixels out."""
    edge, reach = image.shape[1], kernel.shape[1]
    span = edge + 2 * slide.padding - slide.dilation * (reach - 1) - 1
    top = rf"{edge} + 2 \cdot {slide.padding} - {slide.dilation} \cdot ({reach} - 1) - 1"
    st.latex(rf"\left\lfloor \frac{{{top}}}{{{slide.stride}}} \right\rfloor + 1 = {slide.size(edge, reach)}")
    if span > 0 and span % slide.stride:
        words = _(
            "The stride does not divide {span}: the last {rest} pixels at the right and at the bottom are never seen.",
            span=span,
            rest=span % slide.stride,
        )
        st.caption(f":material/warning: {words}")
