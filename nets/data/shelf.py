"""A folder of this user's own in which things lie under the hash of what they are; bounded, the oldest go first."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from nets.training.problem import N_, Problem

NAME = re.compile(r"sha256:([0-9a-f]{64})")


def folder(kind: str) -> Path:
    """Where things of this kind lie: what NETS_<KIND> says, else a folder among the temporary ones. Raises Problem."""
    given = os.environ.get(f"NETS_{kind.upper()}")
    who = os.getuid() if hasattr(os, "getuid") else kind
    place = Path(given) if given else Path(tempfile.gettempdir()) / f"nets-playground-{kind}-{who}"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and place.stat().st_uid != os.getuid():
        raise Problem(N_("Nothing can be kept on this machine: the folder for it belongs to somebody else."))
    return place


def put(place: Path, data: bytes, most: int) -> str:
    """Keep bytes and give their name, sha256:…; so that no more than `most` bytes lie there, the oldest go."""
    digest = hashlib.sha256(data).hexdigest()
    path = place / digest
    if path.exists():
        os.utime(path)
    else:
        _make_room(place, len(data), most)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(path)  # whole or not at all
    return f"sha256:{digest}"


def find(place: Path, name: str) -> Path | None:
    """The file that is kept under this name; None where there is none."""
    found = NAME.fullmatch(name)
    path = place / found[1] if found else None
    return path if path and path.is_file() else None


def age(path: Path) -> float:
    """When a file was last written or put again, in seconds."""
    return path.stat().st_mtime


def _make_room(place: Path, size: int, most: int) -> None:
    """Forget the oldest until there is room for so many bytes."""
    held = sorted((path for path in place.iterdir() if re.fullmatch("[0-9a-f]{64}", path.name)), key=age)
    total = size + sum(path.stat().st_size for path in held)
    for path in held:
        if total <= most:
            return
        total -= path.stat().st_size
        path.unlink(missing_ok=True)
