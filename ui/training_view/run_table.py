"""Draw the runs of this session: rank, compare, name, pin, show in the curves, resume and delete them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.engine.run import Run
from nets.experiment.user_error import Problem
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw, take_notice
from ui.session import persistence as store
from ui.session.open_session import write_link
from ui.session.run_list import MAX_IN_CURVES, MAX_NAME, MAX_RUNS
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, plain, problem
from ui.training_view.score_board import score_board
from ui.widgets.selectbox import selectbox


@fragment("runs")
def runs_panel(session: TrainingSession) -> None:
    """Draw the list of runs, with what can be done with each."""
    run_list = session.run_list
    session.redraws.drawn_state["runs"] = run_table_state(session)
    st.subheader(_("Runs"))
    _draw_undo(session)
    _draw_complaints(session)
    if run_list.runs == [session.run] and session.run.index == 0:
        st.caption(_("Train something first. Every run is kept here, to be compared with the next."))
        return
    score_board(run_list)
    if refusal := take_notice("runs-refused"):
        st.warning(problem(refusal), icon=":material/block:")
    if len(run_list.runs) > 1:
        _select_curves(session)
    run = _selected_run(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _actions(session, run)
    words = _("The newest {most} runs of this visit are kept, and every pinned one. Older runs are dropped.")
    st.caption(words.format(most=MAX_RUNS))


def run_table_state(session: TrainingSession) -> object:
    """Return the state that the list shows: when it changes, the list is redrawn."""
    return session.run.id, session.run.state, session.run.index > 0


def _draw_complaints(session: TrainingSession) -> None:
    """Show what the store could not read or write, with a button that dismisses it."""
    if session.run_list.is_stored and (complaints := store.complaints()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("  \n".join(map(problem, complaints)), icon=":material/save:")
            st.button(_("Dismiss"), key="store/dismiss", on_click=store.dismiss)


def _draw_undo(session: TrainingSession) -> None:
    """Draw a line about the run that was deleted last, with a button that restores it."""
    if session.run_list.deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        run = session.run_list.deleted[1]
        st.markdown(_("{name} was deleted.").format(name=plain(session.run_list.title(run))), width="content")
        _button(_("Undo"), "undo", "undo", lambda: _on_click_undo(session, run))


def _select_curves(session: TrainingSession) -> None:
    """Draw a choice of the runs that the curves show besides the current one."""
    run_list = session.run_list
    others = {run.id: plain(run_list.title(run)) for run in reversed(run_list.runs[:-1])}
    key = "runs-beside"
    st.session_state[key] = [run.id for run in reversed(run_list.runs_in_curves())]
    st.pills(
        _("In the curves, beside the run at hand (at most {most})", most=MAX_IN_CURVES),
        list(others),
        format_func=lambda id: others.get(id, id),
        selection_mode="multi",
        key=key,
        on_change=lambda: _on_click(lambda: run_list.show_in_curves(list(st.session_state[key]))),
    )


def _selected_run(session: TrainingSession) -> Run:
    """Return the run that the buttons are about: the selected one, else the current one."""
    ids, key = [run.id for run in reversed(session.runs)], "runs-chosen"
    run_id, wish = st.session_state.get("runs-wished", ("", ""))
    st.session_state[key] = wish if run_id == session.run.id and wish in ids else ids[0]
    titles = {run.id: session.run_list.title(run) for run in session.runs}
    if len(ids) > 1:
        selectbox(
            _("What to do with"),
            ids,
            format_func=lambda id: titles.get(id, id),
            key=key,
            width=300,
            on_change=lambda: _on_select(session, st.session_state[key]),
        )
    return session.run_list.find(st.session_state[key]) or session.run


def _actions(session: TrainingSession, run: Run) -> None:
    """Draw the field and buttons that rename, pin, resume and delete a run."""
    run_list, is_current = session.run_list, run is session.run
    mark, key = run_list.mark(run), f"runs-name/{run.id}"
    st.session_state[key] = run_list.title(run)
    st.text_input(
        _("Name"),
        key=key,
        max_chars=MAX_NAME,
        width=220,
        on_change=lambda: _on_click(lambda: run_list.rename(run, st.session_state[key])),
    )
    if mark.pinned:
        _button(_("Unpin"), "pin", "keep_off", lambda: run_list.pin(run, False))
    else:
        _button(_("Pin"), "pin", "keep", lambda: run_list.pin(run, True), help=_("A pinned run is never dropped."))
    back_help = _("It goes on from where it ended, with the settings it had.")
    _button(_("Go back to it"), "back", "history", lambda: _on_click_back(session, run), off=is_current, help=back_help)
    _button(_("Delete"), "delete", "delete", lambda: run_list.delete(run), off=is_current)
    if run.index and not is_current and run.state == "diverged":
        st.caption(_("This run has diverged: it can be looked at, but not go on."))


def _button(
    label: str, name: str, icon: str, do: Callable[[], None], off: bool = False, help: str | None = None
) -> None:
    icon_name = f":material/{icon}:"
    st.button(label, key=f"runs-{name}", icon=icon_name, on_click=lambda: _on_click(do), disabled=off, help=help)


def _on_click_back(session: TrainingSession, run: Run) -> None:
    session.return_to(run)
    write_link(session)


def _on_click_undo(session: TrainingSession, run: Run) -> None:
    session.run_list.undo()
    st.session_state["runs-wished"] = (session.run.id, run.id)


def _on_select(session: TrainingSession, id: str) -> None:
    """Select this run for the buttons, until another run becomes the current one."""
    st.session_state["runs-wished"] = (session.run.id, id)
    redraw("runs")


def _on_click(do: Callable[[], None]) -> None:
    """Call `do` and redraw what it has changed; the panel shows a problem that it raises."""
    st.session_state.pop("runs-refused", None)
    try:
        do()
    except Problem as error:
        st.session_state["runs-refused"] = error
    redraw(*RUN_FRAGMENTS)
