"""A file chooser in the person's language; files that are too large stay in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import streamlit as st

from ui.text.i18n import _

# Streamlit's chooser speaks English, also of a file that it refuses: its words give way to ours.
STYLE = """<style>
.st-key-%(key)s button p, .st-key-%(key)s [data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
.st-key-%(key)s button p::after { content: %(button)s; font-size: 1rem; }
.st-key-%(key)s [data-testid="stFileUploaderDropzoneInstructions"] span::after {
  content: %(allowed)s; font-size: .875rem; }
.st-key-%(key)s:has([data-testid="stFileChipIconError"])::after {
  content: %(words)s; color: color-mix(in srgb, currentColor 40%%, #e5484d); font-size: .875rem; }
</style>"""


def upload(label: str, types: Sequence[str], key: str, megabytes: int, on_change: Callable[[], None]) -> None:
    """One file of these types into the session's state."""
    allowed = " · ".join([_("at most {limit} MB", limit=megabytes), *(f".{kind}" for kind in types)])
    words = {"button": _("Upload"), "allowed": allowed}
    words["words"] = _("The file was not read: at most {limit} MB.", limit=megabytes)
    style = {name: json.dumps(text, ensure_ascii=False) for name, text in words.items()}
    st.html(STYLE % (style | {"key": key.replace("/", "-")}))
    st.file_uploader(label, type=list(types), key=key, max_upload_size=megabytes, on_change=on_change)
