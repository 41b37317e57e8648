"""Show the logits of the next token through all filters; force, draw, rewind and branch."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.decoding import logit_filters as filters
from nets.studies.decoding.token_tree import START
from ui.components.beam import beam, parse_pick
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.decoding.bars import bars, draw_bars, draw_table, likeliest
from ui.panels.decoding.models import Answer
from ui.panels.decoding.own_logits import logits_form
from ui.panels.decoding.state import DecodingSession
from ui.panels.pairs import beam_search
from ui.text.i18n import _
from ui.text.token_text import visible


def steps_panel(study: DecodingSession) -> None:
    """Draw the model's logits, or logits that the user types."""
    state = study.steps
    show_value("decoding/typing", state.typed_logits is not None)
    st.toggle(
        _("Type the scores yourself"),
        key="decoding/typing",
        help=_("For a calculation by hand: a few symbols and their scores."),
        on_change=on_user_change("decoding/typing", lambda on: setattr(state, "typed_logits", EXAMPLE if on else None)),
    )
    if state.typed_logits is not None:
        if (typed := logits_form(study)) is not None:
            _stages(study, typed.scores, typed.seen, typed.names, has_table=True)
        return
    answer = study.answer("steps")
    if answer is not None:
        _text(answer)
        _buttons(study, answer)
        _stages(study, answer["scores"], answer["seen"], answer["tokens"].tolist())
        _tree(study)


EXAMPLE = "A 2.0\nB 1.0\nC 0.5\nD -1.0"


def _stages(
    study: DecodingSession, scores: np.ndarray, seen: np.ndarray, names: list[str], has_table: bool = False
) -> None:
    ids = likeliest(scores)
    stages = bars(filters.filter_stages(scores, seen, study.settings), seen, ids)
    shown_names = [names[id] for id in ids]
    draw_bars(stages, shown_names, study.settings.filters)
    if has_table:
        draw_table(stages, shown_names)


def _text(answer: Answer) -> None:
    """Draw the text so far: the prompt, then the tokens of the tree."""
    with st.container(border=True):
        st.text(str(answer["prompt"]) + "│" + str(answer["written"]) + "▁")
    if str(answer["unknown"]):
        st.caption(_("Left out, as the net does not know it: {signs}", signs=visible(str(answer["unknown"]))))


def _buttons(study: DecodingSession, answer: Answer) -> None:
    """Draw buttons to rewind, to draw a token, and to force one of the likeliest."""
    tree, probabilities = (
        study.steps.tree,
        filters.probabilities(filters.filter_stages(answer["scores"], answer["seen"], study.settings)[-1].scores),
    )
    is_waiting = study.answers["steps"].moving
    with st.container(horizontal=True, gap="small", key="decoding-choices"):
        st.button(
            _("Rewind"),
            key="decoding/rewind",
            icon=":material/undo:",
            shortcut="Left",
            disabled=tree.current == START,
            help=_("Takes the last symbol back. The branch stays in the tree."),
            on_click=tree.rewind,
        )
        st.button(
            _("Draw"),
            key="decoding/draw",
            icon=":material/casino:",
            shortcut="Right",
            type="primary",
            disabled=is_waiting,
            help=_("Draws a symbol by the chances in the last chart. Rewind and draw again for another branch."),
            on_click=lambda: _on_draw(study, answer),
        )
        for number, id in enumerate(likeliest(answer["scores"])):
            st.button(
                f"{visible(str(answer['tokens'][id]))} {_percent(probabilities[id])}",
                key=f"decoding/force-{number}",
                type="tertiary" if probabilities[id] == 0 else "secondary",
                disabled=is_waiting,
                help=_("Forces this symbol, whatever its chance."),
                on_click=lambda id=id: _append(study, answer, id),
            )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share == 0 or share >= 0.01 else "<1%"


def _on_draw(study: DecodingSession, answer: Answer) -> None:
    tree = study.steps.tree
    scores = filters.filter_stages(answer["scores"], answer["seen"], study.settings)[-1].scores
    generator = np.random.default_rng([study.settings.seed, len(tree.nodes), len(tree.ids)])
    _append(study, answer, int(filters.draw_token(scores[None], generator)[0]))


def _append(study: DecodingSession, answer: Answer, id: int) -> None:
    """Append a token, with the probability that the model gives it without filters."""
    log_prob = float(np.log(max(filters.probabilities(answer["scores"])[id], 1e-30)))
    study.steps.tree.append(id, str(answer["tokens"][id]), log_prob)


def _tree(study: DecodingSession) -> None:
    """Draw the tokens that were tried, and the current one."""
    tree = study.steps.tree
    if not tree.nodes:
        st.caption(_("Draw or force symbols: what was tried becomes a tree, in which you can go back and branch."))
        return
    nodes = tree.nodes
    beam(
        "decoding/walk",
        tokens=[visible(node.token) for node in nodes],
        parents=[node.parent for node in nodes],
        depths=[node.depth for node in nodes],
        logs=[node.log_prob for node in nodes],
        totals=[node.total for node in nodes],
        kept=[True] * len(nodes),
        finished=[False] * len(nodes),
        best=tree.path,
        chosen=tree.current if tree.current != START else None,
        words=_tree_words(len(nodes)),
        on_pick=lambda: _on_pick(study),
    )


def _on_pick(study: DecodingSession) -> None:
    node = parse_pick(st.session_state["decoding/walk"]["pick"])
    if node is not None:
        study.steps.tree.select(node)


def _tree_words(count: int) -> dict[str, str]:
    return beam_search.words(count) | {
        "title": _("What you have tried"),
        "alt": _(
            "The tree of what was tried: {count} symbols. Arrow keys go from one to another, Enter goes there.",
            count=count,
        ),
        "hint": _("Click a symbol to stand there again; arrow keys and Enter do the same."),
        "best": _("the way to here"),
        "kept": _("tried"),
    }
