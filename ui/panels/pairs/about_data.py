"""The origin of the pairs, their number, and some of each part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.models.pairs import PairExperiment
from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _

ORIGINS = {
    "dates": N_(
        "**Generated**: days from 1970 to 2069, written by the conventions of real locales from Unicode's CLDR."
    ),
    "numbers": N_("**Generated**: whole numbers, in words by the rules of English and Chinese."),
    "reverse": N_("**Generated** from the data seed: random letters, and the same backwards."),
    "sort": N_("**Generated** from the data seed: random letters, and the same in the order of the alphabet."),
    "arithmetic": N_(
        "**Generated** from the data seed: sums. The more digits are carried over, the harder they are. The other "
        "direction writes the last digit first, as by hand; that helps a net that reads in one direction only."
    ),
    "dialogue": N_(
        "**Generated**: a small grammar of ours makes what is said and what is answered. One wording of each meaning "
        "is kept for the test."
    ),
    "own": N_("Your own pairs. They stay on this server."),
}


def data_panel(session: TrainingSession) -> None:
    """Draw origin, counts and some pairs."""
    experiment = of_family(session, PairExperiment)
    st.markdown(_(ORIGINS[experiment.data.name]))
    answer = answers(session.run, "pairs")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    train, test = answer["counts"].tolist()
    st.markdown(_("**{train:,}** pairs to learn from, **{test:,}** for the test.", train=train, test=test))
    left, right = st.columns(2, gap="medium")
    with left:
        wrong = answer["wrong"]
        _table(_("Training part"), answer["train"], wrong=wrong if wrong.any() else ())
    with right:
        _table(_("Test part"), answer["test"], answer["kinds"])


def _table(
    title: str,
    pairs: np.ndarray,
    kinds: Sequence[str] | np.ndarray = (),
    wrong: Sequence[bool] | np.ndarray = (),
) -> None:
    """Draw the first pairs of a part, with their kinds, and which of them label noise has changed."""
    st.markdown(f"**{title}**")
    sources, targets = ([str(text) for text in pairs[:, at]] for at in range(2))
    rows = {_("Source"): sources, _("Answer"): targets}
    if len(kinds):
        rows[_("Kind")] = [_(kind) for kind in map(str, kinds)]
    if len(wrong):
        rows[_("Wrong")] = ["✗" if each else "" for each in wrong]
    st.dataframe(pa.table(rows), hide_index=True, height=300, key=f"pairs/{title}")


ORIGIN = Inspector(N_("Data"), lambda session: {"pairs": {}}, data_panel)
