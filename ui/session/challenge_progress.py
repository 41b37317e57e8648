"""How far a user has come with the challenges of a page, judged while the runs go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

import streamlit as st

from nets.experiment.family import family_of
from nets.training.challenge import Challenge, Verdict
from ui.session.training_session import TrainingSession

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


def judge(session: TrainingSession) -> Standing:
    """How far the challenges have come. Cheap while no run has gone on since the last time."""
    standing = session.standing = session.standing or Standing()
    standing.checked = monotonic()
    runs = [run for run in (*session.companions.runs.values(), *session.runs) if run.index or run.edits]
    seen = id(session.run.look), *map(id, session.tried)
    stamp = (*((run.id, run.index, len(run.edits), run.state, run.experiment) for run in runs), seen)
    if stamp != standing.judged or not standing.verdicts:
        standing.judged = stamp
        for challenge in family_of(session.experiment).challenges:
            standing.verdicts[challenge.name] = judged(standing, challenge, [*session.tried, *runs])
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


def changed(session: TrainingSession) -> bool:
    """Whether the panel, if it is on the page, has something new to show; judged once a second at most."""
    standing = session.standing
    if standing is None or monotonic() - standing.checked < CHECK_SECONDS:
        return False
    before = _told(standing)
    return _told(judge(session)) != before


def _told(standing: Standing) -> list[Any]:
    """What the panel shows at the moment: closed, no more than what was reached."""
    if not st.session_state.get(standing.key, standing.opened):
        return sorted(standing.reached)
    return [(name, verdict.share, str(verdict.words)) for name, verdict in standing.verdicts.items()]
