"""Explain a page: text, formulas with the current numbers, the source that runs, and lesson links."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nets.experiment.family import family_of
from nets.experiment.formulas import Formula, fit_formulas
from nets.experiment.source_excerpts import Source, excerpt, whole
from ui.fragments.error_boundary import fragment
from ui.page_parts.lesson_builder import lesson_maker
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem, text


@fragment("explain")
def explain_panel(session: TrainingSession) -> None:
    """Draw a drawer with tabs. Only what is open is drawn, so that a closed drawer costs nothing."""
    session.redraws.with_settings.add("explain")
    with st.expander(_("Explain"), icon=":material/menu_book:", key="explain-open", on_change="rerun") as drawer:
        if not drawer.open:
            return
        names = [_("In words"), _("Formulas"), _("The source that runs"), _("For teachers")]
        tabs = st.tabs(names, key="explain-tab", on_change="rerun")
        for tab, draw in zip(tabs, (words, formulas, sources, lesson_maker), strict=True):
            if tab.open:
                with tab:
                    draw(session)


def words(session: TrainingSession) -> None:
    """Draw the text of the page's family."""
    with st.container(width=760):
        st.markdown(text(session.experiment.family))


def formulas(session: TrainingSession) -> None:
    """Draw the formulas of net and training, with the numbers of the current experiment."""
    experiment = session.experiment
    items = [*family_of(experiment).formulas(experiment), *fit_formulas(experiment.fit, session.run.index)]
    half = (len(items) + 1) // 2
    for column, part in zip(st.columns(2, gap="large"), (items[:half], items[half:]), strict=True):
        with column:
            for formula in part:
                _formula(formula)


def _formula(formula: Formula) -> None:
    st.markdown(f"**{_(formula.title)}**")
    lines = r" \\[4pt] ".join(f"& {line}" for line in formula.latex)
    st.latex(rf"\begin{{aligned}} {lines} \end{{aligned}}")
    if formula.words is not None:
        st.caption(problem(formula.words))


def sources(session: TrainingSession) -> None:
    """Draw the parts of our files that this experiment runs."""
    show_sources(family_of(session.experiment).sources(session.experiment))


def show_sources(items: Sequence[Source]) -> None:
    """Draw parts of our files, in order, and the whole files."""
    st.caption(_("This is not an illustration: these are the lines that the training executes, read from their files."))
    for source in items:
        _source(source)
    for path in dict.fromkeys(source.path for source in items):
        with st.popover(path, icon=":material/code:"):
            st.code(whole(path), line_numbers=True, height=500)


def _source(source: Source) -> None:
    part = excerpt(source)
    st.markdown(f"**{_(source.title)}** · `{source.path}` · " + _("line {number}", number=part.line))
    st.code(part.text, language="python")
