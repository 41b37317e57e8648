"""Admission: trainers are opened while there is memory for them, and queue when there is none; torch-free."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nets.training.cost import costs, total
from nets.training.experiment import Experiment

TRAINER_BYTES = 20 * 2**20  # of an average trainer with its data, beside its net; measured, 17 to 22 MB
AGAIN_SECONDS = 0.5  # after which the first of the queue asks again: memory comes back without a word


class Unwanted(Exception):
    """Nobody waits for this trainer any more."""


class Admission:
    """The queue in front of a place. `free` tells how many bytes trainers may still take, None if nobody counts."""

    def __init__(self, free: Callable[[], int | None]) -> None:
        self._free = free
        self._changed = threading.Condition()
        self._queue: list[object] = []
        self._opening = 0  # bytes of those that are being opened, which cannot be measured yet
        self._opened = 0  # trainers that are there, or are being opened

    def place(self, ticket: object) -> int:
        """The position of a ticket in the queue, 1 for the next one, 0 if it does not wait."""
        with self._changed:
            return self._queue.index(ticket) + 1 if ticket in self._queue else 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    @contextmanager
    def admitted(self, experiment: Experiment, ticket: object, wanted: Callable[[], bool]) -> Iterator[None]:
        """Wait until there is room for a trainer of `experiment`; the block opens it. Raises Unwanted.

        The first of all trainers is admitted however little there is. One that was opened counts until `left`.
        """
        need = estimate(experiment)
        with self._changed:
            self._queue.append(ticket)
            try:
                while self._queue[0] is not ticket or not self._has_room(need):
                    self._changed.wait(AGAIN_SECONDS)
                    if not wanted():
                        raise Unwanted
                self._opening += need
                self._opened += 1
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        except BaseException:
            self.left()
            raise
        finally:
            with self._changed:
                self._opening -= need

    def left(self) -> None:
        """One of the trainers was freed."""
        with self._changed:
            self._opened -= 1
            self._changed.notify_all()

    def _has_room(self, need: int) -> bool:
        free = None if self._opened == 0 else self._free()
        return free is None or free - self._opening >= need


def estimate(experiment: Experiment) -> int:
    """How many bytes a trainer will take, about: its net, gradients and optimizer, and an average for its data."""
    parts: list[Any] = costs(experiment)
    return TRAINER_BYTES + int(total(parts).memory)
