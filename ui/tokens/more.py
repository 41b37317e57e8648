"""Below the panels of the page of tokens: the explanation, the source that runs, lesson links, the link."""

from __future__ import annotations

import streamlit as st

from nets.data.tokens.settings import knobs
from nets.training.source import Source
from ui.explain import show_sources
from ui.keep import copy_link
from ui.lesson import Lesson
from ui.teach import make_lesson, title_of
from ui.tokens.desk import NAME, PANELS, Desk, left_out, write_link
from ui.tokens.found import PANELS as TITLES
from ui.words import N_, _, problem, text

SOURCES = (
    Source(N_("Learning the merges"), "nets/data/tokens/bpe.py", "learn"),
    Source(N_("One merge"), "nets/data/tokens/bpe.py", "_merged"),
    Source(N_("Counting pairs"), "nets/data/tokens/bpe.py", "_Tally"),
    Source(N_("Encoding any text"), "nets/data/tokens/bpe.py", "Encoding.encode"),
    Source(N_("Words"), "nets/data/words.py", "words"),
)


def lesson_title(desk: Desk) -> None:
    """The title of the lesson, if the link has one."""
    title_of(desk.lesson, lambda: _end(desk))


def _end(desk: Desk) -> None:
    desk.lesson = Lesson()
    write_link(desk)


@st.fragment(key="tokens-more")
def more(desk: Desk) -> None:
    """A drawer with tabs, and the link."""
    with st.expander(_("Explain"), icon=":material/menu_book:", key="explain-open", on_change="rerun") as drawer:
        if drawer.open:
            _explain(desk)
    st.subheader(_("Share and keep"))
    copy_link()
    missing = left_out(desk)
    st.caption(problem(missing) if missing else _("It carries the text and how it is split."))


def _explain(desk: Desk) -> None:
    names = [_("In words"), _("The source that runs"), _("For teachers")]
    words, sources, teach = st.tabs(names, key="explain-tab", on_change="rerun")
    if words.open:
        with words.container(width=760):
            st.markdown(text(NAME))
    if sources.open:
        with sources:
            show_sources(SOURCES)
    if teach.open:
        with teach:
            _teach(desk)


def _teach(desk: Desk) -> None:
    panels = {name: _(TITLES[name][0]) if name in TITLES else _("Challenges") for name in PANELS}
    seen = {key: _(knob.title) for key, knob in knobs().items()} | {
        f"panel.{name}": said for name, said in panels.items()
    }
    make_lesson({"data": _("Data"), "panel": _("Panels")}, seen, desk.link)
    if (missing := left_out(desk)) is not None:
        st.caption(problem(missing))
