"""A person's own images: a zip with a folder for each class in, small packed images and notes out; torch-free.

Nothing is written to disk, and nothing in the zip is believed: places, sizes and formats are looked at before an image
is decoded, and a file that cannot be read is left out with a note.
"""

from __future__ import annotations

import io
import math
import stat
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nets.data.packed import LARGEST, MOST_CLASSES, SMALLEST, most, pack
from nets.data.table_text import unique
from nets.training.archive import BROKEN
from nets.training.problem import N_, Problem

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_MEGABYTES = 50  # of the zip
MOST_FILES = 5000
MOST_FILE = 20_000_000  # bytes of one image, unpacked
MOST_ALL = 400_000_000  # bytes of all that are read
MOST_PIXELS = 40_000_000  # of one image
MOST_RATIO = 200  # unpacked over packed, of a file larger than a megabyte
FEWEST = 2  # images of a class
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm")
KEY = "data.images"
BROKEN_PICTURE = (*BROKEN, SyntaxError, TypeError, KeyError, IndexError)  # what Pillow raises of damaged files


@dataclass(frozen=True)
class Own:
    """What goes into an experiment, `data.images`; how many images of each class there are; what was left out."""

    text: str
    classes: dict[str, int]
    notes: tuple[Problem, ...]


def read(data: bytes, edge: int = 28, colour: bool = False) -> Own:
    """The images of a zip with a folder for each class, made squares of this edge. Raises Problem."""
    if not SMALLEST <= edge <= LARGEST:
        raise Problem(N_("The edge must be from {low} to {high} pixels."), key=KEY, low=SMALLEST, high=LARGEST)
    if len(data) > MOST_MEGABYTES * 1_000_000:
        text = N_("The zip is too large: {size:.0f} MB, and {limit} MB can be read at most.")
        raise Problem(text, key=KEY, size=len(data) / 1e6, limit=MOST_MEGABYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, edge, colour)
    except Problem:
        raise
    except BROKEN:
        raise Problem(N_("This is not a zip file, or it is damaged."), key=KEY) from None


def _read(archive: zipfile.ZipFile, edge: int, colour: bool) -> Own:
    left: Counter[str] = Counter()
    found = _found(archive, left)
    limit, total = most(edge, 3 if colour else 1), sum(map(len, found.values()))
    if total > limit:
        left[TOO_MANY] += total - limit
    names, labels, pixels, size = unique(found), [], [], 0
    for label, entry in _in_turn(found, limit):
        size += entry.file_size
        if size > MOST_ALL:
            raise Problem(
                N_("The images are too large when unpacked: {limit:.0f} MB at most."), key=KEY, limit=MOST_ALL / 1e6
            )
        image = _image(archive, entry, edge, colour, left)
        if image is not None:
            pixels.append(image)
            labels.append(label)
    kept = [label for label in range(len(names)) if labels.count(label) >= FEWEST]
    if len(kept) < 2:
        raise Problem(N_("At least two folders need {fewest} readable images each."), key=KEY, fewest=FEWEST)
    left[TOO_FEW] += sum(label not in kept for label in labels)
    chosen = [place for place, label in enumerate(labels) if label in kept]
    order = np.array([kept.index(labels[place]) for place in chosen])
    text = pack(np.stack([pixels[place] for place in chosen]), order, tuple(names[label] for label in kept))
    counts = {names[label]: labels.count(label) for label in kept}
    return Own(text, counts, tuple(Problem(note, count=count) for note, count in left.items() if count))


TOO_MANY = N_("Images left out because there are too many of this size: {count}.")
TOO_FEW = N_("Images left out because their folder has too few that can be read: {count}.")
NO_IMAGE = N_("Files left out because they are no images: {count}.")
BROKEN_IMAGE = N_("Images left out because they are damaged or of an unknown kind: {count}.")
TOO_LARGE = N_("Images left out because they are too large: {count}.")
OUTSIDE = N_("Files left out because their names lead outside of the zip, or they are links: {count}.")
NO_FOLDER = N_("Images left out because they lie in no folder, which would name their class: {count}.")
LOCKED = N_("Files left out because they are locked or packed in an unusual way: {count}.")


