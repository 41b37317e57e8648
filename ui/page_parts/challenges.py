"""Draw the challenges of a page, judged while the runs go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nets.experiment.family import family_of
from nets.experiment.user_error import Problem
from nets.training.challenge import Challenge
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.challenge_progress import ChallengeProgress
from ui.session.open_session import write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem
from ui.widgets.new_net import announce


@fragment("challenges")
def challenges_panel(session: TrainingSession) -> None:
    """Draw the challenges of the page's family."""
    challenges = family_of(session.experiment).challenges
    if challenges:
        words = _(
            "Sets data, net and training as this challenge begins, whatever they are now. "
            "Your current run stays in the list of runs."
        )
        cards(challenges, session.judge_challenges(), lambda challenge: _on_click_set_up(session, challenge), words)


def cards(
    challenges: Sequence[Challenge], progress: ChallengeProgress, start: Callable[[Challenge], None], words: str
) -> None:
    """Draw the challenges as cards, and celebrate one that was just solved. `words` say what `start` does."""
    _celebrate(progress, challenges)
    title = _("Challenges: {reached} of {all} met", reached=len(progress.reached), all=len(challenges))
    progress.opened = bool(st.session_state.get(progress.key, progress.opened))
    # An expander whose title changes is a new one, and would be closed.
    st.session_state[progress.key] = progress.opened
    with st.expander(title, icon=":material/emoji_events:", key=progress.key, on_change="rerun") as panel:
        if panel.open:
            for column, challenge in zip(st.columns(len(challenges)), challenges, strict=True):
                with column.container(border=True, height="stretch"):
                    _card(progress, challenge, start, words)


def _celebrate(progress: ChallengeProgress, challenges: Sequence[Challenge]) -> None:
    """Announce each solved challenge once; a little more for the last."""
    for challenge in challenges:
        if challenge.name in progress.reached and challenge.name not in progress.celebrated:
            progress.celebrated.add(challenge.name)
            why = problem(progress.reached[challenge.name].words)
            met = _("Challenge met: {title}", title=_(challenge.title))
            st.toast(f"{met}  \n{why}", icon=":material/emoji_events:")
            if len(progress.celebrated) == len(challenges):
                st.balloons()


def _card(progress: ChallengeProgress, challenge: Challenge, start: Callable[[Challenge], None], words: str) -> None:
    """Draw one challenge: the task, its progress, and hints on request."""
    verdict = progress.verdicts[challenge.name]
    st.markdown(f"**{_(challenge.title)}**" + (" :green[:material/check_circle:]" if verdict.reached else ""))
    st.markdown(_(challenge.task))
    st.progress(verdict.share, problem(verdict.words))
    hints = progress.hints.get(challenge.name, 0)
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
                on_click=lambda: progress.hints.update({challenge.name: hints + 1}),
            )


HINTS = (N_("Hint"), N_("Another hint"))


def _on_click_set_up(session: TrainingSession, challenge: Challenge) -> None:
    """Begin a new run with the challenge's settings; what a lesson hides stays as the teacher has set it."""
    hidden = {
        key: session.experiment.value(key)
        for key in session.experiment.settings_by_key()
        if session.link.lesson.hides(key)
    }
    try:
        experiment = challenge.set_up(type(session.experiment).from_strings(session.link.page_defaults), hidden)
    except Problem as why:
        session.problems = [why]
    else:
        session.problems = []
        session.begin(experiment)
        session.selection.inspector = challenge.panel or session.selection.inspector
        write_link(session)
        announce(session)
    redraw(
        *RUN_FRAGMENTS,
        *sorted(session.redraws.with_settings | session.redraws.with_inspector),
        "choices",
        "neuron",
        "challenges",
    )
