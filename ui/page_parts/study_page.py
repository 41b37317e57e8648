"""Draw a whole page that trains nothing: title, settings, its own parts, explanation and link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from nets.experiment.source_excerpts import Source
from ui.page_parts.panel_switch import Panels
from ui.page_parts.study_footer import draw_footer, draw_lesson_title
from ui.session.study_session import StudySession, open_study
from ui.text.i18n import _

Study = TypeVar("Study", bound=StudySession[Any])


def study_page(
    session_class: type[Study],
    *,
    title: str,
    caption: str,
    settings_form: Callable[[Study], None],
    parts: Sequence[Callable[[Study], None]],
    panels: Panels,
    more_titles: Mapping[str, str] | None = None,
    sources: Sequence[Source],
    link_contents: str,
) -> None:
    """Draw a page that trains nothing. All texts are English, marked for translation.

    Args:
        session_class: State of the page.
        title: Title of the page.
        caption: What the page is about, in two sentences.
        settings_form: Draws the settings in the sidebar; a fragment.
        parts: Draw the parts of the page from top to bottom; fragments.
        panels: The panels, which a lesson can hide.
        more_titles: Titles of other parts that a lesson can hide.
        sources: Parts of our source that the page shows.
        link_contents: What the link carries.
    """
    study = open_study(session_class)
    draw_lesson_title(study)
    st.title(_(title))
    st.caption(_(caption))
    with st.sidebar:
        settings_form(study)
    for draw_part in parts:
        draw_part(study)
    panel_titles = {name: panel_title for name, (panel_title, _draw) in panels.items()}
    draw_footer(study, sources, panel_titles | dict(more_titles or {}), link_contents)
