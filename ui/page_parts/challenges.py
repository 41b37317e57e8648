"""Challenges: what there is to achieve on a page, judged while the runs go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nets.experiment.family import family_of
from nets.experiment.user_error import Problem
from nets.training.challenge import Challenge
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.challenge_progress import Standing, judge
from ui.session.training_session import TrainingSession, write_link
from ui.text.i18n import N_, _, problem
from ui.widgets.new_net import announce


@fragment("challenges")
def challenges_panel(session: TrainingSession) -> None:
    """The challenges of the page's family."""
    found = family_of(session.experiment).challenges
    if found:
        words = _(
            "Sets data, net and training as this challenge begins, whatever they are now. "
            "Your current run stays in the list of runs."
        )
        cards(found, judge(session), lambda challenge: _start(session, challenge), words)


def cards(found: Sequence[Challenge], standing: Standing, start: Callable[[Challenge], None], words: str) -> None:
    """The challenges as cards; one that was just met is celebrated. `words` say what `start` does."""
    _celebrate(standing, found)
    title = _("Challenges: {reached} of {all} met", reached=len(standing.reached), all=len(found))
    standing.opened = bool(st.session_state.get(standing.key, standing.opened))
    # An expander whose title changes is a new one, and would be closed.
    st.session_state[standing.key] = standing.opened
    with st.expander(title, icon=":material/emoji_events:", key=standing.key, on_change="rerun") as panel:
        if panel.open:
            for column, challenge in zip(st.columns(len(found)), found, strict=True):
                with column.container(border=True, height="stretch"):
                    _card(standing, challenge, start, words)


def _celebrate(standing: Standing, found: Sequence[Challenge]) -> None:
    """Once for each challenge, discreetly; a little more for the last."""
    for challenge in found:
        if challenge.name in standing.reached and challenge.name not in standing.celebrated:
            standing.celebrated.add(challenge.name)
            why = problem(standing.reached[challenge.name].words)
            met = _("Challenge met: {title}", title=_(challenge.title))
            st.toast(f"{met}  \n{why}", icon=":material/emoji_events:")
            if len(standing.celebrated) == len(found):
                st.balloons()


def _card(standing: Standing, challenge: Challenge, start: Callable[[Challenge], None], words: str) -> None:
    """One challenge: the task, how far it has come, and hints for who asks."""
    verdict = standing.verdicts[challenge.name]
    st.markdown(f"**{_(challenge.title)}**" + (" :green[:material/check_circle:]" if verdict.reached else ""))
    st.markdown(_(challenge.task))
    st.progress(verdict.share, problem(verdict.words))
    hints = standing.hints.get(challenge.name, 0)
    for hint in challenge.hints[:hints]:
        st.caption(f":material/lightbulb: {_(hint)}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Set it up"),
            key=f"challenge-start-{challenge.name}",
            icon=":material/tune:",
            on_click=lambda: start(challenge),
            help=words,
        )
        if hints < len(challenge.hints):
            st.button(
                _(HINTS[min(hints, 1)]),
                key=f"challenge-hint-{challenge.name}",
                type="tertiary",
                icon=":material/lightbulb:",
                on_click=lambda: standing.hints.update({challenge.name: hints + 1}),
            )


HINTS = (N_("Hint"), N_("Another hint"))


def _start(session: TrainingSession, challenge: Challenge) -> None:
    """Begin a new run as the challenge asks; what a lesson hides stays as the teacher has set it."""
    hidden = {key: session.experiment.value(key) for key in session.experiment.knobs() if session.lesson.hides(key)}
    try:
        experiment = challenge.set_up(type(session.experiment).from_strings(session.usual), hidden)
    except Problem as why:
        session.problems = [why]
    else:
        session.problems = []
        session.begin(experiment)
        session.inspector = challenge.panel or session.inspector
        write_link(session)
        announce(session)
    redraw(*RUN_FRAGMENTS, *sorted(session.beside | session.inside), "choices", "neuron", "challenges")
