"""Visitors: the benches of each browser tab, kept while the tab is open, through a reload, and a while after."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import streamlit as st

from ui.components.library import mount
from ui.session.arrival import expect_arrival
from ui.shown import hear

GRACE_SECONDS = 600.0  # how long the runs of a closed tab are kept for its return
BEAT_SECONDS = 4.0  # how often an open tab says that it is there


@dataclass
class Visitor:
    """One browser tab. `token` is known to that tab alone; `benches` are its training pages by name."""

    arrived: dict[str, str] = field(default_factory=dict)  # the link it came by, as it was
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    benches: dict[str, Any] = field(default_factory=dict)
    desks: dict[str, Any] = field(default_factory=dict)  # what pages keep that train nothing
    seen: float = field(default_factory=monotonic)

    def close(self) -> None:
        """Stop all that this visitor has in workers."""
        for held in (*self.benches.values(), *self.desks.values()):
            held.close()


_lock = threading.Lock()
_visitors: dict[str, Visitor] = {}


def visitor() -> Visitor:
    """The visitor of this session; a new one at first."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = _register(Visitor(dict(st.query_params.items())))
    return st.session_state["visitor"]


def _register(arrived: Visitor) -> Visitor:
    """Remember a visitor, and forget those whose tab was closed long ago."""
    with _lock:
        gone = [token for token, one in _visitors.items() if monotonic() - one.seen > GRACE_SECONDS]
        forgotten = [_visitors.pop(token) for token in gone]
        _visitors[arrived.token] = arrived
    for one in forgotten:
        one.close()
    return arrived


def alive() -> None:
    """The tab is open: renew the lease of every run of this visitor."""
    here = visitor()
    here.seen = monotonic()
    for bench in here.benches.values():
        bench.run.watched()
        bench.companions.renew()


@st.fragment(key="keep_alive")
def keep_alive() -> None:
    """Hear of this tab while it is open, whatever page it shows, and recognise it after a reload.

    The tab keeps its visitor's token in the browser's session storage. When a reloaded page tells a token we still
    know, this session goes on as that visitor, who reads the link anew.
    """
    alive()
    here = visitor()
    st.session_state["beat"] = st.session_state.get("beat", 0) + 1
    data = {"token": here.token, "beat": st.session_state["beat"], "milliseconds": int(BEAT_SECONDS * 1000)}
    mount("visitor", "visitor_beat", data, on_beat_change=hear, on_token_change=_return)


def _return() -> None:
    """A reloaded tab tells the token it had: be that visitor again, if it is still known."""
    token = st.session_state["visitor_beat"].token
    with _lock:
        known = _visitors.get(str(token))
    if known is not None:
        _visitors.pop(visitor().token, None)
        visitor().close()
        st.query_params.from_dict(visitor().arrived)
        st.session_state["visitor"] = known
        expect_arrival()
    st.rerun()


def benches() -> list[Any]:
    """Every bench of every visitor."""
    with _lock:
        here = list(_visitors.values())
    return [bench for one in here for bench in list(one.benches.values())]
