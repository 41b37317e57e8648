"""Admission: trainers are opened while there is memory for them, and queue when there is none; torch-free."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import costs, total

T = TypeVar("T")

TRAINER_BYTES = 20 * 2**20  # of an average trainer with its data, beside its net; 17 to 22 MB were measured
NET_FACTOR = 2.5  # what an update takes over the sum of its parts: 60 to 80 MB in all for the nets that read texts
IMPORT_BYTES = 80 * 2**20  # by which workers grow when nets of all families have been opened once
RETRY_SECONDS = 0.5  # after which the first of the queue asks again: other programs free memory without notice


class AbandonedError(Exception):
    """The run left the queue, because it no longer needs the trainer."""


class Admission:
    """The queue of the trainers that wait for memory.

    A trainer takes most of its memory when it first trains, so a measurement is not enough: each open trainer counts
    as its estimate, too.

    Args:
        free: Returns the bytes that trainers may still take, None if they are unknown. May take seconds.
    """

    def __init__(self, free: Callable[[], int | None]) -> None:
        self._free = free
        self._changed = threading.Condition()
        self._queue: list[object] = []
        self._estimates: list[int] = []  # of the trainers that are open, or are being opened
        self._whole: int | None = None  # the bytes for all trainers
        self._short = False  # whether there was too little memory for the first of the queue

    def position(self, ticket: object) -> int:
        """Return the position of a ticket in the queue, 1 for the next one, 0 if it does not wait for memory."""
        with self._changed:
            return self._queue.index(ticket) + 1 if self._short and ticket in self._queue else 0

    @property
    def queue_length(self) -> int:
        """How many trainers wait for memory."""
        return len(self._queue) if self._short else 0

    def admit(
        self, experiment: Experiment, ticket: object, is_needed: Callable[[], bool], open_trainer: Callable[[], T]
    ) -> T:
        """Wait until there is room for a trainer, then open it.

        The first of all trainers is admitted however little memory there is. A trainer counts until nothing refers to
        it any more.

        Args:
            experiment: What the trainer learns.
            ticket: Stands for the trainer in the queue.
            is_needed: Asked from time to time while the trainer waits.
            open_trainer: Returns the trainer.

        Raises:
            AbandonedError: If the trainer is not needed any more.
        """
        need = estimate(experiment)
        self._wait(ticket, need, is_needed)
        try:
            trainer = open_trainer()
        except BaseException:
            self._release(need)
            raise
        weakref.finalize(trainer, self._release, need).atexit = False
        return trainer

    def _wait(self, ticket: object, need: int, is_needed: Callable[[], bool]) -> None:
        with self._changed:
            self._queue.append(ticket)
        try:
            while not self._enter(ticket, need):
                with self._changed:
                    self._changed.wait(RETRY_SECONDS)
                if not is_needed():
                    raise AbandonedError
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _release(self, need: int) -> None:
        """Give back the room of a trainer with this estimate."""
        with self._changed:
            self._estimates.remove(need)
            self._changed.notify_all()

    def _enter(self, ticket: object, need: int) -> bool:
        """Take the room for the first of the queue, if there is enough.

        The lock is free during the measurement, which may take seconds if a distant cluster does not answer.
        """
        if self._queue[0] is not ticket:
            return False
        free = self._free()
        with self._changed:
            self._short = not self._has_room(free, need)
            if not self._short:
                self._estimates.append(need)
            return not self._short

    def _has_room(self, free: int | None, need: int) -> bool:
        if free is None:
            return True
        if self._whole is None:
            self._whole = free - IMPORT_BYTES
        elif not self._estimates:
            self._whole = free
        return not self._estimates or min(free, self._whole - sum(self._estimates)) >= need


def estimate(experiment: Experiment) -> int:
    """Return about how many bytes a trainer takes: its net, gradients and optimizer, and an average for its data."""
    parts: list[Any] = costs(experiment.layers(), experiment.fit)
    return TRAINER_BYTES + int(NET_FACTOR * total(parts).memory)
