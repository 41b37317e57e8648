"""Admission: trainers are opened while there is memory for them, and queue when there is none; torch-free."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nets.training.cost import costs, total
from nets.training.experiment import Experiment

TRAINER_BYTES = 20 * 2**20  # of an average trainer with its data, beside its net; 17 to 22 MB were measured
NET_FACTOR = 2.5  # what an update takes over the sum of its parts: 60 to 80 MB in all for the nets that read texts
IMPORT_BYTES = 80 * 2**20  # by which workers grow when nets of all families have been opened once
AGAIN_SECONDS = 0.5  # after which the first of the queue asks again: memory comes back without a word


class Unwanted(Exception):
    """Nobody waits for this trainer any more."""


class Admission:
    """The queue in front of a place. `free` tells how many bytes trainers may still take, None if nobody counts.

    A trainer takes most of its memory when it first trains, so what is measured is not enough: each one that is open
    keeps what was estimated for it.
    """

    def __init__(self, free: Callable[[], int | None]) -> None:
        self._free = free
        self._changed = threading.Condition()
        self._queue: list[object] = []
        self._needs: list[int] = []  # of the trainers that are open, or are being opened
        self._whole: int | None = None  # the bytes for all trainers
        self._short = False  # whether there was too little memory for the first of the queue

    def place(self, ticket: object) -> int:
        """The position of a ticket in the queue, 1 for the next one, 0 if it does not wait for memory."""
        with self._changed:
            return self._queue.index(ticket) + 1 if self._short and ticket in self._queue else 0

    @property
    def waiting(self) -> int:
        """How many wait for memory."""
        return len(self._queue) if self._short else 0

    @contextmanager
    def admitted(self, experiment: Experiment, ticket: object, wanted: Callable[[], bool]) -> Iterator[int]:
        """Wait until there is room for a trainer of `experiment`; the block opens it. Raises Unwanted.

        The first of all trainers is admitted however little there is. The block gets what was estimated, in bytes: one
        that was opened counts so much until `left`.
        """
        need = estimate(experiment)
        with self._changed:
            self._queue.append(ticket)
        try:
            while not self._enter(ticket, need):
                with self._changed:
                    self._changed.wait(AGAIN_SECONDS)
                if not wanted():
                    raise Unwanted
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()
        try:
            yield need
        except BaseException:
            self.left(need)
            raise

    def left(self, need: int) -> None:
        """One of the trainers was freed for which so many bytes were estimated."""
        with self._changed:
            self._needs.remove(need)
            self._changed.notify_all()

    def _enter(self, ticket: object, need: int) -> bool:
        """Take the room for the first of the queue, if there is enough.

        To measure may take seconds, if a distant cluster does not answer: nobody else waits for that.
        """
        if self._queue[0] is not ticket:
            return False
        free = self._free()
        with self._changed:
            self._short = not self._has_room(free, need)
            if not self._short:
                self._needs.append(need)
            return not self._short

    def _has_room(self, free: int | None, need: int) -> bool:
        if free is None:
            return True
        if self._whole is None:
            self._whole = free - IMPORT_BYTES
        elif not self._needs:
            self._whole = free
        return not self._needs or min(free, self._whole - sum(self._needs)) >= need


def estimate(experiment: Experiment) -> int:
    """How many bytes a trainer will take, about: its net, gradients and optimizer, and an average for its data."""
    parts: list[Any] = costs(experiment)
    return TRAINER_BYTES + int(NET_FACTOR * total(parts).memory)
