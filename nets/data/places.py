"""Where the data lie: the files that come with this package, and what is downloaded."""

from __future__ import annotations

import os
from pathlib import Path

SHIPPED = Path(__file__).parent / "files"  # its README.md tells origin and licence of each


def folder() -> Path:
    """The folder NETS_DATA names, else ~/.cache/nets-playground. It need not exist yet."""
    chosen = os.environ.get("NETS_DATA", "").strip()
    return Path(chosen).expanduser() if chosen else Path.home() / ".cache" / "nets-playground"
