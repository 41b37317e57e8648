"""An archive: a few files in a zip, written by us and read from anybody."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from nets.experiment.user_error import N_, Problem

MAX_ENTRIES = 40
MAX_DIRECTORY = 64_000  # bytes of the list of files
MAX_BYTES = 200_000_000  # of all files together, unpacked
END = struct.Struct("<4s4H2LH")  # the record at the end of a zip
PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib", ".npy", ".ckpt")
PICKLED = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)  # in JSON
PICKLE = N_("{name} may be a pickle, which can run programs. Such files are never opened.")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
)


def write(files: Mapping[str, str | bytes], folder: str = "") -> bytes:
    """The files as a zip, inside a folder of that name if it has one."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}" if folder else name, content)
    return data.getvalue()


def read(data: bytes, limits: Mapping[str, int], ignored: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The files of a zip, each no longer than its limit in bytes; `ignored` ones may be there and are not unpacked.

    They may lie in one folder. Nothing is ever written to disk. Raises Problem for anything but such a zip.
    """
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _named(archive.infolist(), limits.keys() | ignored)
            wanted = {name: entry for name, entry in entries.items() if name in limits}
            if sum(entry.file_size for entry in wanted.values()) > MAX_BYTES:
                raise _too_large("zip")
            return {name: _unpacked(archive, name, entry, limits[name]) for name, entry in wanted.items()}
    except Problem:
        raise
    except BROKEN:
        raise Problem(N_("The zip is damaged or cut off.")) from None


def has_more_values(text: str, most: int) -> bool:
    """Return whether JSON holds more than `most` values, without parsing it. Strings count as one each."""
    if sum(map(text.count, ",[{")) <= most:
        return False
    outside = STRING.sub("", text)
    return sum(map(outside.count, ",[{")) > most


def _check_end(data: bytes) -> None:
    """Look at the record at the end before the list of files is read: it says how long that list is."""
    if not data.startswith(b"PK"):
        raise Problem(N_("This is not a zip file."))
    end = data[-END.size :]
    if len(end) < END.size or not end.startswith(b"PK\5\6") or end[-2:] != b"\0\0" or data[-42:-38] == b"PK\6\7":
        raise Problem(N_("The zip is damaged or cut off."))
    entries, directory = END.unpack(end)[4:6]
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise Problem(N_("The zip holds too many files."))


def _named(entries: list[zipfile.ZipInfo], known: frozenset[str] | set[str]) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, without the one folder they may lie in."""
    files = [entry for entry in entries if not is_folder(entry) and not entry.filename.startswith("__MACOSX/")]
    if len(files) > MAX_ENTRIES:
        raise Problem(N_("The zip holds too many files."))
    for entry in files:
        _check_place(entry)
    folders = {entry.filename.rpartition("/")[0] for entry in files}
    names = [entry.filename.rpartition("/")[2] for entry in files]
    for name in names:
        if name.lower().endswith(PICKLES):
            raise Problem(PICKLE, name=name[:60])
        if name not in known and not name.startswith("."):
            raise Problem(N_("{name} does not belong to a run."), name=name[:60])
    if len(folders) > 1 or len(set(names)) < len(names):
        raise Problem(N_("The zip holds the files of more than one run."))
    return dict(zip(names, files, strict=True))


def is_folder(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry stands for a folder. Python's own `is_dir` raises IndexError where the name is empty."""
    return entry.filename.endswith("/")


def _check_place(entry: zipfile.ZipInfo) -> None:
    path, mode = entry.orig_filename, entry.external_attr >> 16
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or "\0" in path or ".." in parts or len(parts) > 2:
        raise Problem(N_("{name} leads to a place outside of the zip."), name=path[:60])
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise Problem(N_("{name} is a link or device, not a file."), name=path[:60])


def _unpacked(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """What an entry holds; unpacking stops at the limit, whatever the zip says of its size."""
    if entry.file_size > limit:
        raise _too_large(name)
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Problem(N_("The zip is locked or packed in an unusual way."))
    with archive.open(entry) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise _too_large(name)
    if content.startswith(PICKLED):
        raise Problem(PICKLE, name=name)
    return content


def _too_large(name: str) -> Problem:
    return Problem(N_("{name} is too large when unpacked."), name=name)
