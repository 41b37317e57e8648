"""The file in which a trainer that is about to be freed leaves the moments it has kept, for the one that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nets.training.snapshots import Snapshots

KIND = "moments"  # names the folder
MOST_BYTES = 2**30  # of all such files, then the oldest go


def leave(snapshots: Snapshots) -> str:
    """Write the moments to a file, and return its name."""
    from nets.data import shelf

    return shelf.put(shelf.folder(KIND), snapshots.packed(), MOST_BYTES)


def take_over(snapshots: Snapshots, name: str) -> None:
    """Go on from the moments in a file, if it is still there."""
    from nets.data import shelf

    if (path := shelf.find(shelf.folder(KIND), name)) is not None:
        snapshots.unpack(path.read_bytes())
