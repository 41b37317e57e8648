"""The memory of this computer: how much further trainers may take, and giving back what they no longer need."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

MB = 2**20
VARIABLE = "NETS_MEMORY"  # MB that the app may take; without it the limit of the container, else of the computer
CGROUPS = Path("/sys/fs/cgroup")
RESERVE_SHARE, RESERVE_LEAST = 0.05, 48 * MB  # of the limit, that stays free
TRIM_SECONDS = 4.0  # between the end of a trainer and giving its memory back: others may end with it

_lock = threading.Lock()
_timer: threading.Timer | None = None


def limit() -> int:
    """The most bytes that this app may take: those that NETS_MEMORY states, the container's or the computer's."""
    stated = os.environ.get(VARIABLE, "").strip()
    if stated.isdecimal() and int(stated):
        return int(stated) * MB
    return min([int(psutil.virtual_memory().total), *_container_limits()])


def _container_limits() -> Iterator[int]:
    """The limits of the control groups of this process, of Linux's versions 2 and 1, and of those around it."""
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _number, kinds, path = line.split(":", 2)
            if kinds not in ("", "memory"):
                continue
            place, name = (CGROUPS / "memory", "memory.limit_in_bytes") if kinds else (CGROUPS, "memory.max")
            for group in (place / path.strip("/"), place):
                with suppress(OSError, ValueError):  # "max" is none
                    yield int((group / name).read_text())


def free(processes: Iterable[psutil.Process]) -> int:
    """The bytes that the app may still take if these are all of its processes; below 0 if it has taken too much.

    Never more than what the computer has left, and a reserve stays.
    """
    most = limit()
    left = min(most - sum(map(private, processes)), int(psutil.virtual_memory().available))
    return left - max(RESERVE_LEAST, int(RESERVE_SHARE * most))


def private(process: psutil.Process) -> int:
    """The bytes of a process that are no file's; 0 if it has ended. Pages of files can be dropped and read again."""
    try:
        taken = process.memory_info()
    except psutil.Error:
        return 0
    return int(taken.rss - getattr(taken, "shared", 0))


def trim_soon() -> None:
    """Give memory that was freed back to the system in some seconds; later calls put it off.

    The C library keeps freed memory for itself. Having it give all of it back at once would cost each update of a
    training hundreds of page faults, so this is done only after something large has ended. It does nothing outside
    of Linux with the GNU C library.
    """
    global _timer
    with _lock:
        if _timer is not None:
            _timer.cancel()
        _timer = threading.Timer(TRIM_SECONDS, trim)
        _timer.daemon = True
        _timer.start()


def trim() -> None:
    """Collect what nothing refers to any more, and give freed memory back to the system."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
