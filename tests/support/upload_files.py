"""Files as users upload them: images and zips."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from PIL import Image


def png(size, mode="L", colour=0, **options):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, "PNG", **options)
    return file.getvalue()


def zip_files(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo("entry")
            entry.filename, entry.compress_type = name, zipfile.ZIP_DEFLATED
            with zipped.open(entry, "w") as opened:  # `writestr` refuses an empty name
                opened.write(content)
    return file.getvalue()


def handwriting(mode: str, size=(300, 90), ground=235, ink=40) -> bytes:
    """Return a PNG with two thick strokes, in a mode of PIL."""
    grey = np.full(size[::-1], ground, np.uint8)
    grey[20:70, 60:75] = grey[20:70, 200:230] = ink
    image, file = Image.fromarray(grey), io.BytesIO()
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "RGBA":
        image = image.convert("RGBA")
        image.putalpha(Image.fromarray(np.where(grey == ink, 255, 0).astype(np.uint8)))
    else:
        image = image.convert(mode)
    image.save(file, "PNG")
    return file.getvalue()
