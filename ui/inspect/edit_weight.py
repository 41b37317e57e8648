"""A weight of the unit in focus, typed over by hand; what the loss answers; and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from nets.engine import manual_edit_commands as by_hand
from nets.experiment.user_error import Problem
from nets.training.manual_edits import MOST, Written
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.formatting import input_names, number, weight
from ui.text.i18n import _, problem
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox


def writing(
    session: TrainingSession, unit: tuple[str, int], found: dict[str, np.ndarray], redraw: Callable[[], None]
) -> None:
    """A weight or the bias, to be typed over."""
    if not found or (str(found["layer"]), int(found["unit"])) != unit or session.selection.focus is None:
        st.button(_("Write a weight by hand"), key="neuron/open", on_click=redraw)
        return
    names = [*input_names(session.selection.focus[0], len(found["inputs"]), session.selection.titles[0]), _("bias")]
    selectbox(
        _("Weight of"),
        range(len(names)),
        format_func=lambda i: names[i].replace("\\", ""),
        key="neuron/weight",
        width=160,
        on_change=redraw,
    )
    place = int(st.session_state["neuron/weight"])
    values = [*found["weights"].tolist(), float(found["bias"])]
    bias = place == len(names) - 1
    parameter, index = (f"{unit[0]}.bias", unit[1:]) if bias else (f"{unit[0]}.weight", (unit[1], place))
    number_field(
        _("Type a new value"),
        -MOST,
        MOST,
        key="neuron/value",
        value=float(np.clip(values[place], -MOST, MOST)),
        do=lambda value: write(session, parameter, index, value, "neuron"),
        step=0.1,
        format="%.4f",
        width=190,
        help=_("The loss answers at once, also while the net trains."),
    )
    undo_button(session, "neuron")


def write(
    session: TrainingSession, parameter: str, index: tuple[int, ...], value: float, fragment: str, on: bool = False
) -> None:
    """Write one entry of a parameter, and draw `fragment` and all else that it has changed. A callback ends with it.

    `on`: goes on with the write before, as a slider that is dragged.
    """
    _tried(session, lambda: by_hand.write(session.run, parameter, index, value, on=on), fragment)


def write_all(session: TrainingSession, entries: Sequence[tuple[str, tuple[int, ...], float]], fragment: str) -> None:
    """Write several entries, (parameter, index, value) each, one after the other; as `write`."""
    _tried(session, lambda: [by_hand.write(session.run, *entry) for entry in entries][-1], fragment)


def undo_button(session: TrainingSession, fragment: str) -> None:
    """Takes the last write back; stands in the fragment of this name."""
    st.button(
        _("Undo"),
        key=f"{fragment}/undo",
        icon=":material/undo:",
        disabled=by_hand.undoable(session.run) is None,
        on_click=lambda: take_back(session, fragment),
    )


def take_back(session: TrainingSession, fragment: str) -> None:
    """Take the last write back. A callback ends with it."""
    _tried(session, lambda: by_hand.undo(session.run), fragment)


def _tried(session: TrainingSession, do: Any, fragment: str) -> None:
    """Do it, remember what came of it, and draw everything that it has changed."""
    try:
        st.session_state["neuron/said"] = (session.run.id, do())
    except Problem as found:
        st.session_state["neuron/said"] = (session.run.id, found)
    redraw(fragment, "live", "transport")


def edited(session: TrainingSession) -> None:
    """What the last write did to the loss, or why it was refused."""
    run_id, said = st.session_state.get("neuron/said") or ("", None)
    if run_id == session.run.id and isinstance(said, Problem):
        st.error(problem(said), icon=":material/block:")
    elif run_id == session.run.id and isinstance(said, Written):
        st.markdown(_answer(said))


def _answer(said: Written) -> str:
    """The written value and the losses on either side."""
    words = [f"{weight(number(said.old))} → {weight(number(said.new))}"]
    for figure, title in (("train_loss", _("training loss")), ("test_loss", _("test loss"))):
        if figure in said.after:
            words.append(f"{title} {said.before[figure]:.4g} → **{said.after[figure]:.4g}**")
    return " · ".join(words)
