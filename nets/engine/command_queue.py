"""A queue of calls that start in order, in few background threads, which end when the queue is empty."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class CommandQueue:
    """Calls functions in the background, one after the other unless there are more `threads`.

    The threads are those of `background`. Python waits for the threads of a ThreadPoolExecutor before it ends, even
    for one that hangs; those of an engine are daemons.

    Attributes:
        last: The future of the function that was put last, None before the first.
    """

    def __init__(self, background: Callable[[Callable[[], None]], object], threads: int = 1) -> None:
        self.last: Future[Any] | None = None
        self._background = background
        self._most_threads = threads
        self._lock = threading.Lock()
        self._queue: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._threads = 0
        self._pending = 0  # with those under way

    @property
    def pending(self) -> int:
        """How many functions wait or are under way."""
        return self._pending

    def put(self, function: Callable[[], T]) -> Future[T]:
        """Call `function` after all that was put before has started; with one thread, after it has ended."""
        future: Future[T] = Future()
        with self._lock:
            self._queue.append((function, future))
            self._pending += 1
            self.last = future
            start = self._threads < self._most_threads
            self._threads += start
        if start:
            self._background(self._work)
        return future

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._threads -= 1
                    return
                function, future = self._queue.popleft()
            answer, error = None, None
            future.set_running_or_notify_cancel()
            try:
                answer = function()
            except BaseException as raised:
                error = raised
            with self._lock:
                self._pending -= 1  # before the future is done: then its caller finds nothing under way
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)
            del function, future, answer, error  # or they would live until the next function comes
