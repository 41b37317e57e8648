"""Draw what can be done about the current run: try a fix in a second run, or return to the previous run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import streamlit as st

from nets.diagnosis.diagnosis import Finding
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.open_session import write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, plain
from ui.text.option_labels import setting_labels

LINGER_SECONDS = 6.0  # that an offer stays after its reason has ended, so that it can still be clicked
HASH, HASH_SHOWN = "sha256:", 6  # beginning of the name of a kept file, and how many of its characters are shown
MAX_SHOWN = 24  # characters of a long value


def format_value(value: Any, label: Callable[[str], str] = str) -> str:
    """Format the value of a setting on one line; long ones are cut. `label` formats an option."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        text = ", ".join(format_value(each, label) for each in value) or "–"
    else:
        text = f"{value:g}" if isinstance(value, float) else label(str(value)) or "–"
    if text.startswith(HASH):
        return "#" + text.removeprefix(HASH)[:HASH_SHOWN]
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def format_setting(experiment: Experiment, key: str, value: Any) -> str:
    """Format the value of a setting: one option if all layers have the same."""
    setting = experiment.settings_by_key()[key]
    same = isinstance(value, tuple) and len(set(value)) == 1 and setting.kind == "choices"
    label = setting_labels(setting) if setting.options else str
    return format_value(value[0] if same else value, label)


def describe_changes(experiment: Experiment, changes: Mapping[str, Any]) -> str:
    """Format changes of settings, such as "Learning rate 0.03, Dropout 0.3"."""
    settings = experiment.settings_by_key()
    return ", ".join(
        f"{_(settings[key].title)} {format_setting(experiment, key, value)}" for key, value in changes.items()
    )


def offered_fix(session: TrainingSession) -> Finding | None:
    """Return the finding whose fix is offered now; it stays for a while, so that its button can be clicked."""
    run, now = session.run, monotonic()
    if run.ready and not run.problem:
        finding = session.health()
        if finding.fix:
            session.redraws.fix_offer = (run.id, now, finding)
    if (
        session.redraws.fix_offer
        and session.redraws.fix_offer[0] == run.id
        and now - session.redraws.fix_offer[1] < LINGER_SECONDS
    ):
        return session.redraws.fix_offer[2]
    return None


def transport_state(session: TrainingSession) -> object:
    """Return the state that transport, fixes, unit and list of runs show: when it changes, they are redrawn."""
    offered, run = offered_fix(session), session.run
    return (
        run.id,
        run.state,
        run.index > 0,
        run.shown.step is None,
        offered and (offered.kind, tuple(offered.fix.items())),
    )


@fragment("fix")
def fix_panel(session: TrainingSession) -> None:
    """Draw the buttons that try a fix beside the current run and that return to the previous run, if possible."""
    session.redraws.drawn_state["fix"] = transport_state(session)
    offered, before = offered_fix(session), session.run_list.previous
    back = session.link.replaced is not None or (
        before is not None and before is not session.run and before in session.runs
    )
    if offered or back:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if offered:
                _draw_try(session, offered)
            if back:
                _draw_back(session)
                if session.link.plain_run_id == session.run.id:
                    st.caption(_("This address holds no settings, so the page has opened with the defaults."))
    origin = session.run_list.find(session.run_list.mark(session.run).origin)
    changes = origin.experiment.changes_to(session.experiment) if origin else {}
    if origin and changes:
        first, now = session.run_list.title(origin), session.run_list.title(session.run)
        words = _("{now} is {first} with: {changes}. The curves show both.")
        changed = plain(describe_changes(session.experiment, changes))
        st.caption(words.format(now=plain(now), first=plain(first), changes=changed))


def _draw_try(session: TrainingSession, offered: Finding) -> None:
    st.button(
        _("Try beside it: {changes}", changes=plain(describe_changes(session.experiment, offered.fix))),
        key="fix-try",
        icon=":material/healing:",
        type="primary",
        on_click=lambda: _on_click_try(session, offered.fix),
        help=_("Starts a second run with this change. The first is kept, and the curves show both."),
    )


def _draw_back(session: TrainingSession) -> None:
    st.button(
        _("Back to the settings before") if session.link.replaced else _("Back to the run before"),
        key="fix-back",
        icon=":material/undo:",
        on_click=lambda: on_click_back(session),
        help=None
        if session.link.replaced
        else _("The run before goes on from where it ended, with the settings it had. This one is kept as well."),
    )


def _on_click_try(session: TrainingSession, changes: Mapping[str, Any]) -> None:
    try:
        session.begin_comparison(changes)
    except Problem as found:
        session.problems = [found]
    write_link(session)
    redraw(*RUN_FRAGMENTS)


def on_click_back(session: TrainingSession) -> None:
    """Let the run before be the current one again, or what was set up before, its settings and link with it."""
    if session.link.replaced is not None:
        session.begin(session.link.replaced)
    elif session.run_list.previous is not None:
        session.return_to(session.run_list.previous)
    write_link(session)
    redraw(*RUN_FRAGMENTS)
