"""Long user-supplied texts, stored on this machine under the hash of their content; torch-free.

An experiment contains "sha256:…" instead of the text, so it stays small, and a link reveals nothing: only who has the
text, or its hash, can read it. The folder is private and bounded, see `nets/datasets/disk_cache.py`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from nets.datasets import disk_cache
from nets.datasets.disk_cache import NAME
from nets.datasets.text import corpus
from nets.datasets.text.corpus import Corpus
from nets.experiment.user_error import N_, Problem

MAX_BYTES = 30_000_000  # of one text
MAX_ALL = 600_000_000  # of all texts
STALE_SECONDS = 60.0  # after this time without a report a worker is considered dead
KEY = "data.text"


def folder() -> Path:
    """Return the folder of the texts: NETS_TEXTS, else a part of the folder of this process."""
    return disk_cache.folder("texts")


def keep(data: bytes) -> str:
    """Store a text file and return its name for `data.text`. Raises Problem if it is not a text or too long."""
    if len(data) > MAX_BYTES:
        text = N_("The text is too large: {size:.0f} MB, and {limit} MB can be read at most.")
        raise Problem(text, key=KEY, size=len(data) / 1e6, limit=MAX_BYTES // 1_000_000)
    data = _decoded(data).encode()
    return disk_cache.put(folder(), data, MAX_ALL)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\0" not in text:
                return text.replace("\r\n", "\n")
    raise Problem(N_("This is not a text file in UTF-8, UTF-16 or GB18030."), key=KEY)


def check(text: str) -> None:
    """Raise Problem if a user-supplied text is missing, or its name is malformed."""
    if not text.strip():
        raise Problem(N_("Paste a text of your own, or open a file."), key=KEY, along="data.name")
    if text.startswith("sha256:") and not NAME.fullmatch(text):
        raise Problem(N_("This is not the name of a kept text."), key=KEY)


def is_kept(text: str) -> bool:
    """Return whether `data.text` is the name of a text that is stored here."""
    return disk_cache.find(folder(), text) is not None


def bring(text: str, run: Callable[..., Mapping[str, Any]]) -> None:
    """Send a stored text to the workers that lack it; `run` calls a function in each worker, like Dask's `run`."""
    if is_kept(text):
        missing = [worker for worker, has_text in run(is_kept, text).items() if not has_text]
        if missing:
            run(keep, words_of(text).encode(), workers=missing)


def words_of(text: str) -> str:
    """Return a text by its name, or the short text itself. Raises Problem if it is not stored here."""
    if NAME.fullmatch(text) is None:
        return text
    path = disk_cache.find(folder(), text)
    if path is not None:
        with suppress(FileNotFoundError):  # another process may delete it at this moment
            return path.read_text(encoding="utf-8")
    raise Problem(N_("This text is not kept here: a link or a folder does not hold it. Open its file."), key=KEY)


def read(text: str, language: str, least: int, most: int) -> Corpus:
    """Return the corpus of a user-supplied text; `progress` knows how far it has been read. Raises Problem."""
    return _read(text, language, least, most)


@lru_cache(maxsize=1)
def _read(text: str, language: str, least: int, most: int) -> Corpus:
    path = progress_file(text, language)
    try:
        return corpus.of_text(words_of(text), language, least, most, lambda share: _write_progress(path, share))
    finally:
        path.unlink(missing_ok=True)


def progress(text: str, language: str) -> float | None:
    """Return the share of a text that a worker on this machine has read; None if none reads it."""
    path = progress_file(text, language)
    try:
        return float(path.read_text()) if time.time() - disk_cache.age(path) < STALE_SECONDS else None
    except (OSError, ValueError):
        return None


def progress_file(text: str, language: str) -> Path:
    """Return the file in which a worker reports its progress."""
    name = NAME.fullmatch(text)
    digest = name[1] if name else hashlib.sha256(text.encode()).hexdigest()
    return folder() / f"{digest}.{language}.share"


def _write_progress(path: Path, share: float) -> None:
    disk_cache.write(path, f"{share:.3f}".encode())
