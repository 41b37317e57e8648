"""The selected attention of any Transformer: its text, layer, head and positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from ui.charts.render import answers
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.token_text import visible
from ui.widgets.input_picker import is_about
from ui.widgets.remembered import choice_arguments

Answer = dict[str, np.ndarray]
FOCUS = ("layer", "head", "at", "other")


class View(NamedTuple):
    """One stack of a net, or the cross-attention between two.

    Attributes:
        chosen: Returns the arguments of a probe for the current text.
        where: Name of the stack, if a page has several.
    """

    chosen: Callable[[TrainingSession], dict[str, Any]]
    where: str = ""

    def probe(self, name: str) -> str:
        """Return a probe's name, with the stack's name if a page asks it of several stacks."""
        return f"{name}/{self.where}" if self.where else name


@dataclass
class Focus:
    """What a session has selected in a stack: layer, head, the position that attends, and one that it attends to.

    -1 is the last position, and the one with the largest weight.
    """

    layer: int = 0
    head: int = 0
    at: int = -1
    other: int = -1


def focus(session: TrainingSession, view: View) -> Focus:
    """Return the selection in a stack, with the last layer or head of a smaller net."""
    selected: Focus = session.selection.choices.setdefault(f"focus/{view.where}", Focus())
    layers, heads = extent(session)
    selected.layer, selected.head = min(selected.layer, layers - 1), min(selected.head, heads - 1)
    return selected


def extent(session: TrainingSession) -> tuple[int, int]:
    """Return the number of layers of a stack, and the number of heads of each."""
    net: Any = session.experiment.net
    return int(net.layers), int(net.heads)


def asking(session: TrainingSession, view: View, *names: str) -> dict[str, Any]:
    """Return the arguments of a probe about the current text, with the fields of `Focus` that are named."""
    selected = focus(session, view)
    where = {"where": view.where} if view.where else {}
    return {**view.chosen(session), **where, **{name: getattr(selected, name) for name in names}}


def latest_answer(session: TrainingSession, view: View, probe: str, *names: str) -> Answer:
    """Return the last answer of a probe about the current text; empty before it has come."""
    answer = answers(session.run, view.probe(probe))
    return answer if matches_request(answer, asking(session, view, *names)) else {}


def matches_request(answer: Mapping[str, np.ndarray], arguments: Mapping[str, Any]) -> bool:
    """Return whether an answer is about the request; a position beyond the end counts as the last one."""
    if not is_about(answer, arguments):
        return False
    if any(str(answer[name]) != str(arguments[name]) for name in ("layer", "head") if name in arguments):
        return False
    return "at" not in arguments or "at" not in answer or int(answer["at"]) == place(answer, int(arguments["at"]))


def place(answer: Mapping[str, np.ndarray], at: int) -> int:
    """Return a position of the text: the last one for -1 and for positions beyond the end."""
    last = len(answer["tokens"]) - 1
    return last if at < 0 else min(at, last)


def select(session: TrainingSession, view: View, *fragments: str, **changes: int) -> None:
    """Select this in all panels, wait a moment for the answer, and redraw. A callback ends with it."""
    selected = focus(session, view)
    for name, value in changes.items():
        setattr(selected, name, int(value))
    if "other" not in changes:
        selected.other = -1
    session.probes.watch = {
        probe: arguments | {name: changes[name] for name in FOCUS if name in changes and name in arguments}
        if arguments.get("where", "") == view.where
        else arguments
        for probe, arguments in session.probes.watch.items()
    }
    session.wait_for_answer()
    redraw("live", *fragments)


def focus_position(session: TrainingSession, view: View, at: int) -> None:
    """Focus on a position of another text: -1 for the last one. The caller requests the probes."""
    state = focus(session, view)
    state.at, state.other = at, -1
    session.probes.watch = {
        probe: arguments | {"at": at} if "at" in arguments else arguments
        for probe, arguments in session.probes.watch.items()
    }


def head_choice(session: TrainingSession, view: View, key: str) -> None:
    """Draw a choice of layer and head, if there are several."""
    selected, (layers, heads) = focus(session, view), extent(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        for name, title, most in (("layer", _("Layer"), layers), ("head", _("Head"), heads)):
            if most > 1:
                choose = lambda number, name=name: select(session, view, **{name: number})  # noqa: E731
                widget = choice_arguments(session, f"{key}/{name}", getattr(selected, name), choose)
                st.segmented_control(title, range(most), format_func=lambda at: str(at + 1), required=True, **widget)


def names_of(answer: Answer, side: str = "tokens") -> list[str]:
    """Return the tokens that attend, or those that are attended to ("sources"), in printable form."""
    symbols = answer[side] if side in answer and len(answer[side]) else answer["tokens"]
    return [visible(str(each)) for each in symbols]
