"""What if the decoder looked elsewhere, or read another symbol? The text decoded again, beside the first answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.seq2seq.challenges import Mended
from ui.charts.render import answers
from ui.components import alignment as element
from ui.inspect.inspectors import Inspector
from ui.panels.pairs.alignment import words
from ui.panels.pairs.output_text import compared, symbols
from ui.panels.pairs.source_input import Found, about, chosen, look_at, made, place, sentence, side, spoken, told
from ui.session.training_session import Bench
from ui.text.i18n import N_, _
from ui.text.token_text import visible
from ui.widgets.remembered import choice, choosing
from ui.widgets.selectbox import selectbox

WAYS = {"row": N_("Set the attention of one symbol"), "symbol": N_("Replace a symbol of the source")}
WAY = "what_if/way"
MOST_TRIED = 20


def way(bench: Bench) -> str:
    """What is changed by hand; where nobody can steer attention, only the source can be."""
    return str(choice(bench, WAY, "row")) if made(bench).steered else "symbol"


def question(bench: Bench) -> dict[str, dict[str, Any]]:
    """The text at hand with what the person has changed."""
    held, found = sentence(bench), told(bench)
    asked: dict[str, Any] = {**chosen(bench), "at": -1, "weights": (), "replaced": -1, "symbol": ""}
    if way(bench) == "row" and held.row and found:
        asked |= {"at": place(bench, found), "weights": held.row}
    elif way(bench) == "symbol" and held.swap:
        asked |= {"replaced": held.swap[0], "symbol": held.swap[1]}
    return {"what_if": asked}


def changed(bench: Bench) -> bool:
    """Whether anything is changed."""
    asked = question(bench)["what_if"]
    return bool(asked["weights"]) or asked["replaced"] >= 0


def refresh(bench: Bench) -> None:
    """Ask again. A callback ends so."""
    bench.watch = bench.watch | question(bench)
    bench.hear()


def what_if_panel(bench: Bench) -> None:
    """What is changed, and both answers."""
    found, answer = told(bench), answers(bench.run, "what_if")
    if not found or not about(answer, chosen(bench)):
        st.caption(_("Waiting for the net …"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if made(bench).steered:
            kept = choosing(bench, WAY, way(bench), lambda _way: refresh(bench))
            title = _("What is changed")
            st.segmented_control(title, list(WAYS), format_func=lambda name: _(WAYS[name]), required=True, **kept)
        if way(bench) == "symbol":
            _swap(bench, found)
        off = not changed(bench)
        st.button(
            _("As it was"), key="what_if/undo", icon=":material/undo:", disabled=off, on_click=lambda: _undo(bench)
        )
    _answers(bench, answer)
    _mended(bench, answer)
    if made(bench).attentive:
        _maps(bench, found, answer)
    st.caption(_("The weights of the net stay as they are: it only decodes this one text again."))


def _swap(bench: Bench, found: Found) -> None:
    """Which symbol of the source, and what stands there instead."""
    source = [str(each) for each in found["source"]]
    held = sentence(bench).swap
    at = min(held[0], len(source) - 1) if held else 0
    name = lambda one: f"{one + 1}: {visible(source[one]) if one < len(source) else ''}"  # noqa: E731
    kept = choosing(bench, "what_if/place", at, lambda one: _swapped(bench, one, source[one]))
    selectbox(_("Symbol"), range(len(source)), format_func=name, width=130, **kept)
    options = list(dict.fromkeys([source[at], *side(bench, "source").symbols]))
    kept = choosing(bench, "what_if/symbol", held[1] if held else source[at], lambda one: _swapped(bench, at, one))
    selectbox(_("Stands there instead"), options, format_func=visible, width=170, **kept)


def _swapped(bench: Bench, at: int, symbol: str) -> None:
    sentence(bench).swap = (at, symbol)
    refresh(bench)


def _undo(bench: Bench) -> None:
    sentence(bench).row, sentence(bench).swap = (), None
    refresh(bench)


def _answers(bench: Bench, answer: Found) -> None:
    """Both answers, one above the other; what is different stands out."""
    before, after = symbols(answer, "output"), symbols(answer, "changed")
    joint = " " if side(bench, "target").unit == "words" else ""
    first, second = compared(before, after, joint)
    nothing = _("**nothing**")
    lines = [_("Before: {answer}", answer=first or nothing), _("After: {answer}", answer=second or nothing)]
    if changed(bench):
        apart = sum(one != other for one, other in zip(before, after, strict=False)) + abs(len(before) - len(after))
        same = _("Nothing has changed.")
        lines.append(_("Different symbols: **{count}**", count=apart) if apart else same)
    st.markdown("  \n".join(lines))


def _mended(bench: Bench, answer: Found) -> None:
    """Keep a wrong answer that became right by an edit of attention, for the challenges."""
    if not answer["repaired"]:
        return
    source = spoken(bench, answer["source"], "source")
    target, before, after = (spoken(bench, answer[name]) for name in ("target", "output", "changed"))
    one = Mended(source, target, before, after)
    if one not in bench.tried:
        bench.tried = [*bench.tried[-MOST_TRIED:], one]
    st.markdown(_("It was wrong and is right now, by attention alone."))


def _maps(bench: Bench, found: Found, answer: Found) -> None:
    """The alignment to be set, and the one after it."""
    held, row_wise = sentence(bench), way(bench) == "row"
    left, right = st.columns(2, gap="medium")
    output, source = [str(each) for each in found["output"]], [str(each) for each in found["source"]]
    size = words(len(output), len(source))
    with left:
        element.alignment(
            "what_if/before",
            source=source,
            output=output,
            weights=found["weights"],
            words=size | {"title": _("Before: drag the bars of a row") if row_wise else _("Before")},
            chosen=place(bench, found) if row_wise else None,
            row=held.row if row_wise and len(held.row) == len(source) else None,
            on_pick=(lambda: _picked(bench)) if row_wise else None,
            on_edit=(lambda: _edited(bench)) if row_wise else None,
        )
    with right:
        kept = answer["kept"].tolist()
        after = [str(each) for each in answer["changed"]]
        element.alignment(
            "what_if/after",
            source=[str(each) for each in answer["changed_source"]],
            output=after,
            weights=answer["changed_weights"],
            words=size | {"title": _("After")},
            marked=[at for at in range(len(after)) if at >= len(kept) or not kept[at]],
        )


def _picked(bench: Bench) -> None:
    at = element.read_pick(st.session_state["what_if/before"].get("pick"))
    if at is not None and at != sentence(bench).at:
        look_at(bench, at)


def _edited(bench: Bench) -> None:
    edit = element.read_edit(st.session_state["what_if/before"].get("edit"))
    if edit is None:
        return
    sentence(bench).at, sentence(bench).row = edit.at, edit.weights
    refresh(bench)


WHAT_IF = Inspector(N_("What if"), question, what_if_panel)
