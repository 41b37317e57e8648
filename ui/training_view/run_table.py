"""The runs of this session: ranked and compared, named, pinned, shown in the curves, brought back, deleted."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.engine.run import Run
from nets.experiment.user_error import Problem
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw, take_notice
from ui.session import persistence as store
from ui.session.open_session import write_link
from ui.session.run_list import MOST_BESIDE, MOST_NAME, MOST_RUNS
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, plain, problem
from ui.training_view.score_board import score_board
from ui.widgets.selectbox import selectbox


@fragment("runs")
def runs_panel(session: TrainingSession) -> None:
    """The list of runs, with what can be done with each."""
    kept = session.run_list
    session.redraws.drawn_state["runs"] = run_table_state(session)
    st.subheader(_("Runs"))
    _deleted(session)
    _complaints(session)
    if kept.runs == [session.run] and session.run.index == 0:
        st.caption(_("Train something first. Every run is kept here, to be compared with the next."))
        return
    score_board(kept)
    if refused := take_notice("runs-refused"):
        st.warning(problem(refused), icon=":material/block:")
    if len(kept.runs) > 1:
        _choose_beside(session)
    run = _chosen(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _actions(session, run)
    words = _("The newest {most} runs of this visit are kept, and every pinned one. Older runs are dropped.")
    st.caption(words.format(most=MOST_RUNS))


def run_table_state(session: TrainingSession) -> object:
    """What the list is drawn for: when it changes, the list is drawn anew, whatever has changed it."""
    return session.run.id, session.run.state, session.run.index > 0


def _complaints(session: TrainingSession) -> None:
    """Show what the store could not read or write, with a button that dismisses it."""
    if session.run_list.is_stored and (found := store.complaints()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("  \n".join(map(problem, found)), icon=":material/save:")
            st.button(_("Dismiss"), key="store/dismiss", on_click=store.dismiss)


def _deleted(session: TrainingSession) -> None:
    """Tell of the run that was deleted last, and offer it back."""
    if session.run_list.deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        run = session.run_list.deleted[1]
        st.markdown(_("{name} was deleted.").format(name=plain(session.run_list.title(run))), width="content")
        _button(_("Undo"), "undo", "undo", lambda: _undo(session, run))


def _choose_beside(session: TrainingSession) -> None:
    """Which runs the curves show beside the one at hand."""
    kept = session.run_list
    others = {run.id: plain(kept.title(run)) for run in reversed(kept.runs[:-1])}
    key = "runs-beside"
    st.session_state[key] = [run.id for run in reversed(kept.beside())]
    st.pills(
        _("In the curves, beside the run at hand (at most {most})", most=MOST_BESIDE),
        list(others),
        format_func=lambda id: others.get(id, id),
        selection_mode="multi",
        key=key,
        on_change=lambda: _do(lambda: kept.show_beside(list(st.session_state[key]))),
    )


def _chosen(session: TrainingSession) -> Run:
    """The run that the buttons are about: the one that a person chose, else the one at hand."""
    ids, key = [run.id for run in reversed(session.runs)], "runs-chosen"
    at_hand, wish = st.session_state.get("runs-wished", ("", ""))
    st.session_state[key] = wish if at_hand == session.run.id and wish in ids else ids[0]
    titles = {run.id: session.run_list.title(run) for run in session.runs}
    if len(ids) > 1:
        selectbox(
            _("What to do with"),
            ids,
            format_func=lambda id: titles.get(id, id),
            key=key,
            width=300,
            on_change=lambda: _choose(session, st.session_state[key]),
        )
    return session.run_list.find(st.session_state[key]) or session.run


def _actions(session: TrainingSession, run: Run) -> None:
    """Rename, pin, go back to, delete."""
    kept, at_hand = session.run_list, run is session.run
    mark, key = kept.mark(run), f"runs-name/{run.id}"
    st.session_state[key] = kept.title(run)
    st.text_input(
        _("Name"),
        key=key,
        max_chars=MOST_NAME,
        width=220,
        on_change=lambda: _do(lambda: kept.rename(run, st.session_state[key])),
    )
    if mark.pinned:
        _button(_("Unpin"), "pin", "keep_off", lambda: kept.pin(run, False))
    else:
        _button(_("Pin"), "pin", "keep", lambda: kept.pin(run, True), help=_("A pinned run is never dropped."))
    back_help = _("It goes on from where it ended, with the settings it had.")
    _button(_("Go back to it"), "back", "history", lambda: _go_back(session, run), off=at_hand, help=back_help)
    _button(_("Delete"), "delete", "delete", lambda: kept.delete(run), off=at_hand)
    if run.index and not at_hand and run.state == "diverged":
        st.caption(_("This run has diverged: it can be looked at, but not go on."))


def _button(
    label: str, name: str, icon: str, do: Callable[[], None], off: bool = False, help: str | None = None
) -> None:
    shown = f":material/{icon}:"
    st.button(label, key=f"runs-{name}", icon=shown, on_click=lambda: _do(do), disabled=off, help=help)


def _go_back(session: TrainingSession, run: Run) -> None:
    session.return_to(run)
    write_link(session)


def _undo(session: TrainingSession, run: Run) -> None:
    session.run_list.undo()
    st.session_state["runs-wished"] = (session.run.id, run.id)


def _choose(session: TrainingSession, id: str) -> None:
    """The buttons are about this run, as long as no other comes to hand."""
    st.session_state["runs-wished"] = (session.run.id, id)
    redraw("runs")


def _do(do: Callable[[], None]) -> None:
    """Do it, and draw what has changed by it; what does not fit is told in the panel."""
    st.session_state.pop("runs-refused", None)
    try:
        do()
    except Problem as found:
        st.session_state["runs-refused"] = found
    redraw(*RUN_FRAGMENTS)
