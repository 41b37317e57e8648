"""Backends: where trainers live. The protocols, and the backend that trains in this very process; torch-free."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from nets.engine.workers.worker_functions import pickled, warm_up
from nets.engine.workers.worker_session import Trainer
from nets.experiment.experiment import Experiment
from nets.training.messages import Message, Watch

T = TypeVar("T")


class WorkerLost(Exception):
    """The worker that held a trainer is gone; its run can go on elsewhere from a checkpoint."""


class WorkerHandle(Protocol):
    """A trainer in its worker. Both methods block; they raise WorkerLost, or what the trainer raised."""

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> Message:
        """Train for about `seconds`, at most `most` steps, then ask the probes of `watch`."""
        ...

    def command(self, name: str, *arguments: Any) -> Any:
        """Return the answer to a command, see `Trainer.command`."""
        ...


class Backend(Protocol):
    """Opens trainers, and calls functions where they live."""

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> WorkerHandle:
        """Return a new trainer. Blocks until it exists."""
        ...

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function that both sides can import by its name. Blocks until it has returned."""
        ...

    def warm(self) -> None:
        """Prepare. Blocks until the first trainer would open quickly."""
        ...

    def workers(self) -> int:
        """Return the number of workers."""
        ...

    def free_memory(self) -> int | None:
        """Return the bytes that further trainers may take, None if they are unknown."""
        ...

    def restart_if_idle(self) -> None:
        """Start idle workers again that hold too much memory. The engine calls it every few seconds."""
        ...

    def close(self) -> None:
        """Free all workers."""
        ...


class ProcessBackend:
    """Trainers in this process, for tests and notebooks; it imports torch here."""

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> WorkerHandle:
        """Return a new trainer."""
        return Trainer(experiment, checkpoint)

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function. As in a worker, what cannot be pickled raises an error."""
        answer: T = pickle.loads(pickled(*pickle.loads(pickle.dumps((function, *arguments), protocol=5))))
        return answer

    def warm(self) -> None:
        """Import torch."""
        warm_up()

    def workers(self) -> int:
        """Return 1: all trainers share this process."""
        return 1

    def free_memory(self) -> int | None:
        """Return None: nobody measures it."""
        return None

    def restart_if_idle(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
