"""Test the state of the pages that train nothing, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from nets.engine.engine import Engine
from ui.panels.backpropagation.state import BackpropagationSession
from ui.panels.classical.state import ClassicalSession
from ui.panels.decoding.state import DecodingSession
from ui.panels.optimizers.state import OptimizersSession
from ui.panels.tokens.state import TokensSession
from ui.session.challenge_progress import MAX_ATTEMPTS, ChallengeProgress
from ui.session.study_session import StudySession

MAX_ATTRIBUTES = 12
SESSIONS = (BackpropagationSession, ClassicalSession, DecodingSession, OptimizersSession, TokensSession)


@pytest.mark.parametrize("session_class", SESSIONS)
def test_study_session_has_few_attributes(session_class: type[StudySession[Any]], engine: Engine) -> None:
    study = session_class(engine, session_class.settings_class())
    assert len(vars(study)) <= MAX_ATTRIBUTES


def test_every_study_session_is_listed() -> None:
    assert set(StudySession.__subclasses__()) == set(SESSIONS)


def test_attempt_is_recorded_once() -> None:
    progress = ChallengeProgress()
    for attempt in ("a", "b", "a"):
        progress.record(attempt)
    assert progress.attempts == ["a", "b"]


def test_attempt_replaces_an_earlier_one_and_moves_to_the_end() -> None:
    progress = ChallengeProgress(attempts=["a", "b"])
    progress.record("A", is_replaced=lambda each: each == "a")
    assert progress.attempts == ["b", "A"]


def test_oldest_attempts_are_dropped() -> None:
    progress = ChallengeProgress()
    for number in range(MAX_ATTEMPTS + 1):
        progress.record(number)
    assert progress.attempts == list(range(1, MAX_ATTEMPTS + 1))
