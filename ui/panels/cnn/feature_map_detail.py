"""One feature map in detail: its sum over input channels, and one of its pixels in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.patch import patch
from ui.components.pictures import stack
from ui.components.unit import unit
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.inspect.edit_weight import edit_result, value_field
from ui.inspect.inspectors import Inspector
from ui.panels.cnn.kernel_sandbox import pixel_words
from ui.panels.images.feature_maps import focus, focused
from ui.panels.images.image_input import belongs_to, input_arguments, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import layer_title, number
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

CHANNELS, PIXEL_CHANNELS = 6, 4  # input channels that are drawn
Answer = dict[str, np.ndarray]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the selected map."""
    selected = focused(session)
    return {"channel": {"block": selected[0], "channel": selected[1], **input_arguments(session)}} if selected else {}


def latest_answer(session: TrainingSession) -> Answer:
    """Return the last answer about the selected map; empty while it is about another one."""
    answer, selected = answers(session.run, "channel"), focused(session)
    if selected is None:
        st.caption(_("This net has no convolutions to look into."))
        return {}
    if not belongs_to(session.run, answer) or (str(answer["block"]), int(answer["channel"])) != selected:
        st.caption(_("Waiting for the net …"))
        return {}
    return answer


def visible_channels(answer: Answer, most: int) -> list[int]:
    """Return the positions, in the answer, of the channels that count most, in the channels' order."""
    return np.argsort(answer["channels"][:most], kind="stable").tolist()


def names(answer: Answer, places: list[int]) -> list[str]:
    """Return the names of the input channels."""
    if str(answer["block"]) == "blocks.0":
        colours = [_("red"), _("green"), _("blue")]
        count = int(answer["count"])
        return [colours[i] if count == 3 else _("image") for i in answer["channels"][places].tolist()]
    return [_("map {number}", number=int(i) + 1) for i in answer["channels"][places]]


def unit_panel(session: TrainingSession) -> None:
    """Draw the selected map as a sum: every input channel with its kernel, and the bias."""
    answer = latest_answer(session)
    if not answer:
        return
    places = visible_channels(answer, CHANNELS)
    cell = picture(session).cell
    channels = answer["channels"][places].tolist()
    st.markdown(f"**{layer_title(str(answer['block']))} · {_('map {number}', number=int(answer['channel']) + 1)}**")
    unit(
        "unit",
        inputs=_signed(answer["inputs"][places]),
        names=names(answer, places),
        kernels=_kernels(answer)[places],
        parts=_signed(answer["parts"][places]),
        results=_results(answer),
        words={
            "alt": _("Every input map times its kernel; all of them and the bias add up to the map."),
            "hint": _("Point at a map to read its values. Click a number of a kernel to change it."),
            "kernel": _("kernel"),
            "row": _("row"),
            "column": _("column"),
        },
        more=_more(answer, len(places)),
        cell=(channels.index(cell[0]), *cell[1:]) if cell and cell[0] in channels else None,
        on_cell=lambda: _on_click(session, channels),
    )


def _signed(values: np.ndarray) -> dict[str, Any]:
    return stack(values, signed=True)


def _kernels(answer: Answer) -> np.ndarray:
    """Return the kernels (n, k, k); those of signals as (n, 1, k)."""
    kernels = answer["kernels"]
    return kernels if kernels.ndim == 3 else kernels[:, None, :]


def _more(answer: Answer, count: int) -> str:
    every = int(answer["count"])
    if count == every:
        return ""
    return _(
        "{shown} of {all} input maps are drawn, those that add most; the sum has all of them.", shown=count, all=every
    )


def _results(answer: Answer) -> list[dict[str, Any]]:
    """Return the columns of the sum with the bias, batch norm if there is one, and the activation."""
    bias, kind = number(float(answer["bias"])), option_label(str(answer["kind"]), "net.activation")
    columns = [{"sign": f"Σ + {bias} =", "title": _("sum"), "stack": _signed(answer["sum"][None])}]
    if "normed" in answer:
        columns.append(
            {"sign": f"→ {_('Batch norm')} →", "title": _("normed"), "stack": _signed(answer["normed"][None])}
        )
    columns.append({"sign": f"→ {kind} →", "title": _("feature map"), "stack": _signed(answer["output"][None])})
    return columns


def _on_click(session: TrainingSession, channels: list[int]) -> None:
    """Select the clicked number of a kernel for editing."""
    click = st.session_state["unit"]["cell"]
    place = int(click["input"])
    if 0 <= place < len(channels):
        picture(session).cell = (channels[place], int(click["row"]), int(click["column"]))
    redraw("kernel", "live")


