"""What a run needs of the engine that starts it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from nets.engine.workers.backends import WorkerHandle
from nets.experiment.experiment import Experiment

T = TypeVar("T")


class Scheduler(Protocol):
    """Opens trainers, and shares the workers among the runs.

    Attributes:
        clock: Returns the time in seconds; only differences count.
    """

    clock: Callable[[], float]

    def background(self, work: Callable[[], T]) -> Future[T]:
        """Do `work` in a thread of its own."""
        ...

    def open_trainer(
        self, experiment: Experiment, checkpoint: bytes | None, ticket: object, is_needed: Callable[[], bool]
    ) -> WorkerHandle:
        """Wait until there is memory for a trainer, then open it.

        Args:
            experiment: What the trainer learns.
            checkpoint: Where it goes on; None begins with the initial weights.
            ticket: Stands for the trainer in the queue for memory.
            is_needed: Asked from time to time while the trainer waits.

        Raises:
            AbandonedError: If the trainer is not needed any more.
        """
        ...

    def queue_position(self, ticket: object) -> int:
        """Return the position of a ticket in the queue for memory: 1 is next, 0 means that it does not wait."""
        ...

    def is_crowded(self) -> bool:
        """Return whether more runs are busy than there are workers."""
        ...

    def share(self) -> float:
        """Return for how many seconds one run may advance before the turn of the next one."""
        ...
