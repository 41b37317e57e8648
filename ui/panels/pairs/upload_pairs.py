"""The person's own pairs to learn from: pasted, or from a file, with what was read of them and what was not."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import streamlit as st

from nets.data.pairs.own import Own, read
from nets.data.pairs.own_lines import MOST_BYTES
from nets.training.problem import Problem
from ui.session.training_session import Bench
from ui.text.i18n import _, problem
from ui.training_view.suggested_fix import REDRAWN
from ui.widgets.file_upload import upload
from ui.widgets.rerun import redraw
from ui.widgets.server_value import by_person, shown
from ui.widgets.settings_form import turned

KEY = "own_pairs"
ROWS, LINES = 20, 6  # pairs and bad lines that are shown
MOST_TYPED = 1_000_000  # characters in the box
MOST_DRAFTS = 4


class Draft(NamedTuple):
    """What the box holds, bad lines too; and of a file, what was read of it."""

    text: str
    found: Own | None = None


def own_pairs(bench: Bench) -> None:
    """A box to paste pairs into, a file chooser, and a preview."""
    if bench.hides("data.own") or bench.hides("data.name"):
        return
    with st.popover(_("Own pairs …"), icon=":material/edit_note:", width="stretch"):
        st.caption(
            _(
                "One pair a line: a text, then a tab, an arrow or a comma, then its answer. They stay on this server "
                "and are not in the link."
            )
        )
        draft = _draft(bench)
        shown(KEY, draft.text)
        example = _("Have you eaten? -> Yes, I have!")
        change = by_person(KEY, lambda text: _keep(bench, bench.experiment.value("data.own"), Draft(text)))
        st.text_area(_("Pairs"), key=KEY, height=140, max_chars=MOST_TYPED, placeholder=example, on_change=change)
        st.button(_("Learn these pairs"), key=f"{KEY}/learn", icon=":material/school:", on_click=lambda: _typed(bench))
        upload(_("File of pairs"), ("tsv", "csv", "txt"), f"{KEY}/file", MOST_BYTES // 10**6, lambda: _uploaded(bench))
        bench.uploads.draw(f"{KEY}/file")
        _preview(draft)
    bench.uploads.draw(f"{KEY}/file", outside=True)
    if bench.experiment.value("data.name") == "own":
        _counted(read(bench.experiment.value("data.own")))
        if bad := _bad(_draft(bench)):
            st.caption(_(":orange[Lines that were left out: {count}.] Open “Own pairs” to see which.", count=bad))


def _draft(bench: Bench) -> Draft:
    """What was typed or opened for the pairs at hand, else these pairs."""
    own = bench.experiment.value("data.own")
    drafts: dict[str, Draft] = bench.choices.get(KEY, {})
    return drafts.get(own, Draft(own))


def _bad(draft: Draft) -> int:
    """How many lines of it are no pairs; 0 where nothing can be read."""
    try:
        return (draft.found or read(draft.text)).bad if draft.text.strip() else 0
    except Problem:
        return 0


def _keep(bench: Bench, own: str, draft: Draft) -> None:
    """Have the box hold this whenever the experiment has these pairs; only the latest few are kept."""
    drafts = bench.choices.setdefault(KEY, {})
    drafts.pop(own, None)
    drafts[own] = draft
    for oldest in list(drafts)[:-MOST_DRAFTS]:
        del drafts[oldest]


def _typed(bench: Bench) -> None:
    text = st.session_state[KEY]
    try:
        found = read(text)
    except Problem as why:
        _refuse(bench, Draft(text), why)
    else:
        _learn(bench, found, Draft(text))


def _uploaded(bench: Bench) -> None:
    """Have a worker read the file; what cannot be read is explained, and the training at hand goes on."""
    file = st.session_state[f"{KEY}/file"]
    if file is None:
        return
    take = lambda found: _learn(bench, found, Draft(found.text, found))  # noqa: E731
    refuse = lambda why: _refuse(bench, _draft(bench), why)  # noqa: E731
    bench.uploads.read(f"{KEY}/file", "knobs", read, file.getvalue(), on_read=take, on_refuse=refuse)


def _learn(bench: Bench, found: Own, draft: Draft) -> None:
    """Learn these pairs; where the experiment refuses them, the box keeps what it holds."""
    changes = {"data.name": "own", "data.own": found.text}
    try:
        bench.experiment.replace(bench.experiment.completed(changes))
    except Problem as why:
        _refuse(bench, draft, why)
    else:
        _keep(bench, found.text, draft)
        turned(bench, changes)


def _refuse(bench: Bench, draft: Draft, why: Problem) -> None:
    _keep(bench, bench.experiment.value("data.own"), draft)
    bench.problems = [why]
    redraw(*REDRAWN)


def _preview(draft: Draft) -> None:
    """The first pairs, and what is wrong with the lines that are none."""
    if not draft.text.strip():
        return
    try:
        found = draft.found or read(draft.text)
    except Problem as why:
        st.warning(problem(why), icon=":material/block:")
        return
    first = found.pairs[:ROWS]
    rows = {_("Source"): [one for one, _two in first], _("Answer"): [two for _one, two in first]}
    st.dataframe(pa.table(rows), hide_index=True, height=min(38 * len(first) + 38, 260), key=f"{KEY}/preview")
    _counted(found)
    lines = [problem(each) for each in (*found.notes, *found.problems[:LINES])]
    if found.bad > LINES:
        lines.append(_("And {count} more lines that were left out.", count=found.bad - LINES))
    if lines:
        st.warning("  \n".join(lines), icon=":material/rule:")


def _counted(found: Own) -> None:
    """How many pairs there are, and what they are cut into."""
    units = {"characters": _("characters"), "words": _("words")}
    source, target = (units[unit] for unit in found.units)
    text = _("{count:,} pairs of your own; the texts are cut into {source}, the answers into {target}.")
    st.caption(text.format(count=len(found.pairs), source=source, target=target))
