"""The backend of a Dask cluster, embedded or at an address; torch-free in the server."""

from __future__ import annotations

import os
import pickle
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import psutil

from nets.engine.workers import memory
from nets.engine.workers.backends import WorkerHandle, WorkerLost
from nets.engine.workers.idle_restart import IdleRestart
from nets.engine.workers.worker_functions import give_way, pickled, warm_up
from nets.engine.workers.worker_session import RemoteTrainer
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.messages import Message, Watch

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")

REPLY_SECONDS = 60.0  # a worker that has not answered for so long is given up
OPEN_SECONDS = 300.0  # the longest time a trainer may take to open: it may have to read a long text first
WORKER_SECONDS = 60  # the longest time a cluster may be without a worker
CONNECT_SECONDS = 20  # a scheduler that has not answered for so long is not there


class ClusterBackend:
    """Trainers on a Dask cluster: the one at `address`, else an embedded one with `workers` worker processes.

    Attributes:
        process: The embedded cluster, None before it starts and for one at an address.
        idle: Knows for how long the workers have had nothing to do.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._address = address
        self._size = workers or int(os.environ.get("NETS_WORKERS", max(1, (os.cpu_count() or 1) - 1)))
        self._lock = threading.Lock()
        self._closed = False
        self.process: Any = None
        self._client: Client | None = None
        self.idle = IdleRestart()

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> WorkerHandle:
        """Return a new trainer. Blocks until it exists."""
        with self._use() as client:
            if self._address is not None:  # its workers may be on other machines
                experiment.provide(client.run)
            future = client.submit(RemoteTrainer, experiment, checkpoint, actor=True, pure=False)
            handle = ClusterWorkerHandle(future, self._is_alive)
            self.idle.add(handle)
        return handle

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function in a worker. Blocks until it has returned."""
        with self._use() as client:
            future = client.submit(pickled, function, *arguments, pure=False)
            answer: T = pickle.loads(_reply(lambda: _wait_for(future, self._is_alive)))
        return answer

    def warm(self) -> None:
        """Connect, and start the embedded cluster if there is none."""
        self.connect()

    def workers(self) -> int:
        """Return the number of workers."""
        return max(1, len(self.connect().scheduler_info(n_workers=-1)["workers"]))

    def free_memory(self) -> int | None:
        """Return the free bytes: of this computer for an embedded cluster, else of the worker that has most left.

        Blocks while the embedded cluster starts: before its workers have loaded PyTorch too much memory seems to be
        free. A distant cluster that does not answer delays nothing.
        """
        with self._lock if self._address is None else nullcontext():
            client, process = self._client, self.process
        if process is not None:
            own = psutil.Process()
            return memory.free([own, *own.children(recursive=True)])
        left = []
        with suppress(OSError, RuntimeError, KeyError):  # the cluster does not answer; the opening will say so
            workers = client.scheduler_info(n_workers=-1)["workers"].values() if client is not None else ()
            left = [one["memory_limit"] - one["metrics"]["memory"] for one in workers if one["memory_limit"]]
        return int(max(left)) if left else None

    def restart_if_idle(self) -> None:
        """Start the embedded cluster again if it has been idle and takes much more memory than at its start.

        Blocks for the seconds that this takes, and so do calls that use a worker. A cluster that has died is left to
        the next of them, which starts another one.
        """
        with self._lock:
            if self.process is not None and self._is_alive() and self.idle.is_due(self._private_bytes):
                self._disconnect()
                self._client = self._start()

    def close(self) -> None:
        """Close the client and end the embedded cluster."""
        with self._lock:
            self._closed = True
            self._disconnect()

    @contextmanager
    def _use(self) -> Iterator[Client]:
        with self.idle.use():
            yield self.connect()

    def _private_bytes(self) -> int:
        """Return the private memory of the embedded cluster's processes."""
        root = psutil.Process(self.process.pid)
        return sum(map(memory.private, [root, *root.children(recursive=True)]))

    def connect(self) -> Client:
        """Return the connected client; start the embedded cluster at first, and again if it has died."""
        with self._lock:
            if self._closed:
                raise WorkerLost("the engine was closed")
            if self._client is None or not self._is_alive():
                self._disconnect()
                self._client = self._start()
            return self._client

    def _is_alive(self) -> bool:
        """Return whether the cluster is there. A distant one may come back by itself, the embedded one does not."""
        status = "closed" if self._client is None else self._client.status
        if self.process is None:
            return status in ("running", "connecting")
        return status == "running" and self.process.alive

    def _start(self) -> Client:
        from distributed import Client, WorkerPlugin

        from nets.engine.workers.cluster import ClusterProcess

        class Warm(WorkerPlugin):
            """Import torch in each worker as soon as it starts, also in one that replaces a killed one.

            Then it gives way to the server, which answers people. Until then they wait for nothing else.
            """

            name = "warm"

            def setup(self, worker: Any) -> None:
                warm_up()
                give_way()

        if self._address is None:
            self.process = ClusterProcess(self._size)
        try:
            # without credentials of its own, a client takes those that Dask's settings name
            security = self.process.security if self.process else None
            client = Client(self._address or self.process.address, security=security, timeout=CONNECT_SECONDS)
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except OSError as error:  # a TimeoutError is one
            text = N_("The cluster that trains, {address}, does not answer. Press Train to try again.")
            raise Problem(text, address=self._address or "embedded") from error
        client.register_plugin(Warm())
        if self.process is not None:
            self.idle.start(self._private_bytes())
        return client

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close(timeout=2)
            self._client = None
        if self.process is not None:
            self.process.close()
            self.process = None


