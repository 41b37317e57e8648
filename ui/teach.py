"""For teachers: the title of a lesson above the page, and the maker of lesson links."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from nets.training.problem import Problem
from ui import lesson as lessons
from ui.bench import Bench, left_out, write_link
from ui.lesson import MOST_TITLE, Lesson
from ui.words import N_, _, problem

SECTIONS = {"data": N_("Data"), "net": N_("Net"), "fit": N_("Training")}
NEVER_SHOWN = {"fit.report", "data.csv", "data.target", "data.points"}  # on pages by editors of their own, if at all


def lesson_title(bench: Bench) -> None:
    """The title of the lesson, as plain text, and the way out of it."""
    lesson = bench.lesson
    if not lesson:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lesson"):
        title = Problem(N_("Lesson: {title}"), title=lesson.title) if lesson.title else Problem(N_("Lesson"))
        st.markdown(f":material/school: {problem(title)}")
        if lesson.hide or lesson.only:
            st.button(
                _("Show all controls"), key="lesson-end", type="tertiary", on_click=lambda: _end(bench)
            )  # whoever can edit a link can do so anyway


def _end(bench: Bench) -> None:
    bench.lesson = Lesson()
    write_link(bench)


def lesson_maker(bench: Bench) -> None:
    """Choose what pupils see, and get the link that shows them the page as it stands."""
    st.markdown(
        _(
            "A lesson link opens this page as it is set up now, shows your title above it, and hides the controls that "
            "pupils do not need. It holds everything itself: nothing is stored on the server."
        )
    )
    title = st.text_input(_("Title of the lesson"), max_chars=MOST_TITLE, key="lesson-maker-title")
    st.caption(_("Controls that pupils see"))
    knobs = [
        key
        for key, knob in bench.experiment.knobs().items()
        if key not in NEVER_SHOWN and knob.matters(bench.experiment)
    ]
    seen: list[str] = []
    for section, name in SECTIONS.items():
        seen += _seen(bench, section, _(name), [key for key in knobs if key.startswith(section + ".")])
    st.code(lesson_link(bench, lessons.showing(seen, knobs, title)), language=None, wrap_lines=True)
    if (missing := left_out(bench)) is not None:
        st.caption(problem(missing))


def _seen(bench: Bench, section: str, name: str, keys: list[str]) -> list[str]:
    """The knobs of one section that were chosen; all at first."""
    titles = bench.experiment.knobs()
    return st.pills(
        name,
        keys,
        default=keys,
        format_func=lambda key: _(titles[key].title),
        selection_mode="multi",
        key=f"lesson-maker-{section}-{hash(tuple(keys)):x}",
    )


def lesson_link(bench: Bench, lesson: Lesson) -> str:
    """The whole address: experiment, lesson and, where the link at hand has one, language."""
    lang = st.query_params.get("lang")
    parts = lesson.strings() | bench.link | ({"lang": lang} if lang else {})
    address = (st.context.url or "").partition("?")[0]
    return f"{address}?{urlencode(parts, safe=',')}" if parts else address
