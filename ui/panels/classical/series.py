"""A series of questions to the workers, one after the other in the background: repeated fits, curves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Generic, TypeVar

from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem

LOG = logging.getLogger(__name__)
UNATTENDED = 10.0  # seconds after which a series ends that nobody follows any more
T = TypeVar("T")
Key = tuple[Any, ...]


class Series(Generic[T]):
    """Calls `function` with each of the `wanted` questions, in their order. `about` is what the series is of."""

    def __init__(self, engine: Engine, about: Any, function: Callable[..., T], wanted: Mapping[Key, Any]) -> None:
        self.about = about
        self.problem: Problem | None = None
        self.moving = True
        self._engine, self._function, self._wanted = engine, function, dict(wanted)
        self._answers: dict[Key, T] = {}
        self._followed = monotonic()
        engine.background(self._go)

    @property
    def answers(self) -> dict[Key, T]:
        """What was answered so far."""
        return dict(self._answers)

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return len(self._answers) / max(1, len(self._wanted))

    def follow(self) -> None:
        """Somebody is looking: go on."""
        self._followed = monotonic()

    def cancel(self) -> None:
        """Ask no more; what was answered stays."""
        self.moving = False

    def _go(self) -> None:
        for key, asked in self._wanted.items():
            if not self.moving or monotonic() - self._followed > UNATTENDED:
                break
            try:
                self._answers[key] = self._engine.compute(self._function, asked).result()
            except Problem as why:
                self.problem = why
                break
            except Exception:
                LOG.exception("a worker failed at a question")
                self.problem = Problem(N_("The computation failed. Change something and try again."))
                break
        self.moving = False