class ClusterWorkerHandle:
    """A trainer on a Dask worker. The trainer is freed when nothing refers to the handle any more."""

    def __init__(self, future: Any, alive: Callable[[], bool]) -> None:
        self._actor = _reply(lambda: _wait_for(future, alive))
        weakref.finalize(self, _release, future, self._actor).atexit = False

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> Message:
        """See `WorkerHandle`."""
        return self._unpickle(lambda: self._actor.advance(seconds, most, watch), seconds + REPLY_SECONDS)

    def command(self, name: str, *arguments: Any) -> Any:
        """See `WorkerHandle`."""
        return self._unpickle(lambda: self._actor.command(name, *arguments), REPLY_SECONDS)

    @staticmethod
    def _unpickle(ask: Callable[[], Any], seconds: float) -> Any:
        """Return the answer of a RemoteTrainer, unpickled."""
        return pickle.loads(_reply(lambda: ask().result(timeout=seconds)))


def _release(future: Any, actor: Any) -> None:
    """Release a trainer at once; reference cycles of the actor's calls would keep it until a garbage collection.

    The actor has a private future of its own since its first call, and Dask has no public method to release that one.
    """
    for each in (future, vars(actor).get("_future")):
        if each is not None:
            each.release()


def _wait_for(future: Any, alive: Callable[[], bool]) -> Any:
    """Return the result of a future, for which a worker may have to start first.

    The wait checks now and then whether the cluster is there. It raises nothing in between: a traceback would keep the
    future, and its value in the worker, until the next garbage collection. The result itself is fetched without a
    break, because Dask fetches those of several futures together and an abandoned fetch fails for all of them.

    Raises:
        TimeoutError: If the cluster is gone, or has not answered for OPEN_SECONDS.
    """
    done, until = threading.Event(), monotonic() + OPEN_SECONDS
    future.add_done_callback(lambda _future: done.set())
    while not done.wait(0.5):
        if monotonic() > until or not alive():
            raise TimeoutError
    return future.result(timeout=REPLY_SECONDS)


def _reply(ask: Callable[[], Any]) -> Any:
    """Return what a worker answers. Raises WorkerLost if no worker answers."""
    from asyncio import CancelledError
    from concurrent.futures import CancelledError as FutureCancelled

    from distributed.client import FutureCancelledError
    from distributed.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        return ask()
    except (
        OSError,
        TimeoutError,
        CommClosedError,
        KilledWorker,
        CancelledError,
        FutureCancelled,
        FutureCancelledError,
    ) as e:
        raise WorkerLost(str(e)) from e
    except RuntimeError as e:
        if "Actor was lost" in str(e) or "shutdown" in str(e) or "closed" in str(e):
            raise WorkerLost(str(e)) from e
        raise
