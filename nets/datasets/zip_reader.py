"""Write and read small zip archives; those that are read are untrusted."""

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
MAX_DIRECTORY = 64_000  # bytes of the central directory
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
    RuntimeError,  # also if zipfile does not know the compression
    struct.error,
)


def write(files: Mapping[str, str | bytes], folder: str = "") -> bytes:
    """Return a zip of the files, inside a folder of this name if it is not empty."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}" if folder else name, content)
    return data.getvalue()


def read(data: bytes, limits: Mapping[str, int], ignored: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """Return the files of a zip, which may be inside one folder. Nothing is written to disk.

    Args:
        data: The zip.
        limits: The most bytes of each file.
        ignored: Files that may be present and are not unpacked.

    Raises:
        Problem: If it is not such a zip.
    """
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _named(archive.infolist(), limits.keys() | ignored)
            known = {name: entry for name, entry in entries.items() if name in limits}
            if sum(entry.file_size for entry in known.values()) > MAX_BYTES:
                raise _too_large("zip")
            return {name: _unpacked(archive, name, entry, limits[name]) for name, entry in known.items()}
    except Problem:
        raise
    except BROKEN:
        raise Problem(N_("The zip is damaged or cut off.")) from None


def has_more_values(text: str, most: int) -> bool:
    """Return whether JSON contains more than `most` values, without parsing it; a string counts as one."""
    if sum(map(text.count, ",[{")) <= most:
        return False
    unquoted = STRING.sub("", text)
    return sum(map(unquoted.count, ",[{")) > most


def _check_end(data: bytes) -> None:
    """Check the end record, which states the size of the central directory, before that is read."""
    if not data.startswith(b"PK"):
        raise Problem(N_("This is not a zip file."))
    end = data[-END.size :]
    if len(end) < END.size or not end.startswith(b"PK\5\6") or end[-2:] != b"\0\0" or data[-42:-38] == b"PK\6\7":
        raise Problem(N_("The zip is damaged or cut off."))
    entries, directory = END.unpack(end)[4:6]
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise Problem(N_("The zip holds too many files."))


def _named(entries: list[zipfile.ZipInfo], known: frozenset[str] | set[str]) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name, without the folder that may contain them."""
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
    """Return whether an entry is a folder. Python's `is_dir` raises IndexError for an empty name."""
    return entry.filename.endswith("/")


def _check_place(entry: zipfile.ZipInfo) -> None:
    path, mode = entry.orig_filename, entry.external_attr >> 16
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or "\0" in path or ".." in parts or len(parts) > 2:
        raise Problem(N_("{name} leads to a place outside of the zip."), name=path[:60])
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise Problem(N_("{name} is a link or device, not a file."), name=path[:60])


def _unpacked(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the content of an entry; unpacking stops at the limit, whatever size the zip states."""
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
