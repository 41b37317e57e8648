"""A private folder in which things lie under the hash of what they are; bounded, the oldest go first.

Without a setting it is a folder of this process and its workers, with a name that nobody can guess, and it goes when
the process ends. Nothing here is readable for other users of the computer, and no link is ever followed.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from nets.training.problem import N_, Problem

NAME = re.compile(r"sha256:([0-9a-f]{64})")
VARIABLE = "NETS_SHELF"  # tells worker processes the folder of their server
FOREIGN = N_("Nothing can be kept on this machine: the folder for it belongs to somebody else.")


def folder(kind: str) -> Path:
    """Return where things of this kind lie: what NETS_<KIND> says, else a part of the folder of this process.

    Raises:
        Problem: If the folder is a link or belongs to another user.
    """
    given = os.environ.get(f"NETS_{kind.upper()}")
    place = Path(given) if given else process_folder() / kind
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check(place)
    return place


def process_folder() -> Path:
    """Return the folder of this process, made at the first call and deleted when the process ends.

    A worker uses its server's, which NETS_SHELF names, and leaves its end to the server.
    """
    given = os.environ.get(VARIABLE)
    place = Path(given or tempfile.mkdtemp(prefix="nets-playground-"))  # 0700
    if not given:
        os.environ[VARIABLE] = str(place)
        atexit.register(delete, place, os.getpid())
    place.mkdir(mode=0o700, exist_ok=True)  # again, where something has tidied up
    _check(place)
    return place


def delete(place: Path, owner: int) -> None:
    """Delete the folder of a process that ends; a fork of it does nothing."""
    if os.getpid() == owner:
        shutil.rmtree(place, ignore_errors=True)


def _check(place: Path) -> None:
    """Raise Problem unless the folder itself, not what a link leads to, is this user's own."""
    found = place.lstat()
    foreign = hasattr(os, "getuid") and found.st_uid != os.getuid()
    if foreign or not stat.S_ISDIR(found.st_mode):
        raise Problem(FOREIGN)


def put(place: Path, data: bytes, most: int) -> str:
    """Keep bytes and give their name, sha256:…; so that no more than `most` bytes lie there, the oldest go."""
    digest = hashlib.sha256(data).hexdigest()
    path = place / digest
    if find(place, f"sha256:{digest}"):
        os.utime(path)
    else:
        _make_room(place, len(data), most)
        write(path, data)
    return f"sha256:{digest}"


def write(path: Path, data: bytes) -> None:
    """Write a file that this user alone can read: whole or not at all, in place of whatever had its name."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        file.write(data)
    part.replace(path)


def find(place: Path, name: str) -> Path | None:
    """Return the file of this name; None if it is missing, a link or a folder."""
    found = NAME.fullmatch(name)
    path = place / found[1] if found else None
    try:
        return path if path and stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def age(path: Path) -> float:
    """When a file was last written or put again, in seconds."""
    return path.lstat().st_mtime


def _make_room(place: Path, size: int, most: int) -> None:
    """Forget the oldest until there is room for so many bytes."""
    held = sorted((path for path in place.iterdir() if re.fullmatch("[0-9a-f]{64}", path.name)), key=age)
    total = size + sum(path.lstat().st_size for path in held)
    for path in held:
        if total <= most:
            return
        total -= path.lstat().st_size
        path.unlink(missing_ok=True)
