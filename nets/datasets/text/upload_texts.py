"""A user's own long texts, kept on this machine under the hash of what they say; torch-free.

An experiment holds "sha256:…" in place of the text, so it stays small and a link gives nothing away: who does not have
the text, or its hash, cannot get at it. The folder is private and bounded, see `nets/datasets/disk_cache.py`.
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
MAX_ALL = 600_000_000  # of all together
STALE_SECONDS = 60.0  # a worker that has told nothing for so long has died
KEY = "data.text"


def folder() -> Path:
    """Return the folder of the texts: what NETS_TEXTS says, else a part of the folder of this process."""
    return disk_cache.folder("texts")


def keep(data: bytes) -> str:
    """Keep a text file and give the name for `data.text`. Raises Problem for what is no text or too long."""
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
    """Raises Problem for an own text that is not there, or a name that is none."""
    if not text.strip():
        raise Problem(N_("Paste a text of your own, or open a file."), key=KEY, along="data.name")
    if text.startswith("sha256:") and not NAME.fullmatch(text):
        raise Problem(N_("This is not the name of a kept text."), key=KEY)


def is_kept(text: str) -> bool:
    """Whether `data.text` is the name of a text that is kept here."""
    return disk_cache.find(folder(), text) is not None


def bring(text: str, run: Callable[..., Mapping[str, Any]]) -> None:
    """Keep a text that is kept here on those workers that lack it; `run` calls a function in each, as Dask's does."""
    if is_kept(text):
        lacking = [worker for worker, there in run(is_kept, text).items() if not there]
        if lacking:
            run(keep, words_of(text).encode(), workers=lacking)


def words_of(text: str) -> str:
    """The text itself, of a name or of a short text that is in the experiment. Raises Problem when it is not here."""
    found = NAME.fullmatch(text)
    if found is None:
        return text
    path = disk_cache.find(folder(), text)
    if path is not None:
        with suppress(FileNotFoundError):  # it may have to make room at this moment
            return path.read_text(encoding="utf-8")
    raise Problem(N_("This text is not kept here: a link or a folder does not hold it. Open its file."), key=KEY)


def read(text: str, language: str, least: int, most: int) -> Corpus:
    """The corpus of an own text. How far it has been read is told to `progress`. Raises Problem."""
    return _read(text, language, least, most)


@lru_cache(maxsize=1)
def _read(text: str, language: str, least: int, most: int) -> Corpus:
    place = progress_file(text, language)
    try:
        return corpus.of_text(words_of(text), language, least, most, lambda share: _tell(place, share))
    finally:
        place.unlink(missing_ok=True)


def progress(text: str, language: str) -> float | None:
    """The share of an own text that a worker on this machine has read; None while none reads it."""
    place = progress_file(text, language)
    try:
        return float(place.read_text()) if time.time() - disk_cache.age(place) < STALE_SECONDS else None
    except (OSError, ValueError):
        return None


def progress_file(text: str, language: str) -> Path:
    """Where a worker tells how far it has read."""
    found = NAME.fullmatch(text)
    digest = found[1] if found else hashlib.sha256(text.encode()).hexdigest()
    return folder() / f"{digest}.{language}.share"


def _tell(place: Path, share: float) -> None:
    disk_cache.write(place, f"{share:.3f}".encode())
