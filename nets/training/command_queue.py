"""A queue of commands of one run: they are carried out in order, by one thread that lives while there are any."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future


class CommandQueue:
    """Carries out functions one after the other in the background; however many wait, they take one thread.

    Attributes:
        last: The future of the function that was put last, None before the first.
    """

    def __init__(self, background: Callable[[Callable[[], None]], object]) -> None:
        self.last: Future[None] | None = None
        self._background = background
        self._lock = threading.Lock()
        self._waiting: deque[tuple[Callable[[], None], Future[None]]] = deque()
        self._pending = 0  # with the one under way

    @property
    def pending(self) -> int:
        """How many functions wait or are under way."""
        return self._pending

    def put(self, work: Callable[[], None]) -> Future[None]:
        """Carry out `work` after all that was put before."""
        future: Future[None] = Future()
        with self._lock:
            self._waiting.append((work, future))
            self._pending += 1
            self.last = future
            idle = self._pending == 1
        if idle:
            self._background(self._work)
        return future

    def _work(self) -> None:
        left = 1
        while left:
            with self._lock:
                work, future = self._waiting.popleft()
            error: BaseException | None = None
            try:
                work()
            except BaseException as raised:
                error = raised
            with self._lock:
                self._pending -= 1  # before the future is done: who waits for it then finds nothing under way
                left = self._pending
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
