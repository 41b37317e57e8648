"""Download the large image datasets: only when a user clicks, in the background, with progress."""

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

POLL = 400  # milliseconds between two drawings of the progress


@dataclass
class Download:
    """One download of this server, under way or finished; all users see the same one."""

    name: str
    got: int = 0
    size: int = 0
    over: bool = False
    problem: Problem | None = None

    def go(self) -> None:
        """Download; called in a thread of its own."""
        try:
            download.fetch(self.name, self._tell)
        except Problem as error:
            self.problem = error
        finally:
            self.over = True

    def _tell(self, got: int, size: int) -> None:
        self.got, self.size = got, size


_latest: dict[str, Download] = {}


def download_panel(session: TrainingSession) -> None:
    """Draw the datasets that can be downloaded, in the settings."""
    if session.hides("data.name"):
        return
    with st.popover(_("Download more images …"), icon=":material/download:", width="stretch"):
        _downloads(session)


@fragment("downloads")
def _downloads(session: TrainingSession) -> None:
    """Draw each dataset: its size, a button, the progress."""
    st.caption(_("Nothing is fetched unless you ask. What has arrived is checked and kept on this server."))
    for name in DOWNLOADED:
        _one(session, name)
    moving = any(not each.over for each in _latest.values())
    ticker("downloads/ticker", POLL, moving)


def _one(session: TrainingSession, name: str) -> None:
    current = _latest.get(name)
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
    under_way = current is not None and not current.over
    st.button(
        title,
        key=f"downloads/get/{name}",
        icon=":material/download:",
        disabled=under_way,
        on_click=lambda: _on_click_download(name),
    )
    if under_way and current is not None:
        share = current.got / current.size if current.size else 0.0
        words = _("{got:.1f} of {size:.1f} MB", got=current.got / 1e6, size=current.size / 1e6)
        st.progress(min(1.0, share), words)
    elif current is not None and current.problem is not None:
        st.error(problem(current.problem), icon=":material/cloud_off:")


def _on_click_download(name: str) -> None:
    _latest[name] = Download(name)
    threading.Thread(target=_latest[name].go, name=f"download-{name}", daemon=True).start()
