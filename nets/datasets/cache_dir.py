"""The folders of data files: the one that comes with this package, and the one for downloads."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

NAME = "nets-playground"
SHIPPED = Path(__file__).parent / "files"  # its README.md states origin and licence of each


def folder() -> Path:
    """Return the folder for downloads, which need not exist yet.

    NETS_DATA names it; otherwise it is where the system keeps the caches of this user, or ~/.cache, where earlier
    versions put it on every system, if a folder is there.
    """
    if chosen := os.environ.get("NETS_DATA", "").strip():
        return Path(chosen).expanduser()
    earlier = Path.home() / ".cache" / NAME
    return earlier if earlier.is_dir() else user_cache_path(NAME, appauthor=False)
