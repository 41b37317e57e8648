"""Decide whether this server stores runs, load stored ones, and write changes in the background.

The rule. NETS_STORE=off: there is none. NETS_STORE=<folder>: there, for everybody who opens this server; so only for a
server that one person uses. Not set: in the user's own folder, where the server listens to its own machine alone
(server.address is 127.0.0.1, ::1 or localhost), or where it was started on a desktop (neither server.address nor
server.headless is set); and then only for browsers on this very machine. Every other server keeps runs in memory, and
no session ever sees another's.
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
WRITE_SECONDS = 5.0  # between two writes of what has changed


def store_path() -> Path | None:
    """Return where runs are stored; None if they are not."""
    wish = os.environ.get("NETS_STORE", "").strip()
    if wish:
        return None if wish.lower() in OFF else Path(wish).expanduser()
    address, headless = st.get_option("server.address"), st.get_option("server.headless")
    own = address in LOOPBACK or (address is None and not headless)
    return user_folder() / "runs" if own else None


def keep_beside_runs() -> None:
    """Store long texts and weights beside the runs that need them; without a store they go when the server ends."""
    path = store_path()
    if path is not None:
        for kind in ("texts", "weights"):
            os.environ.setdefault(f"NETS_{kind.upper()}", str(path / kind))


def mine() -> bool:
    """Return whether the runs of this browser tab are stored, and whether it may see those that are."""
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
    opened = Store(path, EXPERIMENTS)
    threading.Thread(target=_keep_up, args=(opened,), daemon=True, name="store").start()
    return opened


def bring_earlier(run_list: RunList, engine: Engine) -> None:
    """Put the stored runs of a new session's family before its first run, without trainers, the last stored last.

    Each is loaded once: by the first session after a restart. A file is read at most once for every family.
    """
    run_list.is_stored = mine()
    opened = store() if run_list.is_stored else None
    family = run_list.runs[-1].experiment.family
    stored = opened.load_all(SEEN | {id for id, other in ELSEWHERE.items() if other != family}) if opened else []
    fresh = [one for one in stored if one.begun.family == family]
    ELSEWHERE.update({one.about.id: one.begun.family for one in stored if one.begun.family != family})
    SEEN.update(one.about.id for one in fresh)
    for one in fresh[-MAX_EARLIER:]:
        run = folder.restore(one, engine)
        run.id = one.about.id
        WRITTEN[run.id] = (one.about.index, one.about.name, one.about.pinned)
        run_list.runs.insert(len(run_list.runs) - 1, run)
        mark = run_list.mark(run)
        mark.name, mark.pinned = one.about.name, one.about.pinned


SEEN: set[str] = set()  # runs that some session of this process has or had, or that were too old to be loaded
ELSEWHERE: dict[str, str] = {}  # the families of stored runs that the pages opened so far did not need
WRITTEN: dict[str, tuple[int, str, bool]] = {}  # what the file of a run holds: its step, name and pin


def write_changed(opened: Store) -> None:
    """Write every stored run of every browser tab that has changed since it was written."""
    for run_list in _stored_lists():
        for run in list(run_list.runs):
            if run.state == "paused":
                keeping.save(run)
            mark = run_list.mark(run)
            state = (keeping.index_of(run), mark.name, mark.pinned)
            if state[0] > 0 and WRITTEN.get(run.id) != state and opened.save(run, mark.name, mark.pinned):
                WRITTEN[run.id] = state
                SEEN.add(run.id)


def write_all() -> None:
    """Pause every stored run and write what has changed: the server ends."""
    opened = store()
    if opened is not None:
        for run_list in _stored_lists():
            for run in list(run_list.runs):
                run.pause()
        write_changed(opened)


def _stored_lists() -> list[RunList]:
    lists = [session.run_list for session in browser_tabs.sessions()]
    return [run_list for run_list in lists if run_list.is_stored]


def complaints() -> list[Problem]:
    """Return what could not be read from disk or written to it, the latest last, until it is dismissed."""
    opened = store()
    return list(opened.problems) if opened is not None else []


def dismiss() -> None:
    """Clear the complaints. What still fails complains again."""
    opened = store()
    if opened is not None:
        opened.problems = []


def forget(run: Run) -> None:
    """Delete a run on disk."""
    opened = store()
    if opened is not None:
        opened.delete(run.id)
        WRITTEN.pop(run.id, None)


def _keep_up(opened: Store) -> None:
    while True:
        time.sleep(WRITE_SECONDS)
        try:
            write_changed(opened)
        except Exception:
            logging.getLogger(__name__).exception("runs could not be stored")
