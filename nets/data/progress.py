"""How far a worker is with a piece of work, and the wish of the server that it stops; torch-free.

Both are small files in the private folder that the server shares with the workers of its machine, under a name that the
server makes up. A worker on another machine has another folder: its progress is not known there, and it goes on.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path
from time import monotonic

from nets.data import shelf
from nets.training.problem import N_, Problem

EVERY_SECONDS = 0.2  # between two reports
STOPPED = N_("The file was not read: this was cancelled.")


def make_name() -> str:
    """Return the name of a new piece of work."""
    return uuid.uuid4().hex


def share(name: str) -> float | None:
    """Return the share that is done, 0 to 1; None if it is not known."""
    with suppress(OSError, ValueError):
        return min(1.0, max(0.0, float(_place(name, "share").read_text())))
    return None


def stop(name: str) -> None:
    """Ask for the work to stop at its next report."""
    with suppress(OSError, Problem):
        shelf.write(_place(name, "stop"), b"")


def forget(name: str) -> None:
    """Delete what is left of a piece of work that has ended."""
    with suppress(OSError, Problem):
        for kind in ("share", "stop"):
            _place(name, kind).unlink(missing_ok=True)


class Report:
    """What a worker calls with the share that is done. Raises Problem once the server wants the work to stop.

    Args:
        name: What `make_name` returned; empty if nobody asks for the progress.
    """

    def __init__(self, name: str = "") -> None:
        self._name, self._last = name, 0.0

    def __call__(self, done: float) -> None:
        if not self._name or monotonic() - self._last < EVERY_SECONDS:
            return
        self._last = monotonic()
        if _place(self._name, "stop").exists():
            raise Problem(STOPPED)
        with suppress(OSError):
            shelf.write(_place(self._name, "share"), f"{done:.3f}".encode())


def _place(name: str, kind: str) -> Path:
    return shelf.folder("progress") / f"{name}.{kind}"
