"""The alignment of output and source by attention, and the likeliest tokens of each position."""

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
BLANK = 10  # tokens on an edge of the map before the net has answered
WHICH = "alignment/head"  # for nets with several heads
ALL = (-1, -1)
BEFORE = 12  # tokens of the output shown before the next one


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the current text."""
    return {"translation": {**input_arguments(session), **which(session)}}


def which(session: TrainingSession) -> dict[str, int]:
    """Return layer and head of the attention to show; empty for a net with one, and for the mean of all."""
    layers, heads = of_family(session, PairExperiment).attention_shape
    layer, head = choice(session, WHICH, ALL)
    return {"layer": layer, "head": head} if 0 <= layer < layers and head < heads else {}


def _which(session: TrainingSession) -> None:
    """Draw a choice of one head, if the net has several."""
    layers, heads = of_family(session, PairExperiment).attention_shape
    if layers * heads < 2:
        return
    selected = which(session)
    widget = choice_arguments(
        session, WHICH, (selected["layer"], selected["head"]) if selected else ALL, lambda _one: _request(session)
    )
    selectbox(
        _("Cross-attention of"),
        [ALL, *product(range(layers), range(heads))],
        format_func=lambda one: _("last layer, mean of its heads") if one == ALL else _head(*one),
        width=230,
        **widget,
    )


def _head(layer: int, head: int) -> str:
    return _("layer {layer}, head {head}", layer=layer + 1, head=head + 1)


def _request(session: TrainingSession) -> None:
    session.request_probes(question(session))


def alignment_panel(session: TrainingSession) -> None:
    """Draw the output, and the heat map of attention."""
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
        _draw_without_attention(session, answer)


def is_forced(session: TrainingSession, answer: Answer) -> bool:
    """Return whether the target is shown; if the user has not chosen, whether the output is still empty."""
    chosen = sentence(session).forced
    return "forced_weights" in answer and (len(answer["output"]) < 2 if chosen is None else chosen)


def _describe_output(session: TrainingSession, answer: Answer) -> str:
    target = readable_text(session, answer["target"])
    source = plain(readable_text(session, answer["source"], "source"))
    sentence = verdict(readable_text(session, answer["output"]), target, bool(answer.get("right", False)))
    return f"**{source}** → {sentence}"


def _map(session: TrainingSession, answer: Answer, output: list[str], forced: bool) -> None:
    """Draw the attention of each token of the output, or of the target, to the source."""
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
        session, "alignment/mode", "forced" if forced else "free", lambda name: _set_mode(session, name)
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


def _set_mode(session: TrainingSession, mode: str) -> None:
    sentence(session).forced = mode == "forced"


def _draw_without_attention(session: TrainingSession, answer: Answer) -> None:
    """Draw the output of a net without attention, each token shaded by its probability."""
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
    """Draw the likeliest tokens at the selected position of the output."""
    answer = latest_answer(session)
    if not answer:
        st.markdown(_("Waiting for the net …"))
        return
    at = place(session, answer)
    start = "…" * (at > BEFORE) + readable_text(session, answer["output"][max(0, at - BEFORE) : at])
    token = visible(str(answer["output"][at]))
    chance = float(np.nan_to_num(answer["probabilities"][at]))
    if start:
        sentence = _("After **{start}** it writes **{symbol}**, {chance:.0%} sure.")
    else:
        sentence = _("First it writes **{symbol}**, {chance:.0%} sure.")
    st.markdown(sentence.format(start=plain(start), symbol=plain(token), chance=chance))
    likely_bars("likely", answer, at)
    st.caption(_("Click a row of the alignment to see another symbol. ⏎ ends the answer."))


def words(rows: int, columns: int) -> dict[str, str]:
    """Return the labels of the heat map."""
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
    """Return the alignment that the task suggests, as cells (column, row); empty if it suggests none."""
    target = [symbol for symbol in output if symbol != END]
    if task == "reverse":
        return [(len(source) - 1 - row, row) for row in range(min(len(target), len(source)))]
    if task == "sort" and sorted(source) == target:
        order = sorted(range(len(source)), key=lambda column: (source[column], column))
        return [(column, row) for row, column in enumerate(order)]
    if task == "numbers" and len(source) > 1 and len(target) > 1:
        return [(0, 0), (len(source) - 1, len(target) - 1)]
    return []
