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
    """Knows since when the workers of a cluster have had nothing to do, and how much memory they held at their start.

    They have something to do while a trainer lives in one of them, or a call waits for one of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uses = 0
        self._idle_since = monotonic()
        self._start_bytes = 0
        self._seats: weakref.WeakSet[Any] = weakref.WeakSet()

    @contextmanager
    def use(self) -> Iterator[None]:
        """The workers are in use while the block runs."""
        with self._lock:
            self._uses += 1
        try:
            yield
        finally:
            with self._lock:
                self._uses -= 1
                self._idle_since = monotonic()

    def add(self, seat: Any) -> None:
        """The workers are in use until this trainer's seat is deleted. Call it inside `use`."""
        self._seats.add(seat)

    def start(self, held_bytes: int) -> None:
        """Note that the workers have started and hold `held_bytes`."""
        with self._lock:
            self._start_bytes, self._idle_since = held_bytes, monotonic()

    def is_due(self, held_bytes: Callable[[], int]) -> bool:
        """Return whether the workers have been idle for IDLE_SECONDS and hold GROWTH times what they held at first.

        Args:
            held_bytes: Measures what they hold now; called only if they have been idle for long enough.
        """
        with self._lock:
            if self._uses or len(self._seats):
                self._idle_since = monotonic()
                return False
            if monotonic() - self._idle_since < IDLE_SECONDS:
                return False
        return held_bytes() > GROWTH * self._start_bytes
