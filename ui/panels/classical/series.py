"""Compute a series of requests in the workers, one after the other in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Generic, TypeVar

from nets.engine.engine import Engine
from nets.experiment.user_error import Problem
from ui.session.requests.latest_query import FAILED

LOG = logging.getLogger(__name__)
UNATTENDED_SECONDS = 10.0  # after which a series ends that no page follows
T = TypeVar("T")
Key = tuple[Any, ...]


class Series(Generic[T]):
    """Answers to a series of requests, in order, as far as they are computed.

    Attributes:
        about: What the series belongs to.
        problem: Why it ended early; None if it did not.
        moving: Whether it goes on.
    """

    def __init__(self, engine: Engine, about: Any, function: Callable[..., T], requests: Mapping[Key, Any]) -> None:
        self.about = about
        self.problem: Problem | None = None
        self.moving = True
        self._engine, self._function, self._requests = engine, function, dict(requests)
        self._answers: dict[Key, T] = {}
        self._followed = monotonic()
        engine.background(self._compute)

    @property
    def answers(self) -> dict[Key, T]:
        """The answers so far, by the keys of the requests."""
        return dict(self._answers)

    @property
    def share(self) -> float:
        """The share of the requests that is answered, 0 to 1."""
        return len(self._answers) / max(1, len(self._requests))

    def follow(self) -> None:
        """Go on for some seconds; called at each drawing of the page."""
        self._followed = monotonic()

    def cancel(self) -> None:
        """Compute no more requests; the answers stay."""
        self.moving = False

    def _compute(self) -> None:
        for key, request in self._requests.items():
            if not self.moving or monotonic() - self._followed > UNATTENDED_SECONDS:
                break
            try:
                self._answers[key] = self._engine.compute(self._function, request).result()
            except Problem as why:
                self.problem = why
                break
            except Exception:
                LOG.exception("a worker failed at a question")
                self.problem = Problem(FAILED)
                break
        self.moving = False
