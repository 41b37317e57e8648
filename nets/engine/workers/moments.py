"""The file with the moments of a trainer that is about to be freed, for the next trainer of the run."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from nets.experiment.user_error import Problem

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots

KIND = "moments"  # names the folder
MAX_BYTES = 2**30  # of all such files, then the oldest are deleted


def save(snapshots: Snapshots) -> str:
    """Write the moments to a file and return its name; "" if this fails, because the run can continue without them."""
    from nets.datasets import disk_cache

    try:
        return disk_cache.put(disk_cache.folder(KIND), snapshots.packed(), MAX_BYTES)
    except (OSError, Problem):
        logging.getLogger(__name__).exception("moments could not be saved")
        return ""


def load(snapshots: Snapshots, name: str) -> None:
    """Continue from the moments in a file; does nothing if the file is gone."""
    from nets.datasets import disk_cache

    with suppress(OSError, Problem):  # on another machine, or another process has just made room
        if (path := disk_cache.find(disk_cache.folder(KIND), name)) is not None:
            snapshots.unpack(path.read_bytes())
