"""The engine: starts runs, wherever their trainers live; torch-free."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic, sleep
from typing import Any, TypeVar

from nets.engine.command_queue import CommandQueue
from nets.engine.run import Run
from nets.engine.viewer import REST_SECONDS, REST_SECONDS_IN_NEED
from nets.engine.workers.admission import Admission
from nets.engine.workers.backends import Backend, ProcessBackend, WorkerHandle, WorkerLost
from nets.engine.workers.cluster_backend import ClusterBackend
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.messages import Watch

T = TypeVar("T")

ROUND_SECONDS = 1.0  # all runs of a worker get their turn about so often
TIDY_SECONDS = 2.0  # between two checks for runs without a viewer
MAX_COMPUTE_THREADS = 16  # calls of `compute` that wait for workers at once; further ones queue
CLOSE_SECONDS = 5.0  # for the threads of an engine to end


class Engine:
    """Starts runs on a backend, and shares its workers fairly among those that run and have viewers.

    Args:
        backend: Where the trainers live.
        clock: Returns the time in seconds. Leases, rests, pace and waiting times count by it.
    """

    def __init__(self, backend: Backend, clock: Callable[[], float] = monotonic) -> None:
        self.backend = backend
        self.clock = clock
        self.admission = Admission(backend.free_memory)
        self.ready = threading.Event()
        self._lock = threading.Lock()
        self._runs: weakref.WeakSet[Run] = weakref.WeakSet()
        self._threads: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
        self._workers = 1
        self.closed = False
        self._compute_calls = CommandQueue(self.background, MAX_COMPUTE_THREADS)
        self._tidy_thread: threading.Thread | None = None
        atexit.register(_close, weakref.ref(self))  # a thread inside torch at exit would abort the interpreter

    def start(
        self,
        experiment: Experiment,
        checkpoint: bytes | None = None,
        watch: Watch | None = None,
        asleep: bool = False,
    ) -> Run:
        """Return a new run, paused before its first step or at its checkpoint.

        Args:
            experiment: What the run trains.
            checkpoint: Where it goes on; None begins with the initial weights.
            watch: The probes to ask at once.
            asleep: Whether the run gets no trainer and counts as stopped until it is resumed.
        """
        run = Run(self, experiment, checkpoint, watch, asleep)
        with self._lock:
            self._runs.add(run)
            if self._tidy_thread is None:
                self._tidy_thread = threading.Thread(target=_tidy, args=(weakref.ref(self),), daemon=True, name="tidy")
                self._tidy_thread.start()
        return run

    def rest(self) -> None:
        """Let runs rest that no viewer has looked at for a while, sooner if others wait for memory."""
        seconds = REST_SECONDS_IN_NEED if self.admission.queue_length else REST_SECONDS
        with self._lock:
            runs = list(self._runs)
        for run in runs:
            run.connection.rest(seconds)

    def open_trainer(
        self, experiment: Experiment, checkpoint: bytes | None, ticket: object, is_needed: Callable[[], bool]
    ) -> WorkerHandle:
        """Wait until there is memory for a trainer, then open it; see `Scheduler`."""
        return self.admission.admit(experiment, ticket, is_needed, lambda: self.backend.open(experiment, checkpoint))

    def queue_position(self, ticket: object) -> int:
        """Return the position of a ticket in the queue for memory: 1 is next, 0 means that it does not wait."""
        return self.admission.position(ticket)

    def warm(self) -> Future[None]:
        """Make the backend ready in the background, so that the first run answers at once."""
        return self.background(self._warm)

    def busy(self) -> int:
        """Return how many runs are running and have viewers."""
        with self._lock:
            return sum(run.is_training for run in self._runs)

    def is_crowded(self) -> bool:
        """Return whether more runs are busy than there are workers."""
        return self.busy() > self._workers

    def share(self) -> float:
        """Return for how many seconds one run may advance before the turn of the next one."""
        return min(0.15, max(0.02, ROUND_SECONDS * self._workers / max(1, self.busy())))

    def background(self, work: Callable[[], T]) -> Future[T]:
        """Do `work` in a thread of its own. Threads, because it mostly waits for a worker."""
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

        thread = threading.Thread(target=do, daemon=True)
        with self._lock:
            self._threads.add(thread)
        thread.start()
        return future

    def compute(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Call a function in a worker, once: for work that is no training, but too much for the server.

        Returns:
            The future answer. It raises what the function raises, and a Problem if no worker answers, as after `close`.
        """

        def ask() -> T:
            try:
                if self.closed:
                    raise WorkerLost("the engine was closed")
                return self.backend.compute(function, *arguments)
            except WorkerLost as lost:
                raise Problem(N_("No worker answered. Try again in a moment.")) from lost

        return self._compute_calls.put(ask)

    def close(self) -> None:
        """Stop every run, wait for what is under way, and free the backend."""
        self.closed = True
        with self._lock:
            runs, threads = list(self._runs), list(self._threads)
        for run in runs:
            run.stop()
        self.backend.close()
        end = monotonic() + CLOSE_SECONDS
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(timeout=max(0.0, end - monotonic()))

    def _warm(self) -> None:
        self.backend.warm()
        self._workers = self.backend.workers()
        self.ready.set()


def _tidy(engine: weakref.ref[Engine]) -> None:
    """Let runs of an engine rest, and idle workers start again, until the engine is closed or deleted."""
    while (alive := engine()) is not None and not alive.closed:
        try:
            alive.rest()
            alive.backend.restart_if_idle()
        except Exception:
            logging.getLogger(__name__).exception("runs could not be put to rest, or idle workers started again")
        del alive
        sleep(TIDY_SECONDS)


def _close(engine: weakref.ref[Engine]) -> None:
    if (alive := engine()) is not None:
        alive.close()


def start_engine(kind: str = "cluster") -> Engine:
    """Return an engine: "process" trains here, "cluster" on Dask, at NETS_SCHEDULER or embedded."""
    if kind == "process":
        return Engine(ProcessBackend())
    return Engine(ClusterBackend(os.environ.get("NETS_SCHEDULER") or None))
