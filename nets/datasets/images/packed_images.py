"""Small images packed into text, so that an experiment that learns from them stays JSON and bounded; torch-free.

The text is base64 of zlib of one line of JSON, then a byte for each label and each pixel. It is untrusted input:
lengths are compared before anything is allocated, and unpacking stops at a limit.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nets.experiment.user_error import N_, Problem

MAX_IMAGES = 2000
MAX_CLASSES = 50
MAX_BYTES = 3_500_000  # of all pixels
MAX_TEXT = 5_000_000  # characters
MIN_EDGE, MAX_EDGE = 8, 64  # pixels
KEY = "data.name"


class Header(BaseModel):
    """The first line: the names of the classes, and the number and shape of the images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: list[str] = Field(min_length=2, max_length=MAX_CLASSES)
    count: int = Field(ge=4, le=MAX_IMAGES)
    colours: int = Field(ge=1, le=3)
    edge: int = Field(ge=MIN_EDGE, le=MAX_EDGE)


def most(edge: int, colours: int) -> int:
    """Return how many images of this size can be packed."""
    return min(MAX_IMAGES, MAX_BYTES // (edge * edge * colours))


def pack(pixels: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> str:
    """Return `pixels` (N, C, E, E) uint8 and `labels` (N,) as text."""
    count, colours, edge, _edge = pixels.shape
    header = Header(classes=list(classes), count=count, colours=colours, edge=edge)
    line = json.dumps(header.model_dump(), ensure_ascii=True)
    body = labels.astype(np.uint8).tobytes() + np.ascontiguousarray(pixels).tobytes()
    return base64.b64encode(zlib.compress(line.encode() + b"\n" + body, 9)).decode("ascii")


def unpack(text: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return pixels (N, C, E, E) uint8, labels (N,) int64 and the names of the classes. Raises Problem."""
    try:
        line, _newline, body = _inflate(text).partition(b"\n")
        header = Header.model_validate_json(line)
    except (binascii.Error, zlib.error, ValidationError, ValueError):
        raise _unreadable() from None
    count, shape = header.count, (header.count, header.colours, header.edge, header.edge)
    names = tuple(name[:40] for name in header.classes)
    if len(body) != count + int(np.prod(shape)) or count > most(header.edge, header.colours):
        raise _unreadable()
    labels = np.frombuffer(body[:count], np.uint8).astype(np.int64)
    if set(labels.tolist()) != set(range(len(names))) or len(set(names)) < len(names):
        raise _unreadable()
    return np.frombuffer(body[count:], np.uint8).reshape(shape), labels, names


def _inflate(text: str) -> bytes:
    limit = MAX_BYTES + MAX_IMAGES + 20_000
    opened = zlib.decompressobj()
    data = opened.decompress(base64.b64decode(text, validate=True), limit)
    if opened.unconsumed_tail or not opened.eof:
        raise ValueError("longer than it may be, or cut off")
    return data


def _unreadable() -> Problem:
    return Problem(N_("The packed images cannot be read. Choose the file again."), key=KEY)
