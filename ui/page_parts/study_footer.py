"""Title and foot of a page with a desk: its lesson, the explanation, the source that runs, lesson links, the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from nets.experiment.source_excerpts import Source
from ui.fragments.error_boundary import fragment
from ui.page_parts.explain import show_sources
from ui.page_parts.lesson_builder import make_lesson, title_of
from ui.page_parts.share import copy_link
from ui.session.address.lesson import Lesson
from ui.session.study_session import Desk, write_link
from ui.text.i18n import N_, _, problem, text

CHALLENGES = N_("Challenges")  # what a desk has besides the panels with titles


def lesson_title(desk: Desk) -> None:
    """The title of the lesson, if the link has one, and the way back to settings that an address has replaced."""
    title_of(desk.lesson, lambda: _end(desk))
    if desk.earlier is not None and desk.earlier != desk.settings:
        words, icon = _("Back to the settings before"), ":material/undo:"
        st.button(words, key=f"{desk.name}/earlier", icon=icon, type="tertiary", on_click=desk.go_back)


def _end(desk: Desk) -> None:
    desk.lesson = Lesson()
    write_link(desk)


@fragment("desk-foot")
def foot(desk: Desk, sources: Sequence[Source], titles: Mapping[str, str], carried: str) -> None:
    """A drawer with tabs, and the link. `titles` of the desk's panels, for teachers; `carried`: what the link holds."""
    with st.expander(_("Explain"), icon=":material/menu_book:", key="explain-open", on_change="rerun") as drawer:
        if drawer.open:
            _explain(desk, sources, titles)
    st.subheader(_("Share and keep"))
    copy_link()
    missing = desk.left_out()
    st.caption(problem(missing) if missing else _(carried))


def _explain(desk: Desk, found: Sequence[Source], titles: Mapping[str, str]) -> None:
    names = [_("In words"), _("The source that runs"), _("For teachers")]
    words, sources, teach = st.tabs(names, key="explain-tab", on_change="rerun")
    if words.open:
        with words.container(width=760):
            st.markdown(text(desk.name))
    if sources.open:
        with sources:
            show_sources(found)
    if teach.open:
        with teach:
            _teach(desk, titles)


def _teach(desk: Desk, titles: Mapping[str, str]) -> None:
    panels = {f"panel.{name}": _(titles.get(name, CHALLENGES)) for name in desk.panels}
    seen = {key: _(knob.title) for key, knob in desk.knobs().items()} | panels
    make_lesson({"data": _("Data"), "panel": _("Panels")}, seen, desk.link)
    if (missing := desk.left_out()) is not None:
        st.caption(problem(missing))
