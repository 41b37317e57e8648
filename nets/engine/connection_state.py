"""State of a connection: the order of messages, waiting times, lost workers; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nets.training.messages import Message


class Inbox:
    """Sorts the messages of one trainer by their serial numbers, because they may overtake each other.

    Attributes:
        count: How many messages have been passed on.
    """

    def __init__(self) -> None:
        self.count = 0
        self._early: dict[int, Message] = {}  # by serial number

    def put(self, message: Message) -> Iterator[Message]:
        """Add a message; yield those that are next in order."""
        self._early[message.serial] = message
        while (following := self._early.pop(self.count, None)) is not None:
            self.count += 1
            yield following


class ReplyTimes:
    """When the trainer of a run was requested, and when it last answered.

    Attributes:
        requested_at: When the trainer was requested.
        answered_at: When the trainer last answered, or was sent a command while idle.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.requested_at = self.answered_at = clock()

    def note_request(self) -> None:
        """Note that a trainer is requested."""
        self.requested_at = self.answered_at = self.clock()

    def note_answer(self) -> None:
        """Note that the trainer answers, or that its silence begins to count."""
        self.answered_at = self.clock()


class WorkerLosses:
    """Counts the workers that a run has lost in a row, without progress between them.

    Attributes:
        count: The number of lost workers.
    """

    def __init__(self) -> None:
        self.count = 0
        self._step = -1  # the furthest at which one was lost

    def add(self, step: int) -> None:
        """Count a worker that was lost at `step`."""
        self.count = 1 if step > self._step else self.count + 1
        self._step = max(step, self._step)
