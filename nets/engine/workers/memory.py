"""The memory of this computer: how much further trainers may take, and how freed memory returns to the system."""

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
GROUPS_OF_PROCESS = Path("/proc/self/cgroup")  # only on Linux
CGROUPS = Path("/sys/fs/cgroup")
RESERVE_SHARE, MIN_RESERVE = 0.08, 48 * MB  # of the limit, that stays free
TRIM_SECONDS = 4.0  # between the end of a trainer and the trim: others may end at about the same time

_lock = threading.Lock()
_timer: threading.Timer | None = None


def limit() -> int:
    """Return the most bytes that this app may take: what NETS_MEMORY states, else the container's or computer's."""
    stated = os.environ.get(VARIABLE, "").strip()
    if stated.isdecimal() and int(stated):
        return int(stated) * MB
    return min([int(psutil.virtual_memory().total), *_container_limits()])


def _container_limits() -> Iterator[int]:
    """The limits of the control groups of this process, of Linux's versions 2 and 1, and of those around it."""
    with suppress(OSError):
        for line in GROUPS_OF_PROCESS.read_text().splitlines():
            _number, kinds, path = line.split(":", 2)
            if kinds not in ("", "memory"):
                continue
            root, name = (CGROUPS / "memory", "memory.limit_in_bytes") if kinds else (CGROUPS, "memory.max")
            group = root / path.strip("/")
            for folder in (group, *group.parents):
                if folder.is_relative_to(root):
                    with suppress(OSError, ValueError):  # "max" means no limit
                        yield int((folder / name).read_text())


def free(processes: Iterable[psutil.Process]) -> int:
    """Return the bytes that the app may still take beside a reserve; below 0 if it has taken too much.

    They are at most those that the computer has left.

    Args:
        processes: All processes of the app.
    """
    most = limit()
    left = min(most - sum(map(private, processes)), int(psutil.virtual_memory().available))
    return left - max(MIN_RESERVE, int(RESERVE_SHARE * most))


def private(process: psutil.Process) -> int:
    """Return the bytes of a process without its mapped files, which can be read again; 0 if it has ended.

    Windows and macOS count all resident bytes.
    """
    try:
        taken = process.memory_info()
    except psutil.Error:
        return 0
    return int(taken.rss - getattr(taken, "shared", 0))


def trim_soon() -> None:
    """Call `trim` after TRIM_SECONDS; a further call starts the time again.

    The C library keeps freed memory. If it returned all of it at once, each update of a training would cost hundreds of
    page faults, so it does so only after something large has ended.
    """
    global _timer
    with _lock:
        if _timer is not None:
            _timer.cancel()
        _timer = threading.Timer(TRIM_SECONDS, trim)
        _timer.daemon = True
        _timer.start()


def trim() -> None:
    """Collect unreachable objects, and return freed memory to the system where the C library is that of GNU."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
