"""The folders of data files: the bundled one, and the one for downloads."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

NAME = "nets-playground"
SHIPPED = Path(__file__).parent / "files"  # its README.md states origin and licence of each


def folder() -> Path:
    """Return the folder for downloads, which may not exist yet.

    It is NETS_DATA if set; else ~/.cache, which earlier versions used on every system, if the folder is there; else the
    system's cache folder of this user.
    """
    if chosen := os.environ.get("NETS_DATA", "").strip():
        return Path(chosen).expanduser()
    earlier = Path.home() / ".cache" / NAME
    return earlier if earlier.is_dir() else user_cache_path(NAME, appauthor=False)
