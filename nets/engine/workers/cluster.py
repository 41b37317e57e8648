"""The embedded cluster: a child process that holds a Dask scheduler and its workers, and ends with its parent.

`python -m nets.engine.workers.cluster WORKERS` prints one line, a JSON object with the scheduler's address and
credentials, and runs until its standard input closes. The operating system closes it when the parent is gone.

Anyone who can talk to a Dask scheduler can run code as its user, and loopback is open to every user of the computer.
All connections of the cluster therefore use TLS with a key pair of this one cluster: both sides must hold it. The key
pair is on the disk only while Python's ssl module loads it, and reaches the parent through the pipe.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed.security import Security

ROOT = Path(__file__).resolve().parents[3]
ORDERLY = "end"  # what a server sends when it ends in order; one that is killed sends nothing
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


class ClusterProcess:
    """The child process, seen from its parent.

    Attributes:
        address: Where the scheduler listens, `tls://127.0.0.1:PORT`.
        security: The credentials that the scheduler and its workers require.
    """

    def __init__(self, workers: int) -> None:
        from nets.datasets import disk_cache

        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = os.environ | dict.fromkeys(ONE_THREAD, "1")
        environment |= {"PYTHONPATH": path, disk_cache.VARIABLE: str(disk_cache.process_folder())}
        # the tracker says what it clears up
        environment["PYTHONWARNINGS"] = "ignore::UserWarning:multiprocessing.resource_tracker"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nets.engine.workers.cluster", str(workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C in a terminal reaches the parent alone, which then closes this one
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the training cluster did not start (exit code {self._process.wait()})")
        start = json.loads(line)
        self.address: str = start["address"]
        self.security = _security(start["certificate"], start["key"])

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the cluster and wait until it is gone."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(ORDERLY)
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _security(certificate: str, key: str) -> Security:
    """Return the credentials of a cluster in which every role holds the same key pair, both in PEM format."""
    from distributed.security import Security

    roles = ("client", "scheduler", "worker")
    pairs = {f"tls_{role}_cert": certificate for role in roles} | {f"tls_{role}_key": key for role in roles}
    return Security(require_encryption=True, tls_ca_file=certificate, **pairs)


def main() -> None:
    """Serve until standard input closes."""
    import dask
    from distributed import LocalCluster
    from distributed.security import Security

    from nets.datasets import disk_cache

    server = os.getppid()
    dask.config.set(
        {
            "distributed.worker.daemon": True,
            "distributed.admin.tick.limit": "10s",
            "distributed.admin.tick.interval": "500ms",  # what follows lets a worker train instead of watching itself
            "distributed.admin.system-monitor.interval": "5s",
            "distributed.admin.system-monitor.disk": False,
            "distributed.worker.profile.enabled": False,
            "distributed.worker.memory.monitor-interval": "2s",
            # Dask cannot write trainers to disk, and a worker that it pauses near its limit opens no trainer, never
            # resumes and reports nothing. `nets.engine.workers.admission` counts the memory instead.
            **dict.fromkeys(
                (f"distributed.worker.memory.{at}" for at in ("target", "spill", "pause", "terminate")), False
            ),
            "distributed.scheduler.allowed-failures": 1_000_000,
            # Dask's own would have workers give freed memory back to the system at once (MALLOC_TRIM_THRESHOLD_), and
            # ask for it again at every update: hundreds of page faults, a fifth to a third of the time of a net.
            # Few arenas, because each thread that answers a command would fragment one of its own.
            "distributed.nanny.pre-spawn-environ": dict.fromkeys(ONE_THREAD, 1) | {"MALLOC_ARENA_MAX": 2},
        }
    )
    workers = int(sys.argv[1])
    security = Security.temporary()
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=0,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # Dask always opens this port: nobody else's, and nothing is served there
        scheduler_kwargs={"dashboard": False},
        silence_logs=50,
        security=security,
        local_directory=os.environ.get(disk_cache.VARIABLE),
    )
    start = {"address": cluster.scheduler_address, "certificate": security.tls_ca_file, "key": security.tls_client_key}
    print(json.dumps(start), flush=True)
    _end(killed=None if sys.stdin.read() == ORDERLY else server)


def _end(killed: int | None) -> None:
    """End the workers and this process at once: there is nobody left to take leave of.

    Python's resource tracker ends by itself, after it has cleared away what the workers shared. The folder of a server
    that was `killed`, given by its process id, is deleted here.
    """
    import psutil

    from nets.datasets import disk_cache

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if not any("resource_tracker" in word for word in child.cmdline()):
                child.kill()
    if killed is not None and disk_cache.VARIABLE in os.environ:
        disk_cache.delete(Path(os.environ[disk_cache.VARIABLE]), killed)
    os._exit(0)


if __name__ == "__main__":
    main()
