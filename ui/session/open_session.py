"""Open the training session of a page in this browser tab, and keep the page's address up to date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from ui.session.address import lesson as lessons
from ui.session.address import link as links
from ui.session.address.arrival import take_arrival
from ui.session.browser_tabs import current_tab
from ui.session.engine import engine
from ui.session.persistence import bring_earlier
from ui.session.training_session import TrainingSession

Family = TypeVar("Family", bound=Experiment)


def open_session(family: type[Family], page_defaults: Mapping[str, str] | None = None) -> TrainingSession[Family]:
    """Return this tab's session for the family, set up as the address says when a user opens it.

    An address with settings means these settings, and the family's defaults for all others; so does the link of a
    lesson. An address without settings means the defaults, or `page_defaults`, whatever the session had before. Errors
    become `problems`.
    """
    sessions, name = current_tab().sessions, family.model_fields["family"].default
    settings = {key: value for key, value in st.query_params.items() if key not in links.FRAME_KEYS}
    is_plain = not settings and not any(key in st.query_params for key in lessons.KEYS)
    is_arrival, is_new = take_arrival(), name not in sessions
    if is_new or (is_arrival and (not settings or settings != address(sessions[name]))):
        runs = lambda: [] if is_new else [run.experiment.strings() for run in sessions[name].runs]  # noqa: E731
        strings = links.from_link(settings, family.settings_by_key(), current_tab().token, runs)
        experiment, problems = family.salvage(page_defaults or {} if is_plain else strings)
        if is_new:
            sessions[name] = TrainingSession(engine(), experiment)
            bring_earlier(sessions[name].run_list, sessions[name].engine)
        elif experiment != sessions[name].experiment:
            sessions[name].open(experiment, is_plain)
        sessions[name].problems = links.first_problems(problems)
    session: TrainingSession[Family] = sessions[name]
    current_tab().on_screen = session
    session.link.page_defaults = page_defaults or {}
    if is_new or is_arrival:
        unknown = session.link.read_lesson(session.experiment.settings_by_key())
        session.problems = [*session.problems, *unknown]
    write_link(session)
    return session


def session_of(family: type[Experiment]) -> TrainingSession:
    """Return this tab's session for the family, with the family's defaults if its page was never open."""
    sessions, name = current_tab().sessions, family.model_fields["family"].default
    if name not in sessions:
        sessions[name] = TrainingSession(engine(), family())  # type: ignore[call-arg]
    session: TrainingSession = sessions[name]
    return session


def begin_first_run(family: type[Experiment]) -> None:
    """Train this tab's net of the family, from another page."""
    session = session_of(family)
    if session.run.over:
        session.reset()
    session.run.play()


def address(session: TrainingSession) -> dict[str, str]:
    """Return the settings as an address carries them, without the user's own data and what is too long for a link.

    It is empty only if an address without settings means them.
    """
    strings = session.experiment.strings() or {
        key: str(session.experiment.value(key))
        for key, value in session.link.page_defaults.items()
        if str(session.experiment.value(key)) != value
    }
    return links.in_link(
        strings, session.experiment.settings_by_key(), dict(st.query_params.items()), current_tab().token
    )


def write_link(session: TrainingSession) -> None:
    """Write the experiment and the lesson into the address."""
    session.link.settings = address(session)
    session.link.write()


def left_out(session: TrainingSession) -> Problem | None:
    """Return a problem if the link lacks some of the settings, else None."""
    return links.left_out(session.experiment.strings(), session.link.settings)
