"""Where the pairs come from, how many there are, and some of either part."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import streamlit as st

from nets.data.pairs.sides import Pair
from nets.seq2seq.experiment import Seq2Seq
from ui.asked import Asked
from ui.bench import Bench
from ui.inspectors import Inspector
from ui.sentence import made
from ui.symbols import visible
from ui.words import N_, _, problem

ROWS = 40  # pairs of either part that are shown
KEPT = "pairs/asked"
ORIGINS = {
    "dates": N_(
        "**Generated**: days from 1970 to 2069, written by the conventions of real locales from Unicode's CLDR."
    ),
    "numbers": N_("**Generated**: whole numbers, in words by the rules of English and Chinese."),
    "reverse": N_("**Generated** from the data seed: random letters, and the same backwards."),
    "sort": N_("**Generated** from the data seed: random letters, and the same in the order of the alphabet."),
    "arithmetic": N_(
        "**Generated** from the data seed: sums. They are hard: a carry goes from the last digit to the first, but the "
        "first has to be written before. The direction “backwards” writes the last digit first."
    ),
    "dialogue": N_(
        "**Generated**: a small grammar of ours makes what is said and what is answered. One wording of each meaning "
        "is kept for the test."
    ),
    "own": N_("Your own pairs. They stay on this server."),
}


class Some(NamedTuple):
    """The first pairs of either part, and how many there are; of each test pair what kind it is."""

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    kinds: tuple[str, ...]
    counts: tuple[int, int]


def some(experiment: Seq2Seq) -> Some:
    """What the panel shows. It takes a second, so a worker does it. Raises Problem."""
    found = experiment.pairs
    counts = (len(found.train), len(found.test))
    return Some(found.train[:ROWS], found.test[:ROWS], found.kinds[:ROWS], counts)


def data_panel(bench: Bench) -> None:
    """Origin, counts and some pairs."""
    experiment = made(bench)
    st.markdown(_(ORIGINS[experiment.data.name]))
    asked: Asked[Some] = bench.choices.setdefault(KEPT, Asked(bench.engine))
    asked.ask(experiment.data, some, experiment)
    if asked.problem is not None:
        st.warning(problem(asked.problem), icon=":material/block:")
        return
    found = asked.answer
    if found is None or asked.answered != experiment.data:
        st.caption(_("Waiting for the net …"))
        return
    train, test = found.counts
    st.markdown(_("**{train:,}** pairs to learn from, **{test:,}** for the test.", train=train, test=test))
    left, right = st.columns(2, gap="medium")
    with left:
        _table(_("Training part"), found.train, ())
    with right:
        _table(_("Test part"), found.test, found.kinds)


def _table(title: str, pairs: tuple[Pair, ...], kinds: tuple[str, ...]) -> None:
    """The first pairs of a part."""
    st.markdown(f"**{title}**")
    rows = {_("Source"): [visible(one) for one, _second in pairs], _("Answer"): [visible(two) for _first, two in pairs]}
    if kinds:
        rows[_("Kind")] = [_(kind) for kind in kinds]
    st.dataframe(pa.table(rows), hide_index=True, height=300, key=f"pairs/{title}")


ORIGIN = Inspector(N_("Data"), lambda bench: {}, data_panel)
