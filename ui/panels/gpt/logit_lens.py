"""The logit lens: the net's prediction if it stopped after each layer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.components.matrix import matrix, parse_pick
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import Answer, asking, latest_answer, names_of, place, select
from ui.panels.attention.text_input import VIEW
from ui.session.training_session import TrainingSession
from ui.text.formatting import table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

PLACES = 20  # positions that are shown
MAX_CANDIDATES = 5  # tokens in a row
KEY = "lens/map"


def question(session: TrainingSession) -> Watch:
    """Return the probe of the selected position."""
    return {"logit_lens": asking(session, VIEW, "at")}


def lens_panel(session: TrainingSession) -> None:
    """Draw the likeliest tokens after each layer at one position, and the likeliest at every position."""
    answer = latest_answer(session, VIEW, "logit_lens", "at")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    st.markdown(_describe_ranks(answer))
    st.markdown(_by_layer(answer))
    _map(session, answer)
    st.caption(
        _(
            "The stream of numbers behind each layer is read as if it were the last one (logit lens, nostalgebraist "
            "2020). In the map each cell holds the likeliest symbol there; the bluer, the surer."
        )
    )


def layer_names(count: int) -> list[str]:
    """Return the names of the embedding and the layers."""
    return [_("Entrance"), *(_("Layer {number}", number=layer + 1) for layer in range(count - 1))]


def _describe_ranks(answer: Answer) -> str:
    """Return the rank of the true token after each layer, in words."""
    at = place(answer, int(answer["at"]))
    ranks = answer["ranks"][:, at].tolist()
    ranks_text = str(ranks[0]) + "".join(f" {_arrow(one, other)} {other}" for one, other in pairwise(ranks))
    words = _("After “{symbol}” comes **{target}**. Its rank from the entrance upwards: **{way}**")
    return words.format(
        symbol=plain(names_of(answer)[at]), target=plain(visible(str(answer["targets"][at]))), way=ranks_text
    )


def _arrow(before: int, after: int) -> str:
    """Return an upward arrow if the token's rank has improved."""
    return "↑" if after < before else "↓" if after > before else "→"


def _by_layer(answer: Answer) -> str:
    true = str(answer["targets"][place(answer, int(answer["at"]))])
    rows = []
    for name, symbols, chances in zip(
        layer_names(len(answer["likeliest"])), answer["likeliest"], answer["likeliest_probabilities"], strict=True
    ):
        cells = [
            f"{'**' * (str(symbol) == true)}{plain(visible(str(symbol)))}{'**' * (str(symbol) == true)} {chance:.0%}"
            for symbol, chance in zip(symbols[:MAX_CANDIDATES], chances[:MAX_CANDIDATES], strict=True)
        ]
        rows.append([name, *cells])
    heads = [_("after"), *(str(rank + 1) for rank in range(len(rows[0]) - 1))]
    return table(heads, rows, texts=len(heads))


def _map(session: TrainingSession, answer: Answer) -> None:
    """Draw the likeliest token at the positions around the selected one, a row for each layer, the last on top."""
    at, count = place(answer, int(answer["at"])), len(answer["tokens"])
    first = max(0, min(at - PLACES + 3, count - PLACES))
    columns = slice(first, first + PLACES)
    names = [visible(str(each)) for each in answer["tokens"][columns]]
    title = _("What each layer would write after each symbol")
    words = {
        "title": title,
        "alt": _(
            "{title}: {rows} rows of {columns} symbols.", title=title, rows=len(answer["best"]), columns=len(names)
        ),
        "hint": _("Point at a cell to read how sure it is; click to put that place into focus."),
        "cell": _("{row}, after “{column}”: {text}, {value} sure"),
        "heads": "|".join((_("after"), _("symbol"), _("probability"))),
    }
    best = [[visible(str(each)) for each in row] for row in answer["best"][::-1, columns]]
    matrix(
        KEY,
        values=answer["sure"][::-1, columns].astype(np.float32),
        texts=best,
        rows=layer_names(len(answer["best"]))[::-1],
        columns=names,
        peak=1.0,
        numbers=True,
        words=words,
        on_pick=lambda: _on_pick(session, first, len(best), len(names)),
    )


def _on_pick(session: TrainingSession, first: int, rows: int, columns: int) -> None:
    cell = parse_pick(st.session_state[KEY].get("pick"), rows, columns)
    if cell:
        select(session, VIEW, at=first + cell[1])


LENS = Inspector(N_("Logit lens"), question, lens_panel)
