"""Download the large datasets when a user asks for it: resumable, checked, put in place at once.

Nothing is downloaded unasked. The files lie in `nets.datasets.cache_dir.folder()`.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from nets.datasets.cache_dir import folder
from nets.experiment.user_error import N_, Problem, reason

CHUNK = 1 << 16
TIMEOUT = 20.0  # seconds without a byte
SLACK = 1 << 20  # bytes beyond the expected length after which the connection is closed

_BUSY = threading.Lock()  # one download of this process at a time: two would write into one file

Progress = Callable[[int, int], None]  # bytes received, bytes in all


class File(NamedTuple):
    """The length of a file in bytes and its SHA-256."""

    size: int
    sha256: str


FILES = (  # images and labels of the training part, then of the test part
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
SOURCES = {
    "mnist": "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "fashion_mnist": "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
}
KNOWN: dict[str, tuple[File, ...]] = {  # in the order of FILES
    "mnist": (
        File(9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        File(28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        File(1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        File(4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ),
    "fashion_mnist": (
        File(26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        File(29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        File(4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        File(5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ),
}


def path(name: str, file: str) -> Path:
    """Return where a file of a dataset lies, or will lie."""
    return folder() / name / file


def present(name: str) -> bool:
    """Return whether all files of a dataset are there, with their length; checksums were compared before."""
    return all(_length(path(name, file)) == known.size for file, known in zip(FILES, KNOWN[name], strict=True))


def require(name: str) -> None:
    """Raise Problem if the dataset has not been downloaded."""
    if not present(name):
        text = N_("{name} has not been downloaded yet: {size:.0f} MB. Download it, or choose other data.")
        raise Problem(text, key="data.name", name=name, size=megabytes(name))


def megabytes(name: str) -> float:
    """Return the size of the download."""
    return sum(known.size for known in KNOWN[name]) / 1e6


def fetch(name: str, progress: Progress | None = None, source: str = "") -> None:
    """Download the missing files of a dataset, from `source` or where it is published.

    Raises:
        Problem: If that fails; what has arrived is kept.
    """
    if not _BUSY.acquire(blocking=False):
        raise Problem(N_("A download is under way already. Wait until it is over."))
    try:
        _fetch_all(name, progress or (lambda _received, _all: None), source or SOURCES[name])
    finally:
        _BUSY.release()


def _fetch_all(name: str, progress: Progress, source: str) -> None:
    known = list(zip(FILES, KNOWN[name], strict=True))
    total, received = sum(file.size for _name, file in known), 0
    for file, expected in known:
        at = path(name, file)
        if _length(at) != expected.size:
            _fetch(urljoin(source, file), at, expected, partial(_report, progress, received, total))
        received += expected.size
        progress(received, total)


def _report(progress: Progress, before: int, total: int, received: int) -> None:
    progress(before + received, total)


def _fetch(url: str, at: Path, expected: File, on_received: Callable[[int], None]) -> None:
    """Download one file: resume it, compare its checksum, then move it to its name."""
    part = at.with_name(at.name + ".part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        if _length(part) != expected.size:
            _receive(url, part, expected.size, on_received)
        if _length(part) < expected.size:
            raise Problem(
                N_("The download of {file} broke off. Start it again: it goes on where it ended."), file=at.name
            )
        if _digest(part) != expected.sha256:
            part.unlink(missing_ok=True)
            raise Problem(N_("{file} arrived damaged: its checksum is wrong. Download it again."), file=at.name)
        os.replace(part, at)
    except HTTPError as error:
        raise Problem(N_("The server does not give {file}: {error}."), file=at.name, error=error.code) from None
    except (URLError, TimeoutError, ConnectionError, http.client.HTTPException):
        text = N_("{file} cannot be downloaded: no connection to {host}. What has arrived is kept.")
        raise Problem(text, file=at.name, host=url.split("/")[2]) from None
    except OSError as error:
        raise Problem(N_("{path} cannot be written: {error}"), path=str(part), error=reason(error)) from None


def _receive(url: str, part: Path, size: int, on_received: Callable[[int], None]) -> None:
    """Download the missing rest of `part`; start again if the server cannot send a range."""
    received = _length(part) if 0 < _length(part) < size else 0
    request = Request(url, headers={"Range": f"bytes={received}-"} if received else {})
    with urlopen(request, timeout=TIMEOUT) as answer:
        received = received if answer.status == 206 else 0
        with part.open("r+b" if received else "wb") as file:
            file.seek(received)
            while received <= size + SLACK and (chunk := answer.read(CHUNK)):
                file.write(chunk)
                received += len(chunk)
                on_received(min(received, size))


def _length(at: Path) -> int:
    try:
        return at.stat().st_size
    except OSError:
        return -1


def _digest(at: Path) -> str:
    with at.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
