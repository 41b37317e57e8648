"""Places where trainers live: this very process, or the workers of a Dask cluster. torch-free in the server."""

from __future__ import annotations

import os
import pickle
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import psutil

from nets.engine.workers import memory
from nets.engine.workers.idle_restart import IdleRestart
from nets.engine.workers.worker_session import RemoteTrainer, Trainer
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.messages import News, Watch

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")

REPLY_SECONDS = 60.0  # a worker that has not answered for so long is given up
OPEN_SECONDS = 300.0  # so long may a trainer take to come to life: a long text has to be read first
WORKER_SECONDS = 60  # so long may a cluster be without a worker
CONNECT_SECONDS = 20  # a scheduler that has not answered for so long is not there


class Lost(Exception):
    """The worker that held a trainer is gone; its run can go on elsewhere from a checkpoint."""


class Seat(Protocol):
    """A trainer in its place. Both methods block; they raise Lost, or what the trainer raised."""

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> News:
        """Train for about `seconds`, at most `most` updates, and answer the probes of `watch`."""

    def command(self, name: str, *arguments: Any) -> Any:
        """Call the command `name` of the trainer and return its answer."""


class Place(Protocol):
    """Where trainers are opened. `open` blocks until the trainer exists; `warm` until the first one would be quick.

    `compute` blocks until a function was called there, one that both sides can import by its name. `free_memory` are
    the bytes that further trainers may take, None if they are unknown. `restart_if_idle` is called every few seconds.
    """

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> Seat:
        """Return a trainer, new or resumed from a checkpoint. Blocks until it exists."""

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return the answer of a function that both sides can import. Blocks until it is there."""

    def warm(self) -> None:
        """Block until the next trainer would open quickly."""

    def workers(self) -> int:
        """Return the number of workers."""

    def free_memory(self) -> int | None:
        """Return the bytes that further trainers may take, None if unknown."""

    def restart_if_idle(self) -> None:
        """Restart idle workers that hold much memory; called every few seconds."""

    def close(self) -> None:
        """End all workers that were started here."""


class InProcess:
    """Trainers in this process, for tests and notebooks; it imports torch here."""

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> Seat:
        """Return a trainer in this process."""
        return Trainer(experiment, checkpoint)

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """As in a worker: what cannot be sent there and back fails here, too."""
        answer: T = pickle.loads(pickled(*pickle.loads(pickle.dumps((function, *arguments), protocol=5))))
        return answer

    def warm(self) -> None:
        """Import PyTorch."""
        warm_up()

    def workers(self) -> int:
        """Return 1."""
        return 1

    def free_memory(self) -> int | None:
        """Return None: it is not known."""
        return None

    def restart_if_idle(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Cluster:
    """Trainers on a Dask cluster: the one at `address`, else an embedded one with `workers` worker processes."""

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._address = address
        self._size = workers or int(os.environ.get("NETS_WORKERS", max(1, (os.cpu_count() or 1) - 1)))
        self._lock = threading.Lock()
        self._closed = False
        self._process: Any = None
        self._client: Client | None = None
        self._idle = IdleRestart()

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> Seat:
        """Return a trainer, new or resumed from a checkpoint. Blocks until it exists."""
        with self._use() as client:
            if self._address is not None:  # its workers may be on other machines
                experiment.provide(client.run)
            future = client.submit(RemoteTrainer, experiment, checkpoint, actor=True, pure=False)
            seat = DaskSeat(future, self._alive)
            self._idle.add(seat)
        return seat

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return the answer of a function that both sides can import. Blocks until it is there."""
        with self._use() as client:
            future = client.submit(pickled, function, *arguments, pure=False)
            answer: T = pickle.loads(_answer(lambda: _patiently(future, self._alive)))
        return answer

    def warm(self) -> None:
        """Block until the cluster is connected."""
        self._connected()

    def workers(self) -> int:
        """Return the number of workers."""
        return max(1, len(self._connected().scheduler_info(n_workers=-1)["workers"]))

    def free_memory(self) -> int | None:
        """Of this computer for an embedded cluster, else of the worker that has most left.

        Blocks while the embedded cluster starts: before its workers have loaded PyTorch too much memory seems to be
        free. A distant cluster that does not answer holds up nothing.
        """
        with self._lock if self._address is None else nullcontext():
            client, process = self._client, self._process
        if process is not None:
            own = psutil.Process()
            return memory.free([own, *own.children(recursive=True)])
        left = []
        with suppress(OSError, RuntimeError, KeyError):  # the cluster does not answer; the opening will say so
            workers = client.scheduler_info(n_workers=-1)["workers"].values() if client is not None else ()
            left = [one["memory_limit"] - one["metrics"]["memory"] for one in workers if one["memory_limit"]]
        return int(max(left)) if left else None

    def restart_if_idle(self) -> None:
        """Start the embedded cluster again if it has been idle and holds much more memory than at its start.

        Blocks for the seconds that this takes, and so do calls that use a worker. A cluster that has died is left to
        the next of them, which starts another one.
        """
        with self._lock:
            if self._process is not None and self._alive() and self._idle.is_due(self._held_bytes):
                self._disconnect()
                self._client = self._connect()

    def close(self) -> None:
        """Disconnect, and end the embedded cluster."""
        with self._lock:
            self._closed = True
            self._disconnect()

    @contextmanager
    def _use(self) -> Iterator[Client]:
        with self._idle.use():
            yield self._connected()

    def _held_bytes(self) -> int:
        """The private memory of the embedded cluster's processes."""
        root = psutil.Process(self._process.pid)
        return sum(map(memory.private, [root, *root.children(recursive=True)]))

    def _connected(self) -> Client:
        """The client, connected; it starts the embedded cluster at first and again after that died."""
        with self._lock:
            if self._closed:
                raise Lost("the engine was closed")
            if self._client is None or not self._alive():
                self._disconnect()
                self._client = self._connect()
            return self._client

    def _alive(self) -> bool:
        """Whether the cluster is there. A distant one may come back by itself, the embedded one does not."""
        status = "closed" if self._client is None else self._client.status
        if self._process is None:
            return status in ("running", "connecting")
        return status == "running" and self._process.alive

    def _connect(self) -> Client:
        from distributed import Client, WorkerPlugin

        from nets.engine.workers.cluster import ClusterProcess

        class Warm(WorkerPlugin):
            """Import torch in each worker as soon as it starts, also in one that takes a killed one's place.

            Then it gives way to the server, which answers people. Until then they wait for nothing else.
            """

            name = "warm"

            def setup(self, worker: Any) -> None:
                from nets.engine.workers.backends import give_way, warm_up

                warm_up()
                give_way()

        if self._address is None:
            self._process = ClusterProcess(self._size)
        try:
            # without credentials of its own, a client takes those that Dask's settings name
            security = self._process.security if self._process else None
            client = Client(self._address or self._process.address, security=security, timeout=CONNECT_SECONDS)
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except OSError as error:  # a TimeoutError is one
            text = N_("The cluster that trains, {address}, does not answer. Press Train to try again.")
            raise Problem(text, address=self._address or "embedded") from error
        client.register_plugin(Warm())
        if self._process is not None:
            self._idle.start(self._held_bytes())
        return client

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close(timeout=2)
            self._client = None
        if self._process is not None:
            self._process.close()
            self._process = None


