"""Challenges: what there is to achieve on a page, judged while the runs go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

import streamlit as st

from nets.experiment.user_error import Problem
from nets.training.challenge import Challenge, Verdict
from ui.session.training_session import Bench, write_link
from ui.text.i18n import N_, _, problem
from ui.training_view.new_net import announce
from ui.training_view.suggested_fix import REDRAWN
from ui.widgets.error_boundary import fragment
from ui.widgets.rerun import redraw

CHECK_SECONDS = 1.0
NUMBERS = count()  # of boxes


@dataclass
class Standing:
    """How far one visitor has come. What was reached stays reached, whatever the runs do afterwards."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    reached: dict[str, Verdict] = field(default_factory=dict)
    celebrated: set[str] = field(default_factory=set)
    hints: dict[str, int] = field(default_factory=dict)  # how many were asked for
    facts: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # what stays true for a challenge, such as its goal
    judged: tuple[Any, ...] = ()  # the runs that were judged, and how long they were
    checked: float = 0.0
    opened: bool = False  # whether the box was open when it was drawn
    key: str = field(default_factory=lambda: f"challenges-open-{next(NUMBERS)}")  # of the box


def judge(bench: Bench) -> Standing:
    """How far the challenges have come. Cheap while no run has gone on since the last time."""
    standing = bench.standing = bench.standing or Standing()
    standing.checked = monotonic()
    runs = [run for run in (*bench.companions.runs.values(), *bench.runs) if run.index or run.edits]
    seen = id(bench.run.look), *map(id, bench.tried)
    stamp = (*((run.id, run.index, len(run.edits), run.state, run.experiment) for run in runs), seen)
    if stamp != standing.judged or not standing.verdicts:
        standing.judged = stamp
        for challenge in bench.experiment.challenges():
            standing.verdicts[challenge.name] = judged(standing, challenge, [*bench.tried, *runs])
    return standing


def judged(standing: Standing, challenge: Challenge, runs: Sequence[Any]) -> Verdict:
    """How far one challenge has come; what was reached is not judged again."""
    if challenge.name not in standing.reached:
        verdict = challenge.check([*standing.facts.get(challenge.name, ()), *runs])
        standing.facts[challenge.name] = verdict.facts
        if not verdict.reached:
            return verdict
        standing.reached[challenge.name] = verdict
    return standing.reached[challenge.name]


def changed(bench: Bench) -> bool:
    """Whether the panel, if it is on the page, has something new to show; judged once a second at most."""
    standing = bench.standing
    if standing is None or monotonic() - standing.checked < CHECK_SECONDS:
        return False
    before = _told(standing)
    return _told(judge(bench)) != before


def _told(standing: Standing) -> list[Any]:
    """What the panel shows at the moment: closed, no more than what was reached."""
    if not st.session_state.get(standing.key, standing.opened):
        return sorted(standing.reached)
    return [(name, verdict.share, str(verdict.words)) for name, verdict in standing.verdicts.items()]


@fragment("challenges")
def challenges_panel(bench: Bench) -> None:
    """The challenges of the page's family."""
    found = bench.experiment.challenges()
    if found:
        words = _(
            "Sets data, net and training as this challenge begins, whatever they are now. "
            "Your current run stays in the list of runs."
        )
        cards(found, judge(bench), lambda challenge: _start(bench, challenge), words)


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


def _start(bench: Bench, challenge: Challenge) -> None:
    """Begin a new run as the challenge asks; what a lesson hides stays as the teacher has set it."""
    hidden = {key: bench.experiment.value(key) for key in bench.experiment.knobs() if bench.lesson.hides(key)}
    try:
        experiment = challenge.set_up(type(bench.experiment).from_strings(bench.usual), hidden)
    except Problem as why:
        bench.problems = [why]
    else:
        bench.problems = []
        bench.begin(experiment)
        bench.inspector = challenge.panel or bench.inspector
        write_link(bench)
        announce(bench)
    redraw(*REDRAWN, *sorted(bench.beside | bench.inside), "choices", "neuron", "challenges")