def pixel_panel(session: TrainingSession) -> None:
    """Draw one pixel of the selected map in numbers: patch times kernel."""
    answer = latest_answer(session)
    if not answer:
        return
    places = visible_channels(answer, PIXEL_CHANNELS)
    line = answer["kernels"].ndim == 2
    names_of = ("inputs", "sum", "output", "parts", "rest")
    inputs, total, output, parts, rest = (_rows(answer[name], line) for name in names_of)
    rest = rest + parts.sum(axis=0) - parts[places].sum(axis=0)
    steps = [_("Batch norm")] if "normed" in answer else []
    steps += [option_label(str(answer["kind"]), "net.activation")] if str(answer["kind"]) != "identity" else []
    stride, padding, dilation = answer["steps"].tolist()
    patch(
        "pixel",
        inputs=inputs[places],
        names=names(answer, places),
        kernels=_kernels(answer)[places],
        rest=rest if len(places) < int(answer["count"]) else None,
        bias=float(answer["bias"]),
        sums=total,
        output=output,
        stride=stride,
        padding=padding,
        dilation=dilation,
        words=pixel_words(_("patch times kernel"), _("feature map")) | ({"bent": ", ".join(steps)} if steps else {}),
    )


def _rows(values: np.ndarray, line: bool) -> np.ndarray:
    """Return maps unchanged, and signals (…, L) as maps of one row."""
    return values[..., None, :] if line else values


@fragment("kernel")
def kernel_panel(session: TrainingSession) -> None:
    """Draw the choice of the map, and an input for one of its kernel's numbers, while its inspector is open."""
    selected = focused(session)
    if session.selection.inspector not in ("unit", "pixel", "switch") or selected is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(session, selected)
        if session.selection.inspector == "unit":
            _value(session, selected)
    if session.selection.inspector == "unit":
        edit_result(session)


def _which(session: TrainingSession, selected: tuple[str, int]) -> None:
    """Draw the choice of block and map."""
    blocks = of_family(session, Convolutional).blocks
    block = int(selected[0].rpartition(".")[2])
    show_value("kernel/block", block)
    selectbox(
        _("Block"),
        range(len(blocks)),
        format_func=lambda place: layer_title(f"blocks.{place}"),
        key="kernel/block",
        width=140,
        on_change=on_user_change("kernel/block", lambda number: focus(session, number, 0)),
    )
    number, pick = selected[1] + 1, lambda number: focus(session, block, number - 1)
    number_field(_("Map"), 1, blocks[block].channels, key="kernel/channel", value=number, do=pick, width=120)


def _value(session: TrainingSession, selected: tuple[str, int]) -> None:
    """Draw an input for the clicked number, or for the bias."""
    answer, state = answers(session.run, "channel"), picture(session)
    if not answer or (str(answer["block"]), int(answer["channel"])) != selected:
        st.button(_("Write a weight by hand"), key="kernel/open", on_click=lambda: redraw("kernel"))
        return
    place, value = _entry(answer, state.cell)
    block, channel = selected
    parameter, index = (f"{block}.weight", (channel, *place)) if place else (f"{block}.bias", (channel,))
    title = _("Bias") if not place else _("Kernel of input {input}: {place}", input=place[0] + 1, place=_at(place[1:]))
    value_field(session, title, parameter, index, value, "kernel", width=230)


def _at(place: tuple[int, ...]) -> str:
    row = _("row {number}", number=place[0] + 1)
    return (
        row + ", " + _("column {number}", number=place[1] + 1)
        if len(place) == 2
        else _("place {number}", number=place[0] + 1)
    )


def _entry(answer: Answer, cell: tuple[int, int, int] | None) -> tuple[tuple[int, ...], float]:
    """Return the index (input, row, column) of a kernel's cell and its number; () and the bias if there is none."""
    channels = answer["channels"].tolist()
    if cell is None or cell[0] not in channels:
        return (), float(answer["bias"])
    kernels = _kernels(answer)
    if cell[1] >= kernels.shape[1] or cell[2] >= kernels.shape[2]:
        return (), float(answer["bias"])
    value = float(kernels[channels.index(cell[0])][cell[1:]])
    return (cell if answer["kernels"].ndim == 3 else (cell[0], cell[2])), value


UNIT = Inspector(N_("One unit"), question, unit_panel)
PIXEL = Inspector(N_("One pixel"), question, pixel_panel)
