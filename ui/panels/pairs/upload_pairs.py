"""The user's own pairs, pasted or from a file, with a preview and the lines that could not be read."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
import streamlit as st

from nets.datasets.pairs.pair_lines import MAX_BYTES
from nets.datasets.pairs.upload_pairs import UploadedPairs, read
from nets.experiment.user_error import Problem
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.widgets.file_upload import draw_progress, upload_to_worker
from ui.widgets.settings_form import apply_settings

KEY, FILE = "own_pairs", "own_pairs/file"
ROWS, LINES = 20, 6  # pairs and bad lines that are shown
MAX_TYPED = 1_000_000  # characters in the box
MAX_AT_ONCE = 100_000  # characters that the server parses while typing; a worker parses longer texts on demand
MAX_DRAFTS = 4


class Draft(NamedTuple):
    """The text of the box, and what was read of it or why not; None before it is read."""

    text: str
    found: UploadedPairs | Problem | None = None


def own_pairs(session: TrainingSession) -> None:
    """Draw a box to paste pairs into, a file chooser, and a preview."""
    if session.hides("data.own") or session.hides("data.name"):
        return
    with st.popover(_("Own pairs …"), icon=":material/edit_note:", width="stretch"):
        st.caption(
            _(
                "One pair a line: a text, then a tab, an arrow or a comma, then its answer. They stay on this server "
                "and are not in the link."
            )
        )
        draft = _draft(session)
        show_value(KEY, draft.text)
        example = _("Have you eaten? -> Yes, I have!")
        change = on_user_change(
            KEY, lambda text: _keep(session, session.experiment.value("data.own"), _make_draft(text))
        )
        st.text_area(_("Pairs"), key=KEY, height=140, max_chars=MAX_TYPED, placeholder=example, on_change=change)
        st.button(
            _("Learn these pairs"), key=f"{KEY}/learn", icon=":material/school:", on_click=lambda: _learn_text(session)
        )
        types, choose = ("tsv", "csv", "txt"), lambda content: _read_file(session, content)
        upload_to_worker(session.uploads, _("File of pairs"), types, FILE, MAX_BYTES // 10**6, choose)
        _draw_preview(draft)
    draw_progress(session.uploads, FILE, outside=True)
    if session.experiment.value("data.name") == "own":
        _draw_counts(read(session.experiment.value("data.own")))
        pairs = _draft(session).found
        if isinstance(pairs, UploadedPairs) and pairs.bad:
            words = _(":orange[Lines that were left out: {count}.] Open “Own pairs” to see which.", count=pairs.bad)
            st.caption(words)


def _draft(session: TrainingSession) -> Draft:
    """Return what was typed or opened for the current pairs, else these pairs."""
    own = session.experiment.value("data.own")
    drafts: dict[str, Draft] = session.selection.choices.get(KEY, {})
    return drafts.get(own) or _parse_text(own)


def _parse_text(text: str) -> Draft:
    """Return the pairs of a text, or why it cannot be read."""
    try:
        return Draft(text, read(text) if text.strip() else None)
    except Problem as why:
        return Draft(text, why)


def _make_draft(text: str) -> Draft:
    """Return a draft of a text that was typed or pasted, parsed if it is short."""
    return _parse_text(text) if len(text) <= MAX_AT_ONCE else Draft(text)


def _keep(session: TrainingSession, own: str, draft: Draft) -> None:
    """Keep the draft of these pairs; only the latest few drafts are kept."""
    drafts = session.selection.choices.setdefault(KEY, {})
    drafts.pop(own, None)
    drafts[own] = draft
    for oldest in list(drafts)[:-MAX_DRAFTS]:
        del drafts[oldest]


def _learn_text(session: TrainingSession) -> None:
    """Train on the text of the box; a worker reads a long one."""
    text = st.session_state[KEY]
    take = lambda pairs: _learn(session, pairs, Draft(text, pairs))  # noqa: E731
    refuse = lambda why: _refuse(session, Draft(text, why), why)  # noqa: E731
    if len(text) > MAX_AT_ONCE:
        _keep(session, session.experiment.value("data.own"), Draft(text))
        session.uploads.read(FILE, "settings", read, text, on_read=take, on_refuse=refuse)
        return
    try:
        pairs = read(text)
    except Problem as why:
        refuse(why)
    else:
        take(pairs)


def _read_file(session: TrainingSession, content: bytes) -> None:
    """Have a worker read the file. A file that cannot be read is explained, and the current training goes on."""
    take = lambda pairs: _learn(session, pairs, Draft(pairs.text, pairs))  # noqa: E731
    refuse = lambda why: _refuse(session, _draft(session), why)  # noqa: E731
    session.uploads.read(FILE, "settings", read, content, on_read=take, on_refuse=refuse)


def _learn(session: TrainingSession, pairs: UploadedPairs, draft: Draft) -> None:
    """Train on these pairs; if the experiment refuses them, the draft stays."""
    changes = {"data.name": "own", "data.own": pairs.text}
    try:
        session.experiment.replace(session.experiment.completed(changes))
    except Problem as why:
        _refuse(session, draft, why)
    else:
        _keep(session, pairs.text, draft)
        apply_settings(session, changes)


def _refuse(session: TrainingSession, draft: Draft, why: Problem) -> None:
    _keep(session, session.experiment.value("data.own"), draft)
    session.problems = [why]
    redraw(*RUN_FRAGMENTS)


def _draw_preview(draft: Draft) -> None:
    """Draw the first pairs, and what is wrong with the other lines."""
    pairs = draft.found
    if isinstance(pairs, Problem):
        st.warning(problem(pairs), icon=":material/block:")
    if len(draft.text) > MAX_AT_ONCE and pairs is None:
        st.caption(_("A text as long as this is read when you press “Learn these pairs”."))
    if not isinstance(pairs, UploadedPairs):
        return
    first = pairs.pairs[:ROWS]
    rows = {_("Source"): [one for one, _two in first], _("Answer"): [two for _one, two in first]}
    st.dataframe(pa.table(rows), hide_index=True, height=min(38 * len(first) + 38, 260), key=f"{KEY}/preview")
    _draw_counts(pairs)
    lines = [problem(each) for each in (*pairs.notes, *pairs.problems[:LINES])]
    if pairs.bad > LINES:
        lines.append(_("And {count} more lines that were left out.", count=pairs.bad - LINES))
    if lines:
        st.warning("  \n".join(lines), icon=":material/rule:")


def _draw_counts(pairs: UploadedPairs) -> None:
    """Draw how many pairs there are, and how they are split into tokens."""
    units = {"characters": _("characters"), "words": _("words")}
    source, target = (units[unit] for unit in pairs.units)
    text = _("{count:,} pairs of your own; the texts are cut into {source}, the answers into {target}.")
    st.caption(text.format(count=len(pairs.pairs), source=source, target=target))
