"""The store of this server: whether there is one, and the thread that keeps it up to date.

The rule. NETS_STORE=off: none. NETS_STORE=<path>: there. Unset: in the person's own folder if, and only if, the server
listens to this very machine alone (server.address is 127.0.0.1, ::1 or localhost), so that only one person can be
there; a server that others can reach keeps every run in memory, and no session sees another's.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from functools import cache
from pathlib import Path

import streamlit as st

from nets.families import FAMILIES
from nets.training import keeping
from nets.training.folder import Kept
from nets.training.run import Run
from nets.training.store import Store
from ui import visitors
from ui.bench import Bench

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_EARLIER = 12  # runs of a family that come back after a restart
EVERY = 5.0  # seconds between two looks at what has changed


def store_path() -> Path | None:
    """Where runs are stored; None where they are not."""
    wish = os.environ.get("NETS_STORE", "").strip()
    if wish.lower() in ("off", "0", "no"):
        return None
    if wish:
        return Path(wish).expanduser()
    return user_folder() / "runs" if st.get_option("server.address") in LOOPBACK else None


def user_folder() -> Path:
    """This person's folder for the data of programs, as the system has it."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "nets-playground"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "nets-playground"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nets-playground"


@cache
def store() -> Store | None:
    """The one store of this server process, kept up to date from now on; None where runs are not stored."""
    path = store_path()
    if path is None:
        return None
    opened = Store(path, FAMILIES)
    threading.Thread(target=_keep_up, args=(opened,), daemon=True, name="store").start()
    return opened


def earlier(family: str, most: int = MOST_EARLIER) -> list[Kept]:
    """The newest stored runs of a family, the last kept last; none where runs are not stored.

    Only the first bench that asks gets them: on one's own machine that is the tab that is opened first.
    """
    opened = store()
    if opened is None:
        return []
    kept = [one for one in opened.load_all() if one.begun.family == family and one.about.id not in SEEN]
    SEEN.update(one.about.id for one in kept)
    WRITTEN.update({one.about.id: (one.about.index, one.about.name, one.about.pinned) for one in kept})
    return kept[-most:]


SEEN: set[str] = set()  # runs that some bench of this process has or had
WRITTEN: dict[str, tuple[int, str, bool]] = {}  # what the file of a run holds: its step, name and pin


def write_changed(opened: Store) -> None:
    """Write every run of every visitor that has changed since it was written."""
    for bench in visitors.benches():
        for run in list(bench.runs):
            name, pinned = said_of(bench, run)
            stamp = (keeping.index_of(run), name, pinned)
            if stamp[0] > 0 and WRITTEN.get(run.id) != stamp and opened.save(run, name, pinned):
                WRITTEN[run.id] = stamp
                SEEN.add(run.id)


def said_of(bench: Bench, run: Run) -> tuple[str, bool]:
    """The name that a person gave a run, "" for none, and whether it is pinned."""
    kept = getattr(bench, "kept", None)
    return (kept.mark(run).name, kept.mark(run).pinned) if kept else ("", False)


def forget(run: Run) -> None:
    """A person has deleted a run: delete it on disk as well."""
    opened = store()
    if opened is not None:
        opened.delete(run.id)
        WRITTEN.pop(run.id, None)


def _keep_up(opened: Store) -> None:
    while True:
        time.sleep(EVERY)
        write_changed(opened)
