"""Where downloads and caches of data lie."""

from __future__ import annotations

import os
from pathlib import Path


def folder() -> Path:
    """The folder NETS_DATA names, else ~/.cache/nets-playground. It need not exist yet."""
    chosen = os.environ.get("NETS_DATA", "").strip()
    return Path(chosen).expanduser() if chosen else Path.home() / ".cache" / "nets-playground"
