"""Draw the title and the footer of a page that trains nothing: lesson, explanation, source, lesson links, link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from nets.experiment.source_excerpts import Source
from ui.fragments.error_boundary import fragment
from ui.page_parts.explain import show_sources
from ui.page_parts.lesson_builder import make_lesson, title_of
from ui.page_parts.share import copy_link
from ui.session.address.lesson import Lesson
from ui.session.study_session import StudySession, write_link
from ui.text.i18n import N_, _, problem, text

CHALLENGES = N_("Challenges")  # what a study has besides the panels with titles


def lesson_title(study: StudySession) -> None:
    """Draw the title of the lesson, if any, and the way back to settings that an address has replaced."""
    title_of(study.lesson, lambda: _on_click_end(study))
    if study.earlier is not None and study.earlier != study.settings:
        words, icon = _("Back to the settings before"), ":material/undo:"
        st.button(words, key=f"{study.name}/earlier", icon=icon, type="tertiary", on_click=study.go_back)


def _on_click_end(study: StudySession) -> None:
    study.lesson = Lesson()
    write_link(study)


@fragment("study-footer")
def foot(study: StudySession, sources: Sequence[Source], titles: Mapping[str, str], carried: str) -> None:
    """Draw a drawer with tabs, and the link. `titles`: the panels', for teachers; `carried`: what the link holds."""
    with st.expander(_("Explain"), icon=":material/menu_book:", key="explain-open", on_change="rerun") as drawer:
        if drawer.open:
            _explain(study, sources, titles)
    st.subheader(_("Share and keep"))
    copy_link()
    missing = study.left_out()
    st.caption(problem(missing) if missing else _(carried))


def _explain(study: StudySession, found: Sequence[Source], titles: Mapping[str, str]) -> None:
    names = [_("In words"), _("The source that runs"), _("For teachers")]
    words, sources, teach = st.tabs(names, key="explain-tab", on_change="rerun")
    if words.open:
        with words.container(width=760):
            st.markdown(text(study.name))
    if sources.open:
        with sources:
            show_sources(found)
    if teach.open:
        with teach:
            _teach(study, titles)


def _teach(study: StudySession, titles: Mapping[str, str]) -> None:
    panels = {f"panel.{name}": _(titles.get(name, CHALLENGES)) for name in study.panels}
    controls = {key: _(setting.title) for key, setting in study.settings_by_key().items()} | panels
    make_lesson({"data": _("Data"), "panel": _("Panels")}, controls, study.link)
    if (missing := study.left_out()) is not None:
        st.caption(problem(missing))