def _found(archive: zipfile.ZipFile, left: Counter[str]) -> dict[str, list[zipfile.ZipInfo]]:
    """The image files of each class: the folder they lie in, the innermost one. Raises Problem."""
    entries = [each for each in archive.infolist() if not each.is_dir() and not _hidden(each.filename)]
    if len(entries) > MOST_FILES:
        text = N_("The zip holds {count} files; {limit} can be read at most.")
        raise Problem(text, key=KEY, count=len(entries), limit=MOST_FILES)
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in sorted(entries, key=lambda each: each.filename):
        if (reason := _reason(entry)) is not None:
            left[reason] += 1
        else:
            found.setdefault(entry.filename.split("/")[-2], []).append(entry)
    if len(found) < 2:
        raise Problem(
            N_("The zip needs a folder of images for each class, two at least; {count} found."),
            key=KEY,
            count=len(found),
        )
    if len(found) > MOST_CLASSES:
        text = N_("The zip has {count} folders of images; {limit} classes are the most.")
        raise Problem(text, key=KEY, count=len(found), limit=MOST_CLASSES)
    return found


def _hidden(path: str) -> bool:
    """What systems put into zips besides what a person meant."""
    parts = path.split("/")
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts) or parts[-1] in (
        "Thumbs.db",
        "desktop.ini",
    )


def _reason(entry: zipfile.ZipInfo) -> str | None:
    """Why a file cannot be an image of a class; None where it may be."""
    path, mode = entry.orig_filename, entry.external_attr >> 16
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in parts[0] or ".." in parts or "\0" in path:
        return OUTSIDE
    if mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return OUTSIDE
    if not path.lower().endswith(ENDINGS):
        return NO_IMAGE
    if len(parts) < 2:
        return NO_FOLDER
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return LOCKED
    bomb = entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
    return TOO_LARGE if entry.file_size > MOST_FILE or bomb else None


def _in_turn(found: dict[str, list[zipfile.ZipInfo]], limit: int) -> list[tuple[int, zipfile.ZipInfo]]:
    """The first images, one of each class in turn, with the numbers of their classes; `limit` at most."""
    ranked = [(rank, label, entry) for label, files in enumerate(found.values()) for rank, entry in enumerate(files)]
    return [(label, entry) for _rank, label, entry in sorted(ranked, key=lambda each: each[:2])[:limit]]


def _image(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, edge: int, colour: bool, left: Counter[str]
) -> np.ndarray | None:
    """One image (C, E, E) uint8; None, with the reason counted, where it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with archive.open(entry) as file:
            content = file.read(MOST_FILE + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if len(content) > MOST_FILE or math.prod(opened.size) > MOST_PIXELS:
                    left[TOO_LARGE] += 1
                    return None
                return small(opened, edge, colour)
    except (*BROKEN_PICTURE, UnidentifiedImageError, Image.DecompressionBombError):
        left[BROKEN_IMAGE] += 1
        return None


def small(opened: Picture, edge: int, colour: bool) -> np.ndarray:
    """A PIL image as a square (C, E, E) uint8: upright, on white where it is transparent, its middle cut out."""
    from PIL import Image, ImageOps

    image = upright(opened)
    image = image.convert("RGB" if colour else "L")
    image = ImageOps.fit(
        image, (edge, edge), Image.Resampling.BOX if min(image.size) >= edge else Image.Resampling.BICUBIC
    )
    values = np.asarray(image, dtype=np.uint8)
    return values.transpose(2, 0, 1) if colour else values[None]  # (C, E, E)


def upright(opened: Picture) -> Picture:
    """A PIL image as one would see it: turned as its camera was held, of 8 bits, on white where it is transparent."""
    from PIL import Image, ImageOps

    image: Picture = ImageOps.exif_transpose(opened)
    if image.mode.startswith(("I", "F")):  # 16 bits and more: from the darkest to the brightest that there is
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 and values.max() <= 65535 else max(values.max(initial=1), 1.0)
        image = Image.fromarray((np.clip(np.nan_to_num(values) / top, 0, 1) * 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return image
