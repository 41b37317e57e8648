"""One feature map taken apart: the sum over input channels, and one of its pixels number by number."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.cnn.experiment import Convolutional
from nets.training.manual_edits import MAX_WEIGHT
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
    """What to ask the net while a map is in focus."""
    chosen = focused(session)
    return {"channel": {"block": chosen[0], "channel": chosen[1], **input_arguments(session)}} if chosen else {}


def latest_answer(session: TrainingSession) -> Answer:
    """Return the last answer about the selected map; empty while it is about another one."""
    found, chosen = answers(session.run, "channel"), focused(session)
    if chosen is None:
        st.caption(_("This net has no convolutions to look into."))
        return {}
    if not belongs_to(session.run, found) or (str(found["block"]), int(found["channel"])) != chosen:
        st.caption(_("Waiting for the net …"))
        return {}
    return found


def visible_channels(answer: Answer, most: int) -> list[int]:
    """Return the positions, in the answer, of the channels that count most, in the channels' order."""
    return np.argsort(answer["channels"][:most], kind="stable").tolist()


def names(answer: Answer, places: list[int]) -> list[str]:
    """What the input channels are called."""
    if str(answer["block"]) == "blocks.0":
        colours = [_("red"), _("green"), _("blue")]
        count = int(answer["count"])
        return [colours[i] if count == 3 else _("image") for i in answer["channels"][places].tolist()]
    return [_("map {number}", number=int(i) + 1) for i in answer["channels"][places]]


def unit_panel(session: TrainingSession) -> None:
    """The map in focus as a sum: every input channel under its kernel, and the bias."""
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
    """The kernels (n, k, k), of signals (n, 1, k)."""
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
    """The sum with the bias, batch norm where there is one, and what the activation leaves of it."""
    bias, kind = number(float(answer["bias"])), option_label(str(answer["kind"]), "net.activation")
    made_of = [{"sign": f"Σ + {bias} =", "title": _("sum"), "stack": _signed(answer["sum"][None])}]
    if "normed" in answer:
        made_of.append(
            {"sign": f"→ {_('Batch norm')} →", "title": _("normed"), "stack": _signed(answer["normed"][None])}
        )
    made_of.append({"sign": f"→ {kind} →", "title": _("feature map"), "stack": _signed(answer["output"][None])})
    return made_of


def _on_click(session: TrainingSession, channels: list[int]) -> None:
    """Select the clicked number of a kernel, which can be edited below."""
    said = st.session_state["unit"]["cell"]
    place = int(said["input"])
    if 0 <= place < len(channels):
        picture(session).cell = (channels[place], int(said["row"]), int(said["column"]))
    redraw("kernel", "live")


def pixel_panel(session: TrainingSession) -> None:
    """One pixel of the map in focus: patch times kernel, with the numbers, at any place."""
    answer = latest_answer(session)
    if not answer:
        return
    places = visible_channels(answer, PIXEL_CHANNELS)
    line = answer["kernels"].ndim == 2
    names_of = ("inputs", "sum", "output", "parts", "rest")
    inputs, total, output, parts, rest = (_rows(answer[name], line) for name in names_of)
    rest = rest + parts.sum(axis=0) - parts[places].sum(axis=0)
    bent = [_("Batch norm")] if "normed" in answer else []
    bent += [option_label(str(answer["kind"]), "net.activation")] if str(answer["kind"]) != "identity" else []
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
        words=pixel_words(_("patch times kernel"), _("feature map")) | ({"bent": ", ".join(bent)} if bent else {}),
    )


def _rows(values: np.ndarray, line: bool) -> np.ndarray:
    """Maps as they are; signals (…, L) as maps of one row."""
    return values[..., None, :] if line else values


@fragment("kernel")
def kernel_panel(session: TrainingSession) -> None:
    """Which map is in focus, and for its sum a kernel number to type over; nothing while other things are looked at."""
    chosen = focused(session)
    if session.selection.inspector not in ("unit", "pixel", "switch") or chosen is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _which(session, chosen)
        if session.selection.inspector == "unit":
            _value(session, chosen)
    if session.selection.inspector == "unit":
        edit_result(session)


def _which(session: TrainingSession, chosen: tuple[str, int]) -> None:
    """The block and the map."""
    blocks = of_family(session, Convolutional).blocks
    block = int(chosen[0].rpartition(".")[2])
    show_value("kernel/block", block)
    selectbox(
        _("Block"),
        range(len(blocks)),
        format_func=lambda place: layer_title(f"blocks.{place}"),
        key="kernel/block",
        width=140,
        on_change=on_user_change("kernel/block", lambda chosen: focus(session, chosen, 0)),
    )
    number, pick = chosen[1] + 1, lambda number: focus(session, block, number - 1)
    number_field(_("Map"), 1, blocks[block].channels, key="kernel/channel", value=number, do=pick, width=120)


def _value(session: TrainingSession, chosen: tuple[str, int]) -> None:
    """The number that was clicked, or the bias, to be typed over."""
    found, held = answers(session.run, "channel"), picture(session)
    if not found or (str(found["block"]), int(found["channel"])) != chosen:
        st.button(_("Write a weight by hand"), key="kernel/open", on_click=lambda: redraw("kernel"))
        return
    place, value = _entry(found, held.cell)
    parameter, index = (f"{chosen[0]}.weight", (chosen[1], *place)) if place else (f"{chosen[0]}.bias", (chosen[1],))
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
    """The place in the unit's kernels, (input, row, column), and the number there; () and the bias where none is."""
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
