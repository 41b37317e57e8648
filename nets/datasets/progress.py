"""The progress of a job in a worker, and the server's request to stop it; torch-free.

Both are small files in the private folder that the server shares with the workers of its machine, under a name that
the server creates. A worker on another machine has another folder: the server neither sees its progress nor stops it.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path
from time import monotonic

from nets.datasets import disk_cache
from nets.experiment.user_error import N_, Problem

REPORT_SECONDS = 0.2  # between two reports
STOPPED = N_("The file was not read: this was cancelled.")


def make_name() -> str:
    """Return the name of a new job."""
    return uuid.uuid4().hex


def share(name: str) -> float | None:
    """Return the share of a job that is done, 0 to 1; None if it is not known."""
    with suppress(OSError, ValueError, Problem):
        return min(1.0, max(0.0, float(_path(name, "share").read_text())))
    return None


def stop(name: str) -> None:
    """Ask a job to stop at its next report."""
    with suppress(OSError, Problem):
        disk_cache.write(_path(name, "stop"), b"")


def forget(name: str) -> None:
    """Delete the files of a job that has ended."""
    with suppress(OSError, Problem):
        for kind in ("share", "stop"):
            _path(name, kind).unlink(missing_ok=True)


class Report:
    """A function that a job calls from time to time with the share that is done.

    Args:
        name: What `make_name` returned; empty if the server does not ask for the progress.
    """

    def __init__(self, name: str = "") -> None:
        self._name, self._last = name, 0.0

    def __call__(self, done: float) -> None:
        """Write the share to the file, at most every REPORT_SECONDS.

        Raises:
            Problem: If the server asks for the work to stop.
        """
        if not self._name or monotonic() - self._last < REPORT_SECONDS:
            return
        self._last = monotonic()
        with suppress(OSError):  # if the disk is full, the work continues without it
            if _path(self._name, "stop").exists():
                raise Problem(STOPPED)
            disk_cache.write(_path(self._name, "share"), f"{done:.3f}".encode())


def _path(name: str, kind: str) -> Path:
    return disk_cache.folder("progress") / f"{name}.{kind}"