class DaskSeat:
    """A trainer on a Dask worker. Dropping the last reference to the seat frees the trainer."""

    def __init__(self, future: Any, alive: Callable[[], bool]) -> None:
        self._actor = _answer(lambda: _patiently(future, alive))
        weakref.finalize(self, _release, future, self._actor).atexit = False

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> News:
        """Train for about `seconds`, at most `most` updates, and answer the probes of `watch`."""
        return self._opened(lambda: self._actor.advance(seconds, most, watch), seconds + REPLY_SECONDS)

    def command(self, name: str, *arguments: Any) -> Any:
        """Call the command `name` of the trainer and return its answer."""
        return self._opened(lambda: self._actor.command(name, *arguments), REPLY_SECONDS)

    @staticmethod
    def _opened(ask: Callable[[], Any], seconds: float) -> Any:
        """The unpickled answer of our own RemoteTrainer."""
        return pickle.loads(_answer(lambda: ask().result(timeout=seconds)))


def _release(future: Any, actor: Any) -> None:
    """Release a trainer at once; reference cycles of the actor's calls would keep it until a garbage collection.

    The actor has a future of its own since its first call, and Dask has no public method to release that one.
    """
    for each in (future, actor._future):
        if each is not None:
            each.release()


def _patiently(future: Any, alive: Callable[[], bool]) -> Any:
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


def _answer(ask: Callable[[], Any]) -> Any:
    """What a worker answers; Lost when there is no worker to answer."""
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
        raise Lost(str(e)) from e
    except RuntimeError as e:
        if "Actor was lost" in str(e) or "shutdown" in str(e) or "closed" in str(e):
            raise Lost(str(e)) from e
        raise


def pickled(function: Callable[..., Any], *arguments: Any) -> bytes:
    """The pickled answer of one of our functions, see `RemoteTrainer`. Called in a worker."""
    return pickle.dumps(function(*arguments), protocol=5)


def warm_up() -> None:
    """Import what a training needs and run one update, so that the first step of a run does not wait for it."""
    import torch

    torch.set_num_threads(1)
    parameter = torch.nn.Parameter(torch.zeros(2, 2))
    optimizer = torch.optim.SGD([parameter], 0.1, fused=True)
    parameter.square().sum().backward()
    optimizer.step()
    optimizer.zero_grad()


def give_way() -> None:
    """Lower this process's priority by ten steps of niceness."""
    import psutil

    process = psutil.Process()
    process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else 10)
