"""Ask a worker the latest question of a page, and keep the last answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any, Generic, TypeVar

from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem

FAILED = N_("The computation failed. Change something and try again.")
PATIENCE = 0.4  # seconds that a drawing waits for an answer, so that a quick one is shown at once
LOG = logging.getLogger(__name__)
T = TypeVar("T")


class LatestQuery(Generic[T]):
    """One question at a time is under way. When it is answered, only the latest of the later questions is asked.

    An answer is kept with its question, and `to` and `latest` return it only for a question that it fits.

    Attributes:
        answered: The question that was answered last, or failed.
        problem: What it raised.
        moving: Whether a question is under way.
    """

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        """`patience` is how many seconds a drawing waits; less if it asks several questions."""
        self.answered: Any = None
        self.problem: Problem | None = None
        self.moving = False
        self._engine, self._patience = engine, patience
        self._future: Future[T] | None = None
        self._question: Any = None
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
        """Have the question answered by the future that `begin` returns, as `ask` does."""
        if self._future is None and question != self.answered:
            self._start(question, begin)
        if self._future is not None and self._receive() and self._question != question:
            self._start(question, begin)
            self._receive()
        self.moving = self._future is not None

    def again(self) -> None:
        """Forget that the last question was answered, so that it is asked again."""
        self.answered = None

    def _start(self, question: Any, begin: Callable[[], Future[T]]) -> None:
        self._question, self._future, self.problem = question, begin(), None

    def _receive(self) -> bool:
        """Wait a moment for the answer. Returns whether it has come."""
        assert self._future is not None
        try:
            self._last = self._question, self._future.result(timeout=self._patience)
            self.problem = None
        except Late:
            return False
        except Problem as problem:
            self.problem = problem
        except Exception:
            LOG.exception("a worker failed at a question")
            self.problem = Problem(FAILED)
        self._future, self.answered = None, self._question
        return True
