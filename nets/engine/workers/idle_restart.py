"""When idle workers are started again: Python and torch return only a part of the memory that trainers have taken."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

IDLE_SECONDS = 120.0  # that workers have had nothing to do
GROWTH = 1.15  # of their memory since they started


class IdleRestart:
    """Knows since when the workers of a cluster are idle, and how much memory they took at their start.

    They have something to do while a trainer lives in one of them, or a call waits for one of them.

    Args:
        clock: Returns the time in seconds.

    Attributes:
        uses: How many calls wait for a worker.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.uses = 0
        self._idle_since = self._clock()
        self._start_bytes = 0
        self._trainers: weakref.WeakSet[Any] = weakref.WeakSet()

    @contextmanager
    def use(self) -> Iterator[None]:
        """The workers are in use while the block runs."""
        with self._lock:
            self.uses += 1
        try:
            yield
        finally:
            with self._lock:
                self.uses -= 1
                self._idle_since = self._clock()

    def add(self, trainer: Any) -> None:
        """The workers are in use until this trainer is deleted. Call it inside `use`."""
        self._trainers.add(trainer)

    def start(self, total_bytes: int) -> None:
        """Note that the workers have started and take `total_bytes`."""
        with self._lock:
            self._start_bytes, self._idle_since = total_bytes, self._clock()

    def is_due(self, total_bytes: Callable[[], int]) -> bool:
        """Return whether the workers have been idle for IDLE_SECONDS and take GROWTH times their first memory.

        Args:
            total_bytes: Measures what they take now; called only if they have been idle for long enough.
        """
        with self._lock:
            if self.uses or len(self._trainers):
                self._idle_since = self._clock()
                return False
            if self._clock() - self._idle_since < IDLE_SECONDS:
                return False
        return total_bytes() > GROWTH * self._start_bytes
