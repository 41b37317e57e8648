"""A user's image of digits as a strip for a captioner: bright ink on black, cut out and fitted; torch-free."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np

from nets.datasets.images.digit_strips import WHITE, Layout
from nets.datasets.images.upload_images import BROKEN_PICTURE, FORMATS, has_too_many_scans, is_too_large, upright
from nets.experiment.user_error import N_, Problem

MAX_MEGABYTES = 20
MAX_EDGE = 1600  # pixels along an edge that are kept
INK = 0.35  # of the way from the background to the strongest ink: from here on a pixel counts as ink
MIN_CONTRAST = 30  # of 255, between background and ink


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """`ink` (H, W) uint8, 0 for the background and WHITE for the strongest ink; and how the file was read."""

    ink: np.ndarray
    notes: tuple[Problem, ...]


def read(content: bytes) -> OwnPicture:
    """Decode an uploaded image. Raises Problem if it is not an image, too large, or blank."""
    from PIL import Image, UnidentifiedImageError

    if len(content) > MAX_MEGABYTES * 1_000_000:
        text = N_("The picture is too large: {size:.0f} MB, and {limit} MB can be read at most.")
        raise Problem(text, size=len(content) / 1e6, limit=MAX_MEGABYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if is_too_large(opened) or has_too_many_scans(content):
                    raise Problem(N_("The picture has too many pixels."))
                image = upright(opened, max(opened.size) // MAX_EDGE).convert("L")
                image.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.BOX)
                return inked(np.asarray(image, dtype=np.float32))
    except Problem:
        raise
    except (*BROKEN_PICTURE, UnidentifiedImageError, Image.DecompressionBombError):
        formats = ", ".join(FORMATS)
        raise Problem(
            N_("This is no picture that can be read, or it is damaged. Known are {formats}."), formats=formats
        ) from None


def inked(grey: np.ndarray) -> OwnPicture:
    """Return grey values (H, W), 0 to 255, as ink on black; inverted if the ink is darker than the background.

    The background is the median of the edges. Raises Problem if nothing differs from it.
    """
    edges = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ground = float(np.median(edges))
    brighter, darker = np.percentile(grey, 99.5) - ground, ground - np.percentile(grey, 0.5)
    strongest = max(brighter, darker)
    if strongest < MIN_CONTRAST:
        raise Problem(N_("Nothing is written on this picture: all of it is about equally bright."))
    dark = darker > brighter
    ink = np.clip((ground - grey if dark else grey - ground) / strongest, 0, 1)
    ink = np.where(ink < INK / 2, 0, ink)  # paper is never quite even
    notes = (
        (Problem(N_("Dark ink on a bright ground was turned over: the net knows bright ink on black.")),)
        if dark
        else ()
    )
    return OwnPicture(np.rint(ink * WHITE).astype(np.uint8), notes)


def fitted(picture: OwnPicture, layout: Layout, fit: float) -> np.ndarray:
    """Return the ink, cut out, in the middle of a strip (H, W), as high as a digit of the dataset or smaller.

    `fit` is the share of a digit's square that its longer side takes.
    """
    from PIL import Image

    (rows, columns), box = layout.shape, bounds(picture.ink)
    top, bottom, left, right = box
    cut = picture.ink[top:bottom, left:right]
    scale = min(fit * layout.edge / cut.shape[0], (columns - 2) / cut.shape[1])
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    small = np.asarray(
        Image.fromarray(cut).resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    )
    small = np.rint(small * (WHITE / max(1, int(small.max())))).astype(np.uint8)
    strip = np.zeros((rows, columns), dtype=np.uint8)
    down, across = (rows - size[1]) // 2, (columns - size[0]) // 2
    strip[down : down + size[1], across : across + size[0]] = small
    return strip


def bounds(ink: np.ndarray) -> tuple[int, int, int, int]:
    """Return first row, last row plus one, first column, last column plus one of the ink."""
    is_ink = ink >= INK * WHITE
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
