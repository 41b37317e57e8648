"""A user's images: a zip with a folder for each class in, small packed images and notes out; torch-free.

The zip is untrusted input: paths, sizes and formats are checked before an image is decoded, nothing is written to
disk, and a file that cannot be read is left out with a note.
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

from nets.datasets import progress
from nets.datasets.images.packed_images import MAX_CLASSES, MAX_EDGE, MIN_EDGE, most, pack
from nets.datasets.tables.csv_parser import unique
from nets.datasets.zip_reader import BROKEN, is_folder
from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MAX_MEGABYTES = 50  # of the zip
MAX_FILES = 5000
MAX_FILE = 20_000_000  # bytes of one image, unpacked
MAX_TOTAL_BYTES = 400_000_000  # bytes of all that are read
MAX_PIXELS = 40_000_000  # of one image
MAX_DECODED = 140_000_000  # bytes of one image in memory
MAX_PIXELS_ALL = 300_000_000  # of all images together
DETAIL = 4  # times the final edge: a larger image is scaled down while it is decoded
BAND_PIXELS = 2_000_000  # that are converted at a time
MAX_SCANS = 40  # of a progressive JPEG; cameras and programs write at most a dozen
JPEG, SCAN = b"\xff\xd8", b"\xff\xda"  # how a file and each of its scans begin
ORIENTATION = 0x0112  # the EXIF tag that says how a camera was held
MAX_RATIO = 200  # unpacked over packed, of a file larger than a megabyte
MIN_IMAGES = 2  # images of a class
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm")
KEY = "data.images"
BROKEN_PICTURE = (*BROKEN, SyntaxError, TypeError, KeyError, IndexError)  # what Pillow raises of damaged files


@dataclass(frozen=True)
class Own:
    """Packed images for `data.images`, the number of images of each class, and notes on what was left out."""

    text: str
    classes: dict[str, int]
    notes: tuple[Problem, ...]


def read(data: bytes, edge: int = 28, colour: bool = False, name: str = "") -> Own:
    """Read the images of a zip with a folder for each class, as squares of this edge.

    Args:
        data: The zip.
        edge: Pixels of an edge.
        colour: Whether to keep colours.
        name: Under which `nets.datasets.progress` reports the progress.

    Raises:
        Problem: If the images cannot be used.
    """
    if not MIN_EDGE <= edge <= MAX_EDGE:
        raise Problem(N_("The edge must be from {low} to {high} pixels."), key=KEY, low=MIN_EDGE, high=MAX_EDGE)
    if len(data) > MAX_MEGABYTES * 1_000_000:
        text = N_("The zip is too large: {size:.0f} MB, and {limit} MB can be read at most.")
        raise Problem(text, key=KEY, size=len(data) / 1e6, limit=MAX_MEGABYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, edge, colour, progress.Report(name))
    except Problem:
        raise
    except BROKEN:
        raise Problem(N_("This is not a zip file, or it is damaged."), key=KEY) from None


def _read(archive: zipfile.ZipFile, edge: int, colour: bool, report: progress.Report) -> Own:
    left_out: Counter[str] = Counter()
    files_by_class = _files_by_class(archive, left_out)
    limit, total = most(edge, 3 if colour else 1), sum(map(len, files_by_class.values()))
    if total > limit:
        left_out[TOO_MANY] += total - limit
    names, labels, pixels, size, budget = unique(files_by_class), [], [], 0, _PixelBudget()
    chosen = _in_turn(files_by_class, limit)
    for number, (label, entry) in enumerate(chosen):
        report(number / len(chosen))
        size += entry.file_size
        if size > MAX_TOTAL_BYTES:
            raise Problem(
                N_("The images are too large when unpacked: {limit:.0f} MB at most."),
                key=KEY,
                limit=MAX_TOTAL_BYTES / 1e6,
            )
        image = _image(archive, entry, edge, colour, left_out, budget)
        if image is not None:
            pixels.append(image)
            labels.append(label)
    usable_classes = [label for label in range(len(names)) if labels.count(label) >= MIN_IMAGES]
    if len(usable_classes) < 2:
        raise Problem(N_("At least two folders need {fewest} readable images each."), key=KEY, fewest=MIN_IMAGES)
    left_out[TOO_FEW] += sum(label not in usable_classes for label in labels)
    usable_rows = [row for row, label in enumerate(labels) if label in usable_classes]
    order = np.array([usable_classes.index(labels[row]) for row in usable_rows])
    text = pack(np.stack([pixels[row] for row in usable_rows]), order, tuple(names[label] for label in usable_classes))
    counts = {names[label]: labels.count(label) for label in usable_classes}
    return Own(text, counts, tuple(Problem(note, count=count) for note, count in left_out.items() if count))


TOO_MANY = N_("Images left out because there are too many of this size: {count}.")
TOO_FEW = N_("Images left out because their folder has too few that can be read: {count}.")
NO_IMAGE = N_("Files left out because they are no images: {count}.")
BROKEN_IMAGE = N_("Images left out because they are damaged or of an unknown kind: {count}.")
TOO_LARGE = N_("Images left out because they are too large: {count}.")
TOO_MANY_PIXELS = N_("Images left out because all of them together have too many pixels: {count}.")
OUTSIDE = N_("Files left out because their names lead outside of the zip, or they are links: {count}.")
NO_FOLDER = N_("Images left out because they lie in no folder, which would name their class: {count}.")
LOCKED = N_("Files left out because they are locked or packed in an unusual way: {count}.")


def _files_by_class(archive: zipfile.ZipFile, left_out: Counter[str]) -> dict[str, list[zipfile.ZipInfo]]:
    """Return the image files of each class, the innermost folder they lie in. Raises Problem."""
    entries = [each for each in archive.infolist() if not is_folder(each) and not _hidden(each.filename)]
    if len(entries) > MAX_FILES:
        text = N_("The zip holds {count} files; {limit} can be read at most.")
        raise Problem(text, key=KEY, count=len(entries), limit=MAX_FILES)
    files_by_class: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in sorted(entries, key=lambda each: each.filename):
        if (reason := _reason(entry)) is not None:
            left_out[reason] += 1
        else:
            files_by_class.setdefault(entry.filename.split("/")[-2], []).append(entry)
    if len(files_by_class) < 2:
        raise Problem(
            N_("The zip needs a folder of images for each class, two at least; {count} found."),
            key=KEY,
            count=len(files_by_class),
        )
    if len(files_by_class) > MAX_CLASSES:
        text = N_("The zip has {count} folders of images; {limit} classes are the most.")
        raise Problem(text, key=KEY, count=len(files_by_class), limit=MAX_CLASSES)
    return files_by_class


def _hidden(path: str) -> bool:
    """Return whether this is a file that operating systems add to zips."""
    parts = path.split("/")
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts) or parts[-1] in (
        "Thumbs.db",
        "desktop.ini",
    )


def _reason(entry: zipfile.ZipInfo) -> str | None:
    """Return why a file cannot be an image of a class; None if it can."""
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
    bomb = entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
    return TOO_LARGE if entry.file_size > MAX_FILE or bomb else None


def _in_turn(files_by_class: dict[str, list[zipfile.ZipInfo]], limit: int) -> list[tuple[int, zipfile.ZipInfo]]:
    """Return at most `limit` images with the numbers of their classes, from each class in turn."""
    ranked = [
        (rank, label, entry) for label, files in enumerate(files_by_class.values()) for rank, entry in enumerate(files)
    ]
    return [(label, entry) for _rank, label, entry in sorted(ranked, key=lambda each: each[:2])[:limit]]


class _PixelBudget:
    """The number of pixels that may still be decoded."""

    def __init__(self) -> None:
        self.left = MAX_PIXELS_ALL

    def take(self, pixels: int) -> bool:
        """Take `pixels` off the budget. Returns False, and takes nothing, if fewer are left."""
        if pixels > self.left:
            return False
        self.left -= pixels
        return True


def _image(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    edge: int,
    colour: bool,
    left_out: Counter[str],
    budget: _PixelBudget,
) -> np.ndarray | None:
    """Return one image (C, E, E) uint8; None if it cannot be read, with the reason counted in `left`."""
    from PIL import Image, UnidentifiedImageError

    try:
        with archive.open(entry) as file:
            content = file.read(MAX_FILE + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                count = math.prod(opened.size)
                if len(content) > MAX_FILE or is_too_large(opened) or has_too_many_scans(content):
                    left_out[TOO_LARGE] += 1
                    return None
                if not budget.take(count):
                    left_out[TOO_MANY_PIXELS] += 1
                    return None
                return small(opened, edge, colour)
    except (*BROKEN_PICTURE, UnidentifiedImageError, Image.DecompressionBombError):
        left_out[BROKEN_IMAGE] += 1
        return None


def is_too_large(opened: Picture) -> bool:
    """Return whether decoding this image would take too long or too much memory; JPEG is decoded small."""
    pixels = math.prod(opened.size)
    if pixels > MAX_PIXELS or opened.format == "JPEG":
        return pixels > MAX_PIXELS
    channel = {"1": 1, "L": 1, "P": 1}.get(opened.mode, 2 if opened.mode.startswith("I;16") else 4)  # bytes a pixel
    copies = 4 if opened.format == "WEBP" else 1  # its decoder holds whole frames of its own
    return pixels * channel * copies > MAX_DECODED


def has_too_many_scans(content: bytes) -> bool:
    """Return whether this is a JPEG that would be decoded for hours: each of its scans goes over all pixels again."""
    return content.startswith(JPEG) and content.count(SCAN) > MAX_SCANS


def small(opened: Picture, edge: int, colour: bool) -> np.ndarray:
    """Return a PIL image as a square (C, E, E) uint8: upright, on white if transparent, its middle cut out."""
    from PIL import Image, ImageOps

    image = upright(opened, min(opened.size) // (DETAIL * edge)).convert("RGB" if colour else "L")
    image = ImageOps.fit(
        image, (edge, edge), Image.Resampling.BOX if min(image.size) >= edge else Image.Resampling.BICUBIC
    )
    values = np.asarray(image, dtype=np.uint8)
    return values.transpose(2, 0, 1) if colour else values[None]  # (C, E, E)


def upright(opened: Picture, factor: int = 1) -> Picture:
    """Return an opened image as one sees it: 8 bits a channel, on white where it is transparent, turned upright.

    Memory stays near that of the raw pixels: JPEG is decoded at a fraction of its size, and whatever else is large is
    converted and scaled down band by band.

    Args:
        opened: A PIL image that is not decoded yet.
        factor: How many times smaller both sides may become; below 2 the size stays.

    Returns:
        An RGB image (H / factor, W / factor).
    """
    from PIL import Image, ImageOps

    width, height = opened.size
    orientation = opened.getexif().get(ORIENTATION, 1)
    if factor > 1:
        opened.draft(None, (-(-width // factor), -(-height // factor)))  # JPEG alone can; others stay as they are
        factor = max(1, factor * opened.width // width)
    factor, top = max(1, factor), _brightest(opened)
    image = Image.new("RGB", (-(-opened.width // factor), -(-opened.height // factor)))
    band = max(1, BAND_PIXELS // (opened.width * factor)) * factor
    for row in range(0, opened.height, band):
        part = _on_white(opened.crop((0, row, opened.width, min(row + band, opened.height))), top)
        image.paste(part.reduce(factor) if factor > 1 else part, (0, row // factor))
    image.getexif()[ORIENTATION] = orientation
    return ImageOps.exif_transpose(image)


def _brightest(opened: Picture) -> float:
    """Return the value that stands for white in an image of 16 bits a pixel or more."""
    if not opened.mode.startswith(("I", "F")):
        return 255.0
    extremes = opened.getextrema()
    highest = extremes[1] if isinstance(extremes[1], int | float) and math.isfinite(extremes[1]) else 65535.0
    return 65535.0 if 255 < highest <= 65535 else max(highest, 1.0)


def _on_white(image: Picture, top: float) -> Picture:
    """Return an image of any mode as RGB, on white where it is transparent; `top` is white where pixels are numbers."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((np.clip(np.nan_to_num(values) / top, 0, 1) * 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return image.convert("RGB")
