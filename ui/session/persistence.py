"""Decide whether this server stores runs, load stored ones, and write changes in the background.

- NETS_STORE=off: runs are not stored.
- NETS_STORE=<folder>: they are stored there, for everybody who opens this server, so only a server that one user has
  should set it.
- Not set: they are stored in the user's own folder, but only for browsers on this machine, and only if the server
  listens to this machine alone (server.address is 127.0.0.1, ::1 or localhost) or was started on a desktop (neither
  server.address nor server.headless is set).

Every other server keeps runs in memory, and no session ever sees another's.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from functools import cache
from pathlib import Path

import streamlit as st

from nets.engine import run_snapshot as keeping
from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.export.run_store import Store
from nets.families import EXPERIMENTS
from ui.session import browser_tabs
from ui.session.run_list import RunList

OFF = ("off", "0", "no", "false")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MAX_EARLIER = 12  # runs of a family that come back after a restart
WRITE_SECONDS = 5.0  # between two writes of changed runs


def store_path() -> Path | None:
    """Return where runs are stored; None if they are not."""
    wish = os.environ.get("NETS_STORE", "").strip()
    if wish:
        return None if wish.lower() in OFF else Path(wish).expanduser()
    address, headless = st.get_option("server.address"), st.get_option("server.headless")
    own = address in LOOPBACK or (address is None and not headless)
    return user_folder() / "runs" if own else None


def keep_beside_runs() -> None:
    """Store long texts and weights with the runs that need them; without a store they last as long as the server."""
    path = store_path()
    if path is not None:
        for kind in ("texts", "weights"):
            os.environ.setdefault(f"NETS_{kind.upper()}", str(path / kind))


def can_store() -> bool:
    """Return whether the runs of this browser tab are stored, and it sees stored runs."""
    if store() is None:
        return False
    return bool(os.environ.get("NETS_STORE", "").strip()) or st.context.ip_address in (None, *LOOPBACK)


def user_folder() -> Path:
    """Return the user's folder for application data, as the operating system has it."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "nets-playground"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "nets-playground"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "nets-playground"


@cache
def store() -> Store | None:
    """Return the store of this server process, and keep it up to date from now on; None if runs are not stored."""
    path = store_path()
    if path is None:
        return None
    run_store = Store(path, EXPERIMENTS)
    threading.Thread(target=_keep_up, args=(run_store,), daemon=True, name="store").start()
    return run_store


def bring_earlier(run_list: RunList, engine: Engine) -> None:
    """Put the stored runs of a new session's family before its first run, without trainers, the newest last.

    Each is loaded once: by the first session after a restart. A file is read at most once for every family.
    """
    run_list.is_stored = can_store()
    run_store = store() if run_list.is_stored else None
    family = run_list.runs[-1].experiment.family
    stored = run_store.load_all(SEEN | {id for id, other in ELSEWHERE.items() if other != family}) if run_store else []
    new = [one for one in stored if one.begun.family == family]
    ELSEWHERE.update({one.about.id: one.begun.family for one in stored if one.begun.family != family})
    SEEN.update(one.about.id for one in new)
    for one in new[-MAX_EARLIER:]:
        run = folder.restore(one, engine)
        run.id = one.about.id
        WRITTEN[run.id] = (one.about.index, one.about.name, one.about.pinned)
        run_list.runs.insert(len(run_list.runs) - 1, run)
        mark = run_list.mark(run)
        mark.name, mark.pinned = one.about.name, one.about.pinned


SEEN: set[str] = set()  # runs that some session of this process has or had, or that were too old to be loaded
ELSEWHERE: dict[str, str] = {}  # the families of stored runs that the pages run_store so far did not need
WRITTEN: dict[str, tuple[int, str, bool]] = {}  # what the file of a run holds: its step, name and pin


def write_changed(run_store: Store) -> None:
    """Write every stored run of every browser tab that has changed since it was written."""
    for run_list in _stored_lists():
        for run in list(run_list.runs):
            if run.state == "paused":
                keeping.save(run)
            mark = run_list.mark(run)
            state = (keeping.index_of(run), mark.name, mark.pinned)
            if state[0] > 0 and WRITTEN.get(run.id) != state and run_store.save(run, mark.name, mark.pinned):
                WRITTEN[run.id] = state
                SEEN.add(run.id)


def write_all() -> None:
    """Pause every stored run and write what has changed. Called when the server ends."""
    run_store = store()
    if run_store is not None:
        for run_list in _stored_lists():
            for run in list(run_list.runs):
                run.pause()
        write_changed(run_store)


def _stored_lists() -> list[RunList]:
    lists = [session.run_list for session in browser_tabs.sessions()]
    return [run_list for run_list in lists if run_list.is_stored]


def complaints() -> list[Problem]:
    """Return what could not be read from disk or written to it, the latest last, until `dismiss`."""
    run_store = store()
    return list(run_store.problems) if run_store is not None else []


def dismiss() -> None:
    """Clear the complaints. What still fails is reported again."""
    run_store = store()
    if run_store is not None:
        run_store.problems = []


def forget(run: Run) -> None:
    """Delete a run on disk."""
    run_store = store()
    if run_store is not None:
        run_store.delete(run.id)
        WRITTEN.pop(run.id, None)


def _keep_up(run_store: Store) -> None:
    while True:
        time.sleep(WRITE_SECONDS)
        try:
            write_changed(run_store)
        except Exception:
            logging.getLogger(__name__).exception("runs could not be stored")
