"""Keep the sessions of each browser tab: while the tab is open, through a reload, and a while after."""

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
from ui.fragments.server_value import note_received
from ui.session.address.arrival import expect_arrival
from ui.session.address.private_values import private_values
from ui.session.engine import engine

TAB = "browser_tab"  # key of the session state
GRACE_SECONDS = 600.0  # for which the runs of a closed tab are kept, in case it is reopened
GRACE_SECONDS_IN_NEED = 60.0  # the same while others wait for memory
CLEANUP_SECONDS = 20.0  # between two searches for closed tabs
IS_RECOGNISED = "tab-recognised"  # key of the session state
BEAT_SECONDS = 4.0  # between two requests by which an open tab shows that it is open


@dataclass
class BrowserTab:
    """One browser tab.

    Attributes:
        arrival_link: The settings of the link that it was opened with.
        token: A secret that only this tab knows.
        sessions: The training session of each family.
        studies: The study session of each page that trains nothing.
        on_screen: The session of the page that the tab shows, if it is a training page.
        seen_at: When its last request came, in seconds of `monotonic`.
    """

    arrival_link: dict[str, str] = field(default_factory=dict)
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    sessions: dict[str, Any] = field(default_factory=dict)
    studies: dict[str, Any] = field(default_factory=dict)
    on_screen: Any = None
    seen_at: float = field(default_factory=monotonic)

    def close(self) -> None:
        """Stop everything that this tab has in workers."""
        for session in (*self.sessions.values(), *self.studies.values()):
            session.close()
        private_values.forget(self.token)


_lock = threading.Lock()
_tabs: dict[str, BrowserTab] = {}


def current_tab() -> BrowserTab:
    """Return the browser tab that the page is drawn for; a new one at first."""
    if TAB not in st.session_state:
        st.session_state[TAB] = _register(BrowserTab(dict(st.query_params.items())))
    return st.session_state[TAB]


def _register(tab: BrowserTab) -> BrowserTab:
    with _lock:
        _tabs[tab.token] = tab
    _start_cleanup()
    return tab


@cache
def _start_cleanup() -> threading.Thread:
    """Start the thread that removes closed tabs, once."""

    def clean_up() -> None:
        while True:
            sleep(CLEANUP_SECONDS)
            try:
                remove_closed()
            except Exception:
                logging.getLogger(__name__).exception("a closed browser tab could not be removed")

    thread = threading.Thread(target=clean_up, daemon=True, name="browser-tabs")
    thread.start()
    return thread


def remove_closed() -> None:
    """Remove the tabs that were closed long ago: stop what they have in workers, and free memory."""
    grace = GRACE_SECONDS_IN_NEED if engine().admission.queue_length else GRACE_SECONDS
    with _lock:
        tokens = [token for token, tab in _tabs.items() if monotonic() - tab.seen_at > grace]
        removed = [_tabs.pop(token) for token in tokens]
    for tab in removed:
        tab.close()
    if removed:
        trim_soon()


def renew_leases() -> None:
    """Renew the lease of every run of the current tab, which is open; the user looks at the page that it shows."""
    tab = current_tab()
    tab.seen_at = monotonic()
    for session in list(tab.sessions.values()):
        is_on_screen = session is tab.on_screen
        session.run.renew(is_on_screen)
        session.comparison_runs.renew(is_on_screen)


@fragment("keep_alive")
def keep_alive() -> None:
    """Receive regular requests of this tab, whatever page it shows, and recognise it after a reload.

    The browser keeps the tab's token in its session storage. If a reloaded page sends a token that is still
    registered, this session goes on as that tab, and reads the link again.
    """
    renew_leases()
    tab = current_tab()
    st.session_state["beat"] = st.session_state.get("beat", 0) + 1
    data = {"token": tab.token, "beat": st.session_state["beat"], "milliseconds": int(BEAT_SECONDS * 1000)}
    data["waiting"] = not is_recognised()
    mount("visitor", "visitor_beat", data, on_beat_change=note_received, on_token_change=_on_token)


def is_recognised() -> bool:
    """Return whether the page can be drawn: a link with names of own data waits until the tab has sent its token.

    Otherwise a reload would say for a moment that the data are missing.
    """
    if not any(is_name(value) for value in st.query_params.values()):
        st.session_state[IS_RECOGNISED] = True
    return bool(st.session_state.get(IS_RECOGNISED))


def _on_token() -> None:
    """Reattach a reloaded tab to its sessions if its token is still registered."""
    token = st.session_state["visitor_beat"].token
    with _lock:
        tab = _tabs.get(str(token))
    st.session_state[IS_RECOGNISED] = True
    if tab is not None and tab is not current_tab():
        _tabs.pop(current_tab().token, None)
        current_tab().close()
        st.query_params.from_dict(current_tab().arrival_link)
        st.session_state[TAB] = tab
        expect_arrival()
    st.rerun()


def sessions() -> list[Any]:
    """Return the training sessions of all browser tabs."""
    with _lock:
        tabs = list(_tabs.values())
    return [session for tab in tabs for session in list(tab.sessions.values())]
