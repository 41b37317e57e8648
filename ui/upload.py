"""A file chooser that says in the person's language how large a file may be; larger ones stay in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import streamlit as st

from ui.words import _

# Streamlit marks a file that it refuses with an icon and tells why in English; this tells it for everybody.
STYLE = """<style>
.st-key-%(key)s:has([data-testid="stFileChipIconError"])::after {
  content: %(words)s; color: color-mix(in srgb, currentColor 40%%, #e5484d); font-size: .875rem; }
</style>"""


def upload(label: str, types: Sequence[str], key: str, megabytes: int, on_change: Callable[[], None]) -> None:
    """One file of these types into the session's state."""
    words = _("The file was not read: at most {limit} MB.", limit=megabytes)
    st.html(STYLE % {"key": key.replace("/", "-"), "words": json.dumps(words, ensure_ascii=False)})
    st.file_uploader(label, type=list(types), key=key, max_upload_size=megabytes, on_change=on_change)
