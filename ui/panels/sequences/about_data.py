"""The origin of the data, their number, and how a text is split into prefixes and targets."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from nets.datasets.text.texts import pairs, split
from nets.experiment.user_error import Problem
from nets.models.recurrent.examples import counts, encoded
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import Data
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _, problem
from ui.text.token_text import visible
from ui.widgets.remembered import number_choice

ROWS = 30  # pairs that are shown
TAIL = 60  # characters of a prefix that are shown
ORIGINS = {
    "adding": N_("**Generated** anew from the data seed. Hochreiter and Schmidhuber set this problem in 1997."),
    "copy": N_("**Generated** from the data seed: random letters, blanks, and then all of them again."),
    "echo": N_("**Generated** from the data seed: random letters."),
    "parentheses": N_("**Generated** from the data seed: brackets that open and close properly."),
    "sentiment": N_(
        "**Generated**: a small grammar of ours makes the sentences. Nobody wrote them, and they tell no real "
        "opinions. The decisive pair of each test sentence is in no training sentence."
    ),
    "tagging": N_(
        "**Generated**: a small grammar of ours makes the sentences and knows the kind of each word. Verbs and "
        "objects of the test never stood together in training."
    ),
    "weather": N_(
        "Seattle's weather from 2012 to 2015, records of the NOAA as vega-datasets gives them. Its labels are "
        "broken from 2013 on: days with rain are called fog or sun. Where there was precipitation, this app "
        "**repaired** them to rain. The last year is the test."
    ),
    "mnist1d": N_("**Generated** signals in the shape of ten digits, MNIST-1D, after Greydanus 2020."),
}
TEXTS = {
    "en": N_("The text that comes along: the help topics of the Python language, as they ship with Python."),
    "zh": N_("The text that comes along is **generated**: little stories told by a grammar of ours."),
    "own": N_("Your own text. It stays on this server."),
}


def origin(data: Data) -> str:
    """Return the origin of the data, which says so if they are generated."""
    if data.name != "text":
        return _(ORIGINS[data.name])
    which = "own" if data.text else data.language
    return _(TEXTS[which])


def data_panel(session: TrainingSession) -> None:
    """Draw origin and counts; for a text, also its pairs."""
    data = of_family(session, Recurrent).data
    st.markdown(origin(data))
    try:
        _text(session, data) if data.name == "text" else _rows(session, data)
    except Problem as found:
        st.warning(problem(found), icon=":material/block:")


def _rows(session: TrainingSession, data: Data) -> None:
    info, sizes = of_family(session, Recurrent).info, counts(data)
    words = [_("**{train:,}** sequences to learn from, **{test:,}** for the test.", **sizes)]
    if info.tokens:
        words += [_("**{count}** symbols.", count=len(info.tokens) - 1)]
    if info.classes:
        words += [_("**{count}** possible answers.", count=len(info.classes))]
    st.markdown(" ".join(words))


def _text(session: TrainingSession, data: Data) -> None:
    """Draw how long the parts are, and the pairs of one piece."""
    train, test = split(data.language, data.text, data.share, 2 * data.length)
    words = _(
        "**{train:,}** characters to learn from, the last **{test:,}** ({share:.0%}) for the test; **{symbols}** "
        "different ones. Every place begins a piece of {length} characters.",
        train=len(train),
        test=len(test),
        share=len(test) / (len(train) + len(test)),
        symbols=len(of_family(session, Recurrent).info.tokens) - 1,
        length=data.length,
    )
    st.markdown(words)
    most = counts(data)["train"]
    place = number_choice(session, "data/place", _("The piece begins at character"), 1, most, 1, width=240)
    piece = encoded(data)[0][place - 1 : place + data.length]
    prefix_pairs = pairs("".join(of_family(session, Recurrent).info.tokens[number] for number in piece))[:ROWS]
    prefix, target = _("Prefix: what has been read"), _("Target: what to say next")
    rows = {
        _("Step"): list(range(1, len(prefix_pairs) + 1)),
        prefix: [_shorten(visible(read)) for read, _said in prefix_pairs],
        target: [visible(next_token) for _read, next_token in prefix_pairs],
    }
    st.dataframe(pa.table(rows), hide_index=True, height=320, key="data/pairs")
    if data.length > ROWS:
        st.caption(
            _(
                "The first {rows} of {length} pairs. The net learns all pairs of a piece at once.",
                rows=ROWS,
                length=data.length,
            )
        )


def _shorten(text: str) -> str:
    return text if len(text) <= TAIL else "…" + text[1 - TAIL :]


ORIGIN = Inspector(N_("Data"), lambda session: {}, data_panel)
