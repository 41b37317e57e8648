"""A private folder whose files are named by the hash of their content; bounded, the oldest files are deleted first.

By default it belongs to this process and its workers, has an unguessable name, and is deleted when the process ends.
Other users of the computer cannot read it, and no link is followed.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from nets.experiment.user_error import N_, Problem

NAME = re.compile(r"sha256:([0-9a-f]{64})")
VARIABLE = "NETS_SHELF"  # names the folder of a server to its worker processes
PREFIX = "nets-playground-"  # of the name of the folder, before the id of the process that owns it
FOREIGN = N_("Nothing can be kept on this machine: the folder for it belongs to somebody else.")
UNFINISHED_SECONDS = 3600.0  # an unfinished file of this age belongs to a process that was killed
_LOCK = threading.Lock()


def folder(kind: str) -> Path:
    """Return the folder of files of this kind: NETS_<KIND>, else a part of the folder of this process.

    Raises:
        Problem: If the folder is a link or belongs to another user.
    """
    variable = os.environ.get(f"NETS_{kind.upper()}")
    directory = Path(variable) if variable else process_folder() / kind
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # `parents` alone would make it readable for all
    directory.mkdir(mode=0o700, exist_ok=True)
    _check(directory)
    return directory


def process_folder() -> Path:
    """Return the folder of this process, created at the first call and deleted when the process ends.

    A worker uses its server's folder, which NETS_SHELF names, and does not delete it.
    """
    with _LOCK:
        if not os.environ.get(VARIABLE):
            directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))  # 0700
            os.environ[VARIABLE] = str(directory)
            atexit.register(lambda: delete(directory, os.getpid()))  # a fork has another id and deletes nothing
    directory = Path(os.environ[VARIABLE])
    directory.mkdir(mode=0o700, exist_ok=True)  # the system may have deleted it as an old temporary file
    _check(directory)
    return directory


def delete(directory: Path, owner: int) -> None:
    """Delete the folder of a process if the process `owner` has created it."""
    if directory.name.startswith(f"{PREFIX}{owner}-"):
        shutil.rmtree(directory, ignore_errors=True)


def _check(directory: Path) -> None:
    """Raise Problem unless the folder is a real folder of this user, not a link."""
    status = directory.lstat()
    is_foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
    if is_foreign or not stat.S_ISDIR(status.st_mode):
        raise Problem(FOREIGN)


def put(directory: Path, data: bytes, most: int) -> str:
    """Store bytes and return their name, sha256:…; delete the oldest files if there are more than `most` bytes."""
    digest = hashlib.sha256(data).hexdigest()
    path = directory / digest
    if find(directory, f"sha256:{digest}"):
        with suppress(FileNotFoundError):  # another process has just made room
            os.utime(path)
            return f"sha256:{digest}"
    _make_room(directory, len(data), most)
    write(path, data)
    return f"sha256:{digest}"


def write(path: Path, data: bytes) -> None:
    """Write a file that only this user can read, atomically."""
    handle, part = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)  # 0600, of a new name
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def find(directory: Path, name: str) -> Path | None:
    """Return the file of this name; None if it is missing, a link or a folder."""
    match = NAME.fullmatch(name)
    path = directory / match[1] if match else None
    try:
        return path if path and stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def age(path: Path) -> float:
    """Return when a file was last written or stored again, in seconds since the epoch."""
    return path.lstat().st_mtime


def _make_room(directory: Path, size: int, most: int) -> None:
    """Delete the oldest files until `size` bytes fit, and unfinished files of killed processes."""
    files: list[tuple[float, int, Path]] = []
    for path in directory.iterdir():
        with suppress(FileNotFoundError):  # another process makes room, too
            status = path.lstat()
            if path.suffix == ".part" and status.st_mtime < time.time() - UNFINISHED_SECONDS:
                path.unlink()
            elif re.fullmatch("[0-9a-f]{64}", path.name):
                files.append((status.st_mtime, status.st_size, path))
    total = size + sum(length for _time, length, _path in files)
    for _time, length, path in sorted(files):
        if total <= most:
            return
        total -= length
        path.unlink(missing_ok=True)
