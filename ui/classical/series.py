"""A series of questions to the workers, one after the other, whose answers are kept: repeated fits, curves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from nets.training.engine import Engine
from nets.training.problem import N_, Problem

LOG = logging.getLogger(__name__)
T = TypeVar("T")
Key = tuple[Any, ...]


class Series(Generic[T]):
    """Calls `function` with each of the `wanted` questions, in their order. `about` is what the series is of."""

    def __init__(self, engine: Engine, about: Any, function: Callable[..., T], wanted: Mapping[Key, Any]) -> None:
        self.about = about
        self.answers: dict[Key, T] = {}
        self.problem: Problem | None = None
        self._engine, self._function = engine, function
        self._left = list(wanted.items())
        self._count = len(self._left)
        self._future: Future[T] | None = None

    @property
    def moving(self) -> bool:
        """Whether there is something left to do."""
        return bool(self._left)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return 1 - len(self._left) / max(1, self._count)

    def follow(self) -> None:
        """Take the answers that have come, and put the next question."""
        while self._left:
            key, asked = self._left[0]
            if self._future is None:
                self._future = self._engine.compute(self._function, asked)
            if not self._future.done():
                return
            future, self._future = self._future, None
            try:
                self.answers[key] = future.result()
            except Exception as why:
                self._fail(why)
            self._left = self._left[1:]

    def _fail(self, why: Exception) -> None:
        if not isinstance(why, Problem):
            LOG.exception("a worker failed at a question", exc_info=why)
            why = Problem(N_("The computation failed. Change something and try again."))
        self.problem = why
        self.cancel()

    def cancel(self) -> None:
        """Ask no more; what was answered stays."""
        self._left, self._future = [], None
