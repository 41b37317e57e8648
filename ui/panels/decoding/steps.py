"""Step by step: the scores of the next symbol through all filters; force one, draw one, rewind, branch."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.decoding import logit_filters as filters
from nets.studies.decoding.token_tree import START
from ui.components.beam import beam, picked
from ui.fragments.server_value import by_person, shown
from ui.panels.decoding.bars import bars, draw_bars, likeliest, numbers
from ui.panels.decoding.models import Found
from ui.panels.decoding.own_logits import typed_logits
from ui.panels.decoding.state import DecodingSession
from ui.text.i18n import _
from ui.text.token_text import visible


def steps_panel(study: DecodingSession) -> None:
    """The net's scores, or scores that a person types."""
    shown("decoding/typing", study.typed is not None)
    st.toggle(
        _("Type the scores yourself"),
        key="decoding/typing",
        help=_("For a calculation by hand: a few symbols and their scores."),
        on_change=by_person("decoding/typing", lambda on: setattr(study, "typed", EXAMPLE if on else None)),
    )
    if study.typed is not None:
        if (made := typed_logits(study)) is not None:
            _through(study, made.scores, made.seen, made.names, table=True)
        return
    found = study.answer("steps")
    if found is not None:
        _written(study, found)
        _choices(study, found)
        _through(study, found["scores"], found["seen"], found["symbols"].tolist())
        _tree(study)


EXAMPLE = "A 2.0\nB 1.0\nC 0.5\nD -1.0"


def _through(
    study: DecodingSession, scores: np.ndarray, seen: np.ndarray, names: list[str], table: bool = False
) -> None:
    stages = filters.stages(scores, seen, study.settings)
    at = likeliest(scores)
    found = bars(stages, seen, at)
    chosen = [names[one] for one in at]
    draw_bars(found, chosen, study.settings.filters)
    if table:
        numbers(found, chosen)


def _written(study: DecodingSession, found: Found) -> None:
    """The text so far: prompt, then what was chosen; the next place is open."""
    with st.container(border=True):
        st.text(str(found["prompt"]) + "│" + str(found["written"]) + "▁")
    if str(found["unknown"]):
        st.caption(_("Left out, as the net does not know it: {signs}", signs=visible(str(found["unknown"]))))


def _choices(study: DecodingSession, found: Found) -> None:
    """Draw, rewind, or force one of the likeliest symbols."""
    last = filters.chances(filters.stages(found["scores"], found["seen"], study.settings)[-1].scores)
    moving = study.asked["steps"].moving
    with st.container(horizontal=True, gap="small", key="decoding-choices"):
        st.button(
            _("Rewind"),
            key="decoding/rewind",
            icon=":material/undo:",
            shortcut="Left",
            disabled=study.walk.at == START,
            help=_("Takes the last symbol back. The branch stays in the tree."),
            on_click=study.walk.rewind,
        )
        st.button(
            _("Draw"),
            key="decoding/draw",
            icon=":material/casino:",
            shortcut="Right",
            type="primary",
            disabled=moving,
            help=_("Draws a symbol by the chances in the last chart. Rewind and draw again for another branch."),
            on_click=lambda: _draw(study, found),
        )
        for number, id in enumerate(likeliest(found["scores"])):
            st.button(
                f"{visible(str(found['symbols'][id]))} {_percent(last[id])}",
                key=f"decoding/force-{number}",
                type="tertiary" if last[id] == 0 else "secondary",
                disabled=moving,
                help=_("Forces this symbol, whatever its chance."),
                on_click=lambda id=id: _go(study, found, id),
            )


def _percent(chance: float) -> str:
    return f"{chance:.0%}" if chance == 0 or chance >= 0.01 else "<1%"


def _draw(study: DecodingSession, found: Found) -> None:
    scores = filters.stages(found["scores"], found["seen"], study.settings)[-1].scores
    chance = np.random.default_rng([study.settings.seed, len(study.walk.nodes), len(study.walk.ids)])
    _go(study, found, int(filters.drawn(scores[None], chance)[0]))


def _go(study: DecodingSession, found: Found, id: int) -> None:
    """Write this symbol, at the chance that the net itself gives it."""
    log = float(np.log(max(filters.chances(found["scores"])[id], 1e-30)))
    study.walk.go(id, str(found["symbols"][id]), log)


def _tree(study: DecodingSession) -> None:
    """All that was tried, and where one stands."""
    walk = study.walk
    if not walk.nodes:
        st.caption(_("Draw or force symbols: what was tried becomes a tree, in which you can go back and branch."))
        return
    nodes = walk.nodes
    beam(
        "decoding/walk",
        symbols=[visible(node.symbol) for node in nodes],
        parents=[node.parent for node in nodes],
        depths=[node.depth for node in nodes],
        logs=[node.log for node in nodes],
        totals=[node.total for node in nodes],
        kept=[True] * len(nodes),
        finished=[False] * len(nodes),
        best=walk.way,
        chosen=walk.at if walk.at != START else None,
        words=_tree_words(len(nodes)),
        on_pick=lambda: _picked(study),
    )


def _picked(study: DecodingSession) -> None:
    node = picked(st.session_state["decoding/walk"]["pick"])
    if node is not None:
        study.walk.jump(node)


def _tree_words(count: int) -> dict[str, str]:
    from ui.panels.pairs.beam_search import words

    return words(count) | {
        "title": _("What you have tried"),
        "alt": _(
            "The tree of what was tried: {count} symbols. Arrow keys go from one to another, Enter goes there.",
            count=count,
        ),
        "hint": _("Click a symbol to stand there again; arrow keys and Enter do the same."),
        "best": _("the way to here"),
        "kept": _("tried"),
    }
