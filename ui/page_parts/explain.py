"""Explain: what a page is about in words, formulas with the current numbers, the source that runs, and lesson links."""

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
    """A drawer with tabs. What is not open is not drawn, so that a closed drawer costs nothing."""
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
    """The text of the page's family, in columns of a width that can be read."""
    with st.container(width=760):
        st.markdown(text(session.experiment.family))


def formulas(session: TrainingSession) -> None:
    """The formulas of net and training, with the numbers of the experiment as it stands."""
    experiment = session.experiment
    found = [*family_of(experiment).formulas(experiment), *fit_formulas(experiment.fit, session.run.index)]
    half = (len(found) + 1) // 2
    for column, part in zip(st.columns(2, gap="large"), (found[:half], found[half:]), strict=True):
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
    """The parts of our files that this experiment runs."""
    show_sources(family_of(session.experiment).sources(session.experiment))


def show_sources(found: Sequence[Source]) -> None:
    """Parts of our files, in order, and the files as a whole."""
    st.caption(_("This is not an illustration: these are the lines that the training executes, read from their files."))
    for source in found:
        _source(source)
    for path in dict.fromkeys(source.path for source in found):
        with st.popover(path, icon=":material/code:"):
            st.code(whole(path), line_numbers=True, height=500)


def _source(source: Source) -> None:
    part = excerpt(source)
    st.markdown(f"**{_(source.title)}** · `{source.path}` · " + _("line {number}", number=part.line))
    st.code(part.text, language="python")
