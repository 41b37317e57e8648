"""A question to a worker: its answer is only had by who says what it has to be about."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from nets.experiment.user_error import Problem
from ui.session.requests.latest_query import LatestQuery


@pytest.fixture
def asked() -> LatestQuery[str]:
    engine: Any = None  # questions are put by hand here
    return LatestQuery(engine, patience=0)


def ready(answer: str) -> Future[str]:
    found: Future[str] = Future()
    found.set_result(answer)
    return found


def test_an_answer_belongs_to_its_question_alone(asked: LatestQuery[str]) -> None:
    asked.ask_by("one", lambda: ready("first"))
    assert asked.to("one") == "first"
    waiting: Future[str] = Future()
    asked.ask_by("two", lambda: waiting)
    assert asked.moving
    assert asked.to("two") is None, "the answer to the question before is none to this one"
    assert asked.latest(lambda question: question == "one") == "first"
    waiting.set_result("second")
    asked.ask_by("two", lambda: ready("never asked again"))
    assert (asked.to("one"), asked.to("two")) == (None, "second")


def test_failed_question_has_no_answer(asked: LatestQuery[str]) -> None:
    asked.ask_by("one", lambda: ready("first"))
    failed: Future[str] = Future()
    failed.set_exception(Problem("It cannot be {value}.", value=3))
    asked.ask_by("two", lambda: failed)
    assert asked.problem is not None
    assert not asked.moving
    assert asked.to("two") is None
    waiting: Future[str] = Future()
    asked.ask_by("three", lambda: waiting)
    assert asked.problem is None, "what failed was another question"
