"""Draw the top and the foot of a page that trains nothing: lesson title; explanation, source, lesson links, link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from nets.experiment.source_excerpts import Source
from ui.fragments.error_boundary import fragment
from ui.page_parts.explain import show_sources
from ui.page_parts.lesson_builder import draw_title, make_lesson
from ui.page_parts.share import copy_link
from ui.session.study_session import StudySession
from ui.text.i18n import N_, _, problem, text

CHALLENGES = N_("Challenges")  # the part that a lesson can hide besides the titled panels


def draw_lesson_title(study: StudySession[Any]) -> None:
    """Draw the title of the lesson, if any, and a button back to the settings that a link has replaced."""
    draw_title(study.link)
    if study.link.replaced not in (None, study.settings):
        label, icon = _("Back to the settings before"), ":material/undo:"
        key = f"{study.name}/earlier"
        st.button(label, key=key, icon=icon, type="tertiary", on_click=study.restore_previous)


@fragment("study-footer")
def draw_footer(
    study: StudySession[Any], sources: Sequence[Source], panel_titles: Mapping[str, str], link_contents: str
) -> None:
    """Draw a drawer with tabs, and the link.

    Args:
        study: State of the page.
        sources: Parts of our source to show.
        panel_titles: Titles of the panels by name, for the builder of lessons.
        link_contents: What the link carries, in English.
    """
    with st.expander(_("Explain"), icon=":material/menu_book:", key="explain-open", on_change="rerun") as drawer:
        if drawer.open:
            _explanation(study, sources, panel_titles)
    st.subheader(_("Share and keep"))
    copy_link()
    missing = study.missing_from_link()
    st.caption(problem(missing) if missing else _(link_contents))


def _explanation(study: StudySession[Any], sources: Sequence[Source], panel_titles: Mapping[str, str]) -> None:
    names = [_("In words"), _("The source that runs"), _("For teachers")]
    text_tab, source_tab, teacher_tab = st.tabs(names, key="explain-tab", on_change="rerun")
    if text_tab.open:
        with text_tab.container(width=760):
            st.markdown(text(study.name))
    if source_tab.open:
        with source_tab:
            show_sources(sources)
    if teacher_tab.open:
        with teacher_tab:
            _lesson_builder(study, panel_titles)


def _lesson_builder(study: StudySession[Any], panel_titles: Mapping[str, str]) -> None:
    panels = {f"panel.{name}": _(panel_titles.get(name, CHALLENGES)) for name in study.panel_names}
    hideable = {key: _(setting.title) for key, setting in study.settings_by_key().items()} | panels
    make_lesson({"data": _("Data"), "panel": _("Panels")}, hideable, study.link.settings)
    if (missing := study.missing_from_link()) is not None:
        st.caption(problem(missing))
