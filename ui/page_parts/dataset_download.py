"""Downloading the large sets of images: only when somebody asks for it, in the background, with its progress."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import streamlit as st

from nets.datasets.images import download
from nets.datasets.images.images import DOWNLOADED
from nets.experiment.user_error import Problem
from ui.fragments.error_boundary import fragment
from ui.fragments.ticker import ticker
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.text.option_labels import option_label
from ui.widgets.settings_form import apply_settings

POLL = 400  # milliseconds between two looks at a download


@dataclass
class Fetching:
    """One download of this server, under way or over; everybody sees the same one."""

    name: str
    got: int = 0
    size: int = 0
    over: bool = False
    problem: Problem | None = None

    def go(self) -> None:
        """Fetch; called in a thread of its own, which touches nothing else."""
        try:
            download.fetch(self.name, self._tell)
        except Problem as found:
            self.problem = found
        finally:
            self.over = True

    def _tell(self, got: int, size: int) -> None:
        self.got, self.size = got, size


_latest: dict[str, Fetching] = {}


def fetch_panel(session: TrainingSession) -> None:
    """What can be downloaded, in the knobs."""
    if session.hides("data.name"):
        return
    with st.popover(_("Download more images …"), icon=":material/download:", width="stretch"):
        _downloads(session)


@fragment("downloads")
def _downloads(session: TrainingSession) -> None:
    """Each set: its size, a button, how far it has come."""
    st.caption(_("Nothing is fetched unless you ask. What has arrived is checked and kept on this server."))
    for name in DOWNLOADED:
        _one(session, name)
    moving = any(not each.over for each in _latest.values())
    st.session_state["downloads/frame"] = st.session_state.get("downloads/frame", 0) + 1
    ticker("downloads/ticker", st.session_state["downloads/frame"], POLL, moving)


def _one(session: TrainingSession, name: str) -> None:
    fetching = _latest.get(name)
    if download.present(name):
        use = lambda: apply_settings(session, {"data.name": name, "data.classes": ()})  # noqa: E731
        st.button(
            _("Use {name}", name=option_label(name, "data.name")),
            key=f"downloads/use/{name}",
            icon=":material/check:",
            on_click=use,
        )
        return
    title = _("{name}: {size:.0f} MB", name=option_label(name, "data.name"), size=download.megabytes(name))
    under_way = fetching is not None and not fetching.over
    st.button(
        title,
        key=f"downloads/get/{name}",
        icon=":material/download:",
        disabled=under_way,
        on_click=lambda: _begin(name),
    )
    if under_way and fetching is not None:
        share = fetching.got / fetching.size if fetching.size else 0.0
        words = _("{got:.1f} of {size:.1f} MB", got=fetching.got / 1e6, size=fetching.size / 1e6)
        st.progress(min(1.0, share), words)
    elif fetching is not None and fetching.problem is not None:
        st.error(problem(fetching.problem), icon=":material/cloud_off:")


def _begin(name: str) -> None:
    _latest[name] = Fetching(name)
    threading.Thread(target=_latest[name].go, name=f"download-{name}", daemon=True).start()
