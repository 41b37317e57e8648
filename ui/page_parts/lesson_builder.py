"""Draw what teachers need: the title of a lesson above the page, and the builder of lesson links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from nets.experiment.user_error import Problem
from ui.session.address import lesson as lessons
from ui.session.address.lesson import MAX_TITLE, Lesson
from ui.session.address.link_state import LinkState
from ui.session.open_session import left_out
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem

SECTIONS = {"data": N_("Data"), "net": N_("Net"), "fit": N_("Training")}
NEVER_SHOWN = {"fit.report", "data.csv", "data.target", "data.points"}  # on pages by editors of their own, if at all


def lesson_title(session: TrainingSession) -> None:
    """Draw the title of the lesson of a training page."""
    draw_title(session.link)


def draw_title(link: LinkState[Any]) -> None:
    """Draw the title of the lesson, as plain text, and a button that ends the lesson; nothing if there is none."""
    lesson = link.lesson
    if not lesson:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lesson"):
        title = Problem(N_("Lesson: {title}"), title=lesson.title) if lesson.title else Problem(N_("Lesson"))
        st.markdown(f":material/school: {problem(title)}")
        if lesson.hide or lesson.only:
            st.button(
                _("Show all controls"), key="lesson-end", type="tertiary", on_click=lambda: _on_click_end(link)
            )  # whoever can edit a link can do so anyway


def _on_click_end(link: LinkState[Any]) -> None:
    link.lesson = Lesson()
    link.write()


def lesson_maker(session: TrainingSession) -> None:
    """Draw a choice of the settings that pupils see, and the link of the lesson."""
    titles = session.experiment.settings_by_key()
    settings_by_key = {
        key: _(setting.title)
        for key, setting in titles.items()
        if key not in NEVER_SHOWN and setting.matters(session.experiment)
    }
    make_lesson({section: _(name) for section, name in SECTIONS.items()}, settings_by_key, session.link.settings)
    if (missing := left_out(session)) is not None:
        st.caption(problem(missing))


def make_lesson(sections: Mapping[str, str], settings_by_key: Mapping[str, str], link: Mapping[str, str]) -> None:
    """Draw a choice of the settings that pupils see, and the link that shows them the page as it is now."""
    st.markdown(
        _(
            "A lesson link opens this page as it is set up now, shows your title above it, and hides the controls that "
            "pupils do not need. It holds everything itself: nothing is stored on the server."
        )
    )
    title = st.text_input(_("Title of the lesson"), max_chars=MAX_TITLE, key="lesson-maker-title")
    st.caption(_("Controls that pupils see"))
    visible: list[str] = []
    for section, name in sections.items():
        visible += _shown_settings(
            section, name, {key: title for key, title in settings_by_key.items() if key.startswith(section + ".")}
        )
    st.code(
        lesson_link(link, lessons.lesson_showing(visible, list(settings_by_key), title)), language=None, wrap_lines=True
    )


def _shown_settings(section: str, name: str, titles: Mapping[str, str]) -> list[str]:
    """Draw a choice of the settings of one section, and return the selected ones; all at first."""
    keys = list(titles)
    return st.pills(
        name,
        keys,
        default=keys,
        format_func=lambda key: titles[key],
        selection_mode="multi",
        key=f"lesson-maker-{section}-{hash(tuple(keys)):x}",
    )


def lesson_link(link: Mapping[str, str], lesson: Lesson) -> str:
    """Return the whole address: settings, lesson and, if the current address has one, language."""
    lang = st.query_params.get("lang")
    parts = lesson.strings() | dict(link) | ({"lang": lang} if lang else {})
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{urlencode(parts, safe=',')}" if parts else address
