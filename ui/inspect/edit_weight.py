"""Edit a weight of the selected unit by hand, show the effect on the loss, and undo it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from nets.engine import manual_edit_commands as by_hand
from nets.experiment.user_error import Problem
from nets.training.manual_edits import MAX_WEIGHT, Written
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.formatting import input_names, number, weight
from ui.text.i18n import N_, _, problem
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

LOOKING_BACK = N_("You are looking back. Weights are written at the present: press Live.")


def weight_field(
    session: TrainingSession, unit: tuple[str, int], answer: dict[str, np.ndarray], redraw: Callable[[], None]
) -> None:
    """Draw a field that edits a weight or the bias."""
    if not answer or (str(answer["layer"]), int(answer["unit"])) != unit or session.selection.focus is None:
        st.button(_("Write a weight by hand"), key="neuron/open", on_click=redraw)
        return
    names = [*input_names(session.selection.focus[0], len(answer["inputs"]), session.selection.titles[0]), _("bias")]
    selectbox(
        _("Weight of"),
        range(len(names)),
        format_func=lambda i: names[i].replace("\\", ""),
        key="neuron/weight",
        width=160,
        on_change=redraw,
    )
    place = int(st.session_state["neuron/weight"])
    values = [*answer["weights"].tolist(), float(answer["bias"])]
    bias = place == len(names) - 1
    parameter, index = (f"{unit[0]}.bias", unit[1:]) if bias else (f"{unit[0]}.weight", (unit[1], place))
    value_field(session, _("Type a new value"), parameter, index, values[place], "neuron", width=190)


def value_field(
    session: TrainingSession,
    title: str,
    parameter: str,
    index: tuple[int, ...],
    value: float,
    fragment: str,
    width: int,
) -> None:
    """Draw a field that writes one entry of a parameter, and a button that undoes it.

    Args:
        session: The session of the page.
        title: Title of the field.
        parameter: Name of the parameter.
        index: Index of the entry.
        value: Its current value.
        fragment: The fragment that surrounds the field; its key begins with this name.
        width: Width of the field in pixels.
    """
    number_field(
        title,
        -MAX_WEIGHT,
        MAX_WEIGHT,
        key=f"{fragment}/value",
        value=float(np.clip(value, -MAX_WEIGHT, MAX_WEIGHT)),
        do=lambda value: write(session, parameter, index, value, fragment),
        step=0.1,
        format="%.4f",
        width=width,
        help=_("The loss answers at once, also while the net trains."),
    )
    undo_button(session, fragment)


def write(
    session: TrainingSession, parameter: str, index: tuple[int, ...], value: float, fragment: str, on: bool = False
) -> None:
    """Write one entry of a parameter, and redraw `fragment` and all else that changes. Call it last in a callback.

    `on` is whether this continues the previous write, as a slider that is dragged.
    """
    _apply(session, lambda: by_hand.write(session.run, parameter, index, value, on=on), fragment)


def write_all(session: TrainingSession, entries: Sequence[tuple[str, tuple[int, ...], float]], fragment: str) -> None:
    """Write several entries, (parameter, index, value) each, as `write` does."""
    _apply(session, lambda: [by_hand.write(session.run, *entry) for entry in entries][-1], fragment)


def undo_button(session: TrainingSession, fragment: str) -> None:
    """Draw a button that undoes the last write, in the fragment of this name."""
    st.button(
        _("Undo"),
        key=f"{fragment}/undo",
        icon=":material/undo:",
        disabled=by_hand.undoable(session.run) is None,
        on_click=lambda: undo_write(session, fragment),
    )


def undo_write(session: TrainingSession, fragment: str) -> None:
    """Undo the last write. Call it last in a callback."""
    _apply(session, lambda: by_hand.undo(session.run), fragment)


def _apply(session: TrainingSession, do: Any, fragment: str) -> None:
    """Call `do`, keep its result, and redraw everything that it has changed."""
    try:
        st.session_state["neuron/said"] = (session.run.id, do())
    except Problem as error:
        st.session_state["neuron/said"] = (session.run.id, error)
    redraw(fragment, "live", "transport")


def edit_result(session: TrainingSession) -> None:
    """Draw how the last write changed the loss, or why it was refused."""
    run_id, result = st.session_state.get("neuron/said") or ("", None)
    if run_id == session.run.id and isinstance(result, Problem):
        st.error(problem(result), icon=":material/block:")
    elif run_id == session.run.id and isinstance(result, Written):
        st.markdown(_answer(result))


def _answer(result: Written) -> str:
    """Return the written value with the losses before and after."""
    words = [f"{weight(number(result.old))} → {weight(number(result.new))}"]
    for figure, title in (("train_loss", _("training loss")), ("test_loss", _("test loss"))):
        if figure in result.after:
            words.append(f"{title} {result.before[figure]:.4g} → **{result.after[figure]:.4g}**")
    return " · ".join(words)
