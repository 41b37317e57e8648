"""What a page asks a worker once in a while: the latest question, and the last answer that came."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any, Generic, TypeVar

from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem

FAILED = N_("The computation failed. Change something and try again.")
PATIENCE = 0.4  # seconds that a drawing waits for an answer, so that a quick one is there at once
LOG = logging.getLogger(__name__)
T = TypeVar("T")


class LatestQuery(Generic[T]):
    """One question at a time is under way; when it is answered, only the latest of those after it is asked.

    An answer is kept with its question, and is only returned for a question that it fits: `to`, `latest`.
    `answered` is the question that was dealt with last, well or not; `problem` is what it raised. Where several are
    asked in one drawing, each waits for less: `patience`.
    """

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        self.answered: Any = None
        self.problem: Problem | None = None
        self.moving = False
        self._engine, self._patience = engine, patience
        self._future: Future[T] | None = None
        self._asked: Any = None
        self._last: tuple[Any, T] | None = None  # the last answer with its question

    def to(self, question: Any) -> T | None:
        """Return the answer to exactly this question; None until it has come."""
        return self.latest(lambda question_answered: bool(question_answered == question))

    def latest(self, fits: Callable[[Any], bool]) -> T | None:
        """Return the last answer if its question fits, else None."""
        if self._last is None or not fits(self._last[0]):
            return None
        return self._last[1]

    def ask(self, question: Any, function: Callable[..., T], *arguments: Any) -> None:
        """Have `function` called in a worker unless the question is the one that was answered last."""
        self.ask_by(question, lambda: self._engine.compute(function, *arguments))

    def ask_by(self, question: Any, begin: Callable[[], Future[T]]) -> None:
        """The same of a question that is put by `begin`, whoever answers it."""
        if self._future is None and question != self.answered:
            self._start(question, begin)
        if self._future is not None and self._came() and self._asked != question:
            self._start(question, begin)
            self._came()
        self.moving = self._future is not None

    def again(self) -> None:
        """Forget that the last question was answered, so that it is asked once more."""
        self.answered = None

    def _start(self, question: Any, begin: Callable[[], Future[T]]) -> None:
        self._asked, self._future, self.problem = question, begin(), None

    def _came(self) -> bool:
        """Whether the answer is there, or came within a moment."""
        assert self._future is not None
        try:
            self._last = self._asked, self._future.result(timeout=self._patience)
            self.problem = None
        except Late:
            return False
        except Problem as problem:
            self.problem = problem
        except Exception:
            LOG.exception("a worker failed at a question")
            self.problem = Problem(FAILED)
        self._future, self.answered = None, self._asked
        return True
