"""Visitors: the sessions of each browser tab, kept while the tab is open, through a reload, and a while after."""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import dataclass, field
from functools import cache
from time import monotonic, sleep
from typing import Any

import streamlit as st

from nets.engine.workers.memory import trim_soon
from nets.experiment.private_names import is_name
from ui.components.library import mount
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import hear
from ui.session.address.arrival import expect_arrival
from ui.session.address.private_values import private_values
from ui.session.engine import engine

GRACE_SECONDS = 600.0  # how long the runs of a closed tab are kept for its return
GRACE_SECONDS_IN_NEED = 60.0  # and if others wait for memory
FORGET_SECONDS = 20.0  # between two looks for closed tabs
RECOGNISED = "visitor-recognised"
BEAT_SECONDS = 4.0  # how often an open tab says that it is there


@dataclass
class Visitor:
    """One browser tab. `token` is known to that tab alone; `sessions` are its training pages by name."""

    arrived: dict[str, str] = field(default_factory=dict)  # the link it came by, as it was
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    sessions: dict[str, Any] = field(default_factory=dict)
    studies: dict[str, Any] = field(default_factory=dict)  # what pages keep that train nothing
    on_screen: Any = None  # the session of the page that the tab shows, if it is a training page
    seen: float = field(default_factory=monotonic)

    def close(self) -> None:
        """Stop all that this visitor has in workers."""
        for held in (*self.sessions.values(), *self.studies.values()):
            held.close()
        private_values.forget(self.token)


_lock = threading.Lock()
_visitors: dict[str, Visitor] = {}


def visitor() -> Visitor:
    """The visitor of this session; a new one at first."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = _register(Visitor(dict(st.query_params.items())))
    return st.session_state["visitor"]


def _register(arrived: Visitor) -> Visitor:
    """Remember a visitor."""
    with _lock:
        _visitors[arrived.token] = arrived
    _start_forgetting()
    return arrived


@cache
def _start_forgetting() -> threading.Thread:
    """Start the thread that forgets visitors, once."""

    def forget() -> None:
        while True:
            sleep(FORGET_SECONDS)
            try:
                forget_gone()
            except Exception:
                logging.getLogger(__name__).exception("a visitor could not be forgotten")

    thread = threading.Thread(target=forget, daemon=True, name="visitors")
    thread.start()
    return thread


def forget_gone() -> None:
    """Forget the visitors whose tab was closed long ago: end what they have in workers, and give memory back."""
    grace = GRACE_SECONDS_IN_NEED if engine().admission.queue_length else GRACE_SECONDS
    with _lock:
        gone = [token for token, one in _visitors.items() if monotonic() - one.seen > grace]
        forgotten = [_visitors.pop(token) for token in gone]
    for one in forgotten:
        one.close()
    if forgotten:
        trim_soon()


def alive() -> None:
    """The tab is open: renew the lease of every run of this visitor; the page it shows is being looked at."""
    here = visitor()
    here.seen = monotonic()
    for session in list(here.sessions.values()):
        looking = session is here.on_screen
        session.run.renew(looking)
        session.companions.renew(looking)


@fragment("keep_alive")
def keep_alive() -> None:
    """Hear of this tab while it is open, whatever page it shows, and recognise it after a reload.

    The tab keeps its visitor's token in the browser's session storage. When a reloaded page tells a token we still
    know, this session goes on as that visitor, who reads the link anew.
    """
    alive()
    here = visitor()
    st.session_state["beat"] = st.session_state.get("beat", 0) + 1
    data = {"token": here.token, "beat": st.session_state["beat"], "milliseconds": int(BEAT_SECONDS * 1000)}
    data["waiting"] = not is_recognised()
    mount("visitor", "visitor_beat", data, on_beat_change=hear, on_token_change=_return)


def is_recognised() -> bool:
    """Whether the page can be drawn: a link with names of own data waits until the tab has told which visitor it is.

    Else a reload would be told for a moment that the data are not here.
    """
    if not any(is_name(value) for value in st.query_params.values()):
        st.session_state[RECOGNISED] = True
    return bool(st.session_state.get(RECOGNISED))


def _return() -> None:
    """A reloaded tab tells the token it had: be that visitor again, if it is still known."""
    token = st.session_state["visitor_beat"].token
    with _lock:
        known = _visitors.get(str(token))
    st.session_state[RECOGNISED] = True
    if known is not None and known is not visitor():
        _visitors.pop(visitor().token, None)
        visitor().close()
        st.query_params.from_dict(visitor().arrived)
        st.session_state["visitor"] = known
        expect_arrival()
    st.rerun()


def sessions() -> list[Any]:
    """Every session of every visitor."""
    with _lock:
        here = list(_visitors.values())
    return [session for one in here for session in list(one.sessions.values())]
