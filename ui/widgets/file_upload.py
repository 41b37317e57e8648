"""Draw a file chooser in the user's language; files that are too large stay in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import streamlit as st

from ui.session.requests.uploads import Uploads
from ui.text.i18n import _

# Streamlit's chooser has English texts only, also for a file that it refuses: ours replace them.
STYLE = """<style>
.st-key-%(key)s button p, .st-key-%(key)s [data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
.st-key-%(key)s button p::after { content: %(button)s; font-size: 1rem; }
.st-key-%(key)s [data-testid="stFileUploaderDropzoneInstructions"] span::after {
  content: %(allowed)s; font-size: .875rem; }
.st-key-%(key)s:has([data-testid="stFileChipIconError"])::after {
  content: %(words)s; color: color-mix(in srgb, currentColor 40%%, #e5484d); font-size: .875rem; }
</style>"""


def upload(label: str, types: Sequence[str], key: str, megabytes: int, on_change: Callable[[], None]) -> None:
    """Draw a chooser for one file of these types; the file is in the session state under `key`."""
    allowed = " · ".join([_("at most {limit} MB", limit=megabytes), *(f".{kind}" for kind in types)])
    words = {"button": _("Upload"), "allowed": allowed}
    words["words"] = _("The file was not read: at most {limit} MB.", limit=megabytes)
    style = {name: json.dumps(text, ensure_ascii=False) for name, text in words.items()}
    st.html(STYLE % (style | {"key": key.replace("/", "-")}))
    st.file_uploader(label, type=list(types), key=key, max_upload_size=megabytes, on_change=on_change)


def upload_to_worker(
    uploads: Uploads, label: str, types: Sequence[str], key: str, megabytes: int, on_choose: Callable[[bytes], None]
) -> None:
    """Draw a file chooser, and how far a worker has read it. `on_choose` calls `uploads.read` with its content."""
    widget = uploads.widget_key(key)

    def choose() -> None:
        file = st.session_state[widget]
        if file is not None:
            on_choose(file.getvalue())

    upload(label, types, widget, megabytes, choose)
    draw_progress(uploads, key)


def draw_progress(uploads: Uploads, key: str, outside: bool = False) -> None:
    """Draw how far the reading is, and a button that stops it, while a file is being read.

    Args:
        uploads: The files that are being read.
        key: Key of the file chooser.
        outside: Whether this is drawn outside a popover that holds the chooser, without the button, for users who have
            closed it.
    """
    reading = uploads.find(key)
    if reading is None:
        return
    reading.drawn_percent = reading.percent
    place = "outside" if outside else "reading"
    with st.container(key=f"{key.replace('/', '-')}-{place}", gap="small"):
        if reading.drawn_percent < 0:
            st.markdown(_(":material/hourglass_top: Reading your data …"))
        else:
            st.progress(reading.drawn_percent, _("Reading the file … {percent} %", percent=reading.drawn_percent))
        if not outside:
            stop = lambda: uploads.cancel(key)  # noqa: E731
            st.button(_("Cancel"), key=f"{key}/cancel", icon=":material/close:", on_click=stop)
