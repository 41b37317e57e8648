"""The alignment: where the decoder looks in the source as it writes each symbol, and how likely each symbol was."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import streamlit as st

from nets.models.pairs import PairExperiment
from ui.components import alignment as element
from ui.components.shades import shades
from ui.panels.pairs.output_text import agreement, likely_bars, symbols, verdict
from ui.panels.pairs.source_input import (
    END,
    Answer,
    counts,
    input_arguments,
    latest_answer,
    place,
    readable_text,
    select_position,
    sentence,
)
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.selectbox import selectbox

MODES = {"free": N_("its own answer"), "forced": N_("the true answer")}
BLANK = 10  # symbols on an edge of the map before the net has answered
WHICH = "alignment/head"  # of a net with several
ALL = (-1, -1)
BEFORE = 12  # symbols of an answer that are told before the next


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """What to ask the net about the current text."""
    return {"translation": {**input_arguments(session), **which(session)}}


def which(session: TrainingSession) -> dict[str, int]:
    """The layer and head whose attention is shown; nothing of a net with one, or where all are shown together."""
    layers, heads = of_family(session, PairExperiment).attention_shape
    layer, head = choice(session, WHICH, ALL)
    return {"layer": layer, "head": head} if 0 <= layer < layers and head < heads else {}


def _which(session: TrainingSession) -> None:
    """A choice of one head, where the net has several."""
    layers, heads = of_family(session, PairExperiment).attention_shape
    if layers * heads < 2:
        return
    asked = which(session)
    kept = choice_arguments(
        session, WHICH, (asked["layer"], asked["head"]) if asked else ALL, lambda _one: _request(session)
    )
    selectbox(
        _("Cross-attention of"),
        [ALL, *product(range(layers), range(heads))],
        format_func=lambda one: _("last layer, mean of its heads") if one == ALL else _head(*one),
        width=230,
        **kept,
    )


def _head(layer: int, head: int) -> str:
    return _("layer {layer}, head {head}", layer=layer + 1, head=head + 1)


def _request(session: TrainingSession) -> None:
    session.request_probes(question(session))


def alignment_panel(session: TrainingSession) -> None:
    """What the net writes, and the heat map."""
    session.redraws.current_state["sentence"] = counts(session)
    answer = latest_answer(session)
    if not answer:
        st.markdown(_("Waiting for the net …"))
        blank = [""] * BLANK
        element.alignment("alignment", source=blank, output=blank, weights=np.zeros((BLANK, BLANK)), words=words(0, 0))
        return
    st.markdown(_describe_output(session, answer))
    forced = is_forced(session, answer)
    output = [*symbols(answer, "target"), END] if forced else [str(each) for each in answer["output"]]
    if "weights" in answer:
        _map(session, answer, output, forced)
    else:
        _unattended(session, answer)


def is_forced(session: TrainingSession, answer: Answer) -> bool:
    """Whether the true answer is looked at; if nobody chose, where the net itself writes nothing yet."""
    wish = sentence(session).forced
    return "forced_weights" in answer and (len(answer["output"]) < 2 if wish is None else wish)


def _describe_output(session: TrainingSession, answer: Answer) -> str:
    target = readable_text(session, answer["target"])
    source = plain(readable_text(session, answer["source"], "source"))
    said = verdict(readable_text(session, answer["output"]), target, bool(answer.get("right", False)))
    return f"**{source}** → {said}"


def _map(session: TrainingSession, answer: Answer, output: list[str], forced: bool) -> None:
    """The weights of each symbol that is written, or of each of the true answer, over the source."""
    source = [str(each) for each in answer["source"]]
    weights = answer["forced_weights" if forced else "weights"]
    target = symbols(answer, "target")
    element.alignment(
        "alignment",
        source=source,
        output=output[: len(weights)],
        weights=weights,
        words=words(len(weights), len(source)),
        right=None if forced or not target else agreement(output, target),
        chosen=None if forced else place(session, answer),
        line=expected(of_family(session, PairExperiment).data.name, source, output[: len(weights)]),
        on_pick=None if forced else lambda: _on_pick(session, "alignment"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _which(session)
        if target:
            _describe_mode(session, forced)


def _describe_mode(session: TrainingSession, forced: bool) -> None:
    """Draw whether the decoder reads its own output or the target."""
    mode = choice_arguments(
        session, "alignment/mode", "forced" if forced else "free", lambda name: _turn(session, name)
    )
    st.segmented_control(
        _("The net is told, symbol by symbol"),
        list(MODES),
        format_func=lambda name: _(MODES[name]),
        required=True,
        help=_(
            "The decoder reads what was written so far: what it wrote itself, right or wrong, or the true answer, "
            "as in training."
        ),
        **mode,
    )


def _turn(session: TrainingSession, mode: str) -> None:
    sentence(session).forced = mode == "forced"


def _unattended(session: TrainingSession, answer: Answer) -> None:
    """Without attention there is no map: each symbol of the answer, shaded by how sure the net was."""
    output = [visible(str(each)) for each in answer["output"]]
    shades(
        "unattended",
        tokens=output,
        shares=np.nan_to_num(answer["probabilities"]).tolist(),
        chosen=place(session, answer),
        words={
            "alt": _("The answer, symbol by symbol, shaded by how sure the net was of each."),
            "step": _("Symbol"),
            "share": _("Probability"),
            "hint": _("Click a symbol, or use the arrow keys, to see what else was likely there."),
        },
        on_pick=lambda: select_position(session, int(st.session_state["unattended"]["pick"]["index"])),
    )
    st.caption(
        _(
            "This net has no attention: all that the decoder knows of the source is one vector of fixed length. Choose "
            "another attention in the knobs of the net to see where it looks."
        )
    )


def _on_pick(session: TrainingSession, key: str) -> None:
    at = element.parse_pick(st.session_state[key].get("pick"))
    if at is not None:
        select_position(session, at)


def likely_panel(session: TrainingSession) -> None:
    """What was likely at the place of the answer that is in focus."""
    answer = latest_answer(session)
    if not answer:
        st.markdown(_("Waiting for the net …"))
        return
    at = place(session, answer)
    start = "…" * (at > BEFORE) + readable_text(session, answer["output"][max(0, at - BEFORE) : at])
    written = visible(str(answer["output"][at]))
    chance = float(np.nan_to_num(answer["probabilities"][at]))
    if start:
        told_of = _("After **{start}** it writes **{symbol}**, {chance:.0%} sure.")
    else:
        told_of = _("First it writes **{symbol}**, {chance:.0%} sure.")
    st.markdown(told_of.format(start=plain(start), symbol=plain(written), chance=chance))
    likely_bars("likely", answer, at)
    st.caption(_("Click a row of the alignment to see another symbol. ⏎ ends the answer."))


def words(rows: int, columns: int) -> dict[str, str]:
    """The words of the heat map."""
    return {
        "title": _("Where the decoder looks"),
        "alt": _(
            "Heat map of attention: a row for each of {rows} symbols of the answer, a column for each of {columns} of "
            "the source. Arrow keys go from cell to cell, Enter chooses a row.",
            rows=rows,
            columns=columns,
        ),
        "hint": _("Rows: the answer from top to bottom. Columns: the source. Point at a cell to read it."),
        "cell": _("“{output}” looks at “{source}”: {weight}"),
        "edit": _("Drag the bars, or choose one with the arrow keys and type its percent."),
        "heads": "|".join((_("answer"), _("its place"), _("source"), _("its place"), _("weight"))),
    }


def expected(task: str, source: list[str], output: list[str]) -> list[tuple[float, float]]:
    """The alignment that the task lets expect, as places (column, row); nothing if there is none."""
    wanted = [symbol for symbol in output if symbol != END]
    if task == "reverse":
        return [(len(source) - 1 - row, row) for row in range(min(len(wanted), len(source)))]
    if task == "sort" and sorted(source) == wanted:
        order = sorted(range(len(source)), key=lambda column: (source[column], column))
        return [(column, row) for row, column in enumerate(order)]
    if task == "numbers" and len(source) > 1 and len(wanted) > 1:
        return [(0, 0), (len(source) - 1, len(wanted) - 1)]
    return []
