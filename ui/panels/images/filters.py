"""The kernels of a block with their gradients, and the scores while feature maps are switched off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.components.gallery import gallery
from ui.components.pictures import stack
from ui.fragments.server_value import put_value
from ui.inspect.inspectors import Inspector
from ui.panels.images.feature_maps import focus, focused, score
from ui.panels.images.image_input import IMAGE_PICKER, belongs_to, input_arguments, picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import layer_title
from ui.text.i18n import N_, _
from ui.widgets.number_field import kept_number

MAX_KERNELS = 32  # kernels that are drawn
Answer = dict[str, np.ndarray]


def filters_panel(
    session: TrainingSession, focus: tuple[int, int] | None = None, on_pick: Callable[[int, int], None] | None = None
) -> None:
    """Draw the kernels of a block for one input channel, and their gradients.

    Args:
        session: The training session.
        focus: Block and channel of the kernel to outline.
        on_pick: Called with block and channel of a kernel that is clicked.
    """
    answer = answers(session.run, "filters")
    names = [str(name) for name in answer.get("blocks", ())]
    if not names:
        st.caption(_("This net has no convolutions to look into.") if answer else _("Waiting for the net …"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        block = st.segmented_control(
            _("Block"), names, default=names[0], format_func=layer_title, key="filters/block", required=True
        )
        name = block if block in names else names[0]
        weights = answer[f"{name}/weight"]  # (O, I, k, k)
        channel = 1
        if weights.shape[1] > 1:
            channel = kept_number(_("Input channel"), 1, weights.shape[1], key=f"filters/{name}", width=140)
    _kernels(answer, name, channel - 1, focus, on_pick)


def _kernels(
    answer: Answer,
    name: str,
    channel: int,
    focus: tuple[int, int] | None,
    on_pick: Callable[[int, int], None] | None,
) -> None:
    weights, gradients = (
        answer[f"{name}/{part}"][:MAX_KERNELS, channel] for part in ("weight", "gradient")
    )  # (O, k, k)
    every, block = int(answer[f"{name}/shape"][0]), int(name.rpartition(".")[2])
    for part, values, title in (
        ("weight", weights, _("Kernels")),
        ("gradient", gradients, _("Gradients of the last update")),
    ):
        size = float(np.abs(values).max(initial=0.0))
        note = _("largest {value:.3g}", value=size)
        more = "" if len(values) == every else _("{shown} of {all} shown", shown=len(values), all=every)
        st.caption(" · ".join(filter(None, [f"**{title}**", note, more])))
        gallery(
            f"filters/{part}",
            stack=stack(values, signed=True),
            captions=[str(number + 1) for number in range(len(values))],
            words={"alt": title, "row": _("row"), "column": _("column")},
            width=46,
            chosen=focus[1] if focus and focus[0] == block else None,
            on_pick=partial(_on_pick_map, block, part, on_pick) if on_pick else None,
        )
    legend = _("Blue is above zero, orange below. Where the gradient is zero, nothing is learnt.")
    st.caption(legend + (" " + _("Click one.") if on_pick else ""))


def _on_pick_map(block: int, part: str, on_pick: Callable[[int, int], None]) -> None:
    on_pick(block, int(st.session_state[f"filters/{part}"]["pick"]["index"]))


def _filters_of_image(session: TrainingSession) -> None:
    """Draw the kernels on a page of images, where a click selects the feature map."""
    filters_panel(session, picture(session).focus, partial(focus, session))


def switch_question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the net with maps of the selected block switched off."""
    selected, state = focused(session), picture(session)
    return (
        {"map_ablation": {"block": selected[0], "channels": state.off, **input_arguments(session)}} if selected else {}
    )


def switch_panel(session: TrainingSession) -> None:
    """Draw a choice of maps to switch off, and the scores without them."""
    selected, state = focused(session), picture(session)
    if selected is None:
        st.caption(_("This net has no convolutions to look into."))
        return
    block = of_family(session, Convolutional).blocks[int(selected[0].rpartition(".")[2])]
    key = f"switch/{selected[0]}/{block.channels}"
    off = st.session_state.get(key) or ()
    put_value(key, list(off if tuple(sorted(off)) == state.off else state.off))
    st.pills(
        _("Maps of {block} to switch off", block=layer_title(selected[0])),
        range(block.channels),
        format_func=lambda number: str(number + 1),
        selection_mode="multi",
        key=key,
        on_change=lambda: _on_switch(session, tuple(sorted(st.session_state[key]))),
    )
    on = lambda: _on_switch(session, ())  # noqa: E731
    st.button(_("Undo"), key="switch/undo", icon=":material/undo:", disabled=not state.off, on_click=on)
    answer = answers(session.run, "map_ablation")
    if not belongs_to(session.run, answer) or str(answer["block"]) != selected[0]:
        st.caption(_("Waiting for the net …"))
        return
    before, after = answer["accuracy"].tolist()
    left, right = st.columns(2)
    with left:
        score("ablation/before", _("The whole net"), session.run, answer, "before")
    with right:
        score("ablation/after", _("Without these maps"), session.run, answer, "after")
    st.markdown(
        _("Test accuracy {before:.1%} → **{after:.1%}** with {count} maps switched off.", before=before, after=after,
          count=len(answer["channels"]))
    )  # fmt: skip


def _on_switch(session: TrainingSession, off: tuple[int, ...]) -> None:
    picture(session).off = off
    session.probes.add(switch_question(session))
    IMAGE_PICKER.refresh(session)


FILTERS = Inspector(N_("Filters"), lambda session: {"filters": {}}, _filters_of_image)
SWITCH = Inspector(N_("Switch maps off"), switch_question, switch_panel)
