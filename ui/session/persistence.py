"""The store of this server: whether there is one, whose runs are in it, and the thread that keeps it up to date.

The rule. NETS_STORE=off: there is none. NETS_STORE=<folder>: there, for everybody who opens this server; so only for a
server that one person uses. Not set: in the person's own folder, where the server listens to its own machine alone
(server.address is 127.0.0.1, ::1 or localhost), or where it was started on a desktop (neither server.address nor
server.headless is set); and then only for visits from this very machine. Every other server keeps runs in memory, and
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
from typing import TYPE_CHECKING

import streamlit as st

from nets.engine import run_snapshot as keeping
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.export.run_store import Store
from nets.families import EXPERIMENTS
from ui.session import browser_tabs as visitors

if TYPE_CHECKING:
    from ui.session.training_session import TrainingSession

OFF = ("off", "0", "no", "false")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MOST_EARLIER = 12  # runs of a family that come back after a restart
EVERY = 5.0  # seconds between two looks at what has changed


def store_path() -> Path | None:
    """Where runs are stored; None where they are not."""
    wish = os.environ.get("NETS_STORE", "").strip()
    if wish:
        return None if wish.lower() in OFF else Path(wish).expanduser()
    address, headless = st.get_option("server.address"), st.get_option("server.headless")
    own = address in LOOPBACK or (address is None and not headless)
    return user_folder() / "runs" if own else None


def keep_beside_runs() -> None:
    """Keep long texts and weights where the runs that need them are stored, and with no store only until the end."""
    path = store_path()
    if path is not None:
        for kind in ("texts", "weights"):
            os.environ.setdefault(f"NETS_{kind.upper()}", str(path / kind))


def mine() -> bool:
    """Whether the runs of this visit are stored, and those stored are shown to it."""
    if store() is None:
        return False
    return bool(os.environ.get("NETS_STORE", "").strip()) or st.context.ip_address in (None, *LOOPBACK)


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
    opened = Store(path, EXPERIMENTS)
    threading.Thread(target=_keep_up, args=(opened,), daemon=True, name="store").start()
    return opened


def bring_earlier(session: TrainingSession) -> None:
    """Lay the stored runs of the session's family beside the run at hand, without trainers, the last kept last.

    Each is brought once: to the first visit after a restart. A file is read at most once for every family.
    """
    session.stored = mine()
    opened = store() if session.stored else None
    family = session.experiment.family
    kept = opened.load_all(SEEN | {id for id, other in ELSEWHERE.items() if other != family}) if opened else []
    fresh = [one for one in kept if one.begun.family == family]
    ELSEWHERE.update({one.about.id: one.begun.family for one in kept if one.begun.family != family})
    SEEN.update(one.about.id for one in fresh)
    for one in fresh[-MOST_EARLIER:]:
        run = folder.restore(one, session.engine)
        run.id = one.about.id
        WRITTEN[run.id] = (one.about.index, one.about.name, one.about.pinned)
        session.runs.insert(len(session.runs) - 1, run)
        if (marks := getattr(session, "kept", None)) is not None:
            marks.mark(run).name, marks.mark(run).pinned = one.about.name, one.about.pinned


SEEN: set[str] = set()  # runs that some session of this process has or had, or that were too old to be brought
ELSEWHERE: dict[str, str] = {}  # the families of stored runs that the pages opened so far did not ask for
WRITTEN: dict[str, tuple[int, str, bool]] = {}  # what the file of a run holds: its step, name and pin


def write_changed(opened: Store) -> None:
    """Write every run of every visitor that has changed since it was written."""
    for session in visitors.sessions():
        for run in list(session.runs) if session.stored else []:
            if run.state == "paused":
                keeping.save(run)
            name, pinned = said_of(session, run)
            stamp = (keeping.index_of(run), name, pinned)
            if stamp[0] > 0 and WRITTEN.get(run.id) != stamp and opened.save(run, name, pinned):
                WRITTEN[run.id] = stamp
                SEEN.add(run.id)


def write_all() -> None:
    """The server ends: let every run stand still where it is, and write what has changed."""
    opened = store()
    if opened is not None:
        for session in visitors.sessions():
            for run in list(session.runs) if session.stored else []:
                run.pause()
        write_changed(opened)


def said_of(session: TrainingSession, run: Run) -> tuple[str, bool]:
    """The name that a person gave a run, "" for none, and whether it is pinned."""
    kept = getattr(session, "kept", None)
    return (kept.mark(run).name, kept.mark(run).pinned) if kept else ("", False)


def complaints() -> list[Problem]:
    """Return what could not be read from disk or written to it, the latest last, until somebody has dismissed it."""
    opened = store()
    return list(opened.problems) if opened is not None else []


def dismiss() -> None:
    """A person has read the complaints: show them no more. What still fails complains again."""
    opened = store()
    if opened is not None:
        opened.problems = []


def forget(run: Run) -> None:
    """A person has deleted a run: delete it on disk as well."""
    opened = store()
    if opened is not None:
        opened.delete(run.id)
        WRITTEN.pop(run.id, None)


def _keep_up(opened: Store) -> None:
    while True:
        time.sleep(EVERY)
        try:
            write_changed(opened)
        except Exception:
            logging.getLogger(__name__).exception("runs could not be stored")
