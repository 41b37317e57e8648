"""Damaged images: a zip of images, and an image of digits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from nets.datasets.images import packed_images as packed
from nets.datasets.images import upload_images as own_images
from nets.datasets.images import upload_strip as own_strip
from tests.support.fuzz.limits import call, check_sentence, fuzz
from tests.support.fuzz.mutations import mutations

KINDS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
MODES = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB", "CMYK"), "TIFF": ("L", "F", "I")}


def _image(kind: str, mode: str) -> bytes:
    rng, file = np.random.default_rng(0), io.BytesIO()
    grey = Image.fromarray((rng.random((12, 20)) * 255).astype(np.uint8))
    image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    image.save(file, kind)
    return file.getvalue()


PICTURES = [_image(kind, mode) for kind in KINDS for mode in MODES.get(kind, ("L", "RGB"))]
pictures = st.sampled_from(PICTURES).flatmap(mutations)


@st.composite
def headers(draw: st.DrawFn) -> bytes:
    """Draw a PNG with any size and kind in its header, and a right checksum."""
    size = st.one_of(st.integers(0, 70), st.sampled_from((6300, 40_000, 2**31 - 1, 2**32 - 1)))
    depth, colour = draw(st.sampled_from((1, 2, 4, 8, 16, 3))), draw(st.integers(0, 7))
    header = struct.pack(">2L5B", draw(size), draw(size), depth, colour, 0, 0, draw(st.integers(0, 2)))
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(draw(st.integers(0, 5000))))), (b"IEND", b"")]
    for name in draw(st.lists(st.sampled_from((b"tRNS", b"PLTE", b"zTXt", b"iCCP", b"eXIf", b"acTL")), max_size=2)):
        chunks.insert(1, (name, draw(st.binary(max_size=30))))
    parts = [struct.pack(">L", len(c)) + name + c + struct.pack(">L", zlib.crc32(name + c)) for name, c in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@fuzz(few=60, many=8000, content=st.one_of(pictures, headers(), st.binary(max_size=60)))
def test_image_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    result = call(own_strip.read, content)
    if result is not None:
        top, bottom, left, right = own_strip.bounds(result.ink)
        assert 0 <= top < bottom <= result.ink.shape[0]
        assert 0 <= left < right <= result.ink.shape[1]


names = st.one_of(
    st.tuples(
        st.sampled_from(("a", "b", "c/a", "猫", "", "..", "a\\b", "C:", "__MACOSX")), st.sampled_from(("/", ""))
    ).map("".join),
    st.text(max_size=6),
)
files = st.tuples(names, st.sampled_from(("1.png", "2.JPG", "3.gif", "x.txt", "", "..", ".png")), pictures)


@st.composite
def zips(draw: st.DrawFn) -> bytes:
    """Draw a zip of images with names of every kind, which is sometimes damaged."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", draw(st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))) as archive:
        for name in ("a/0.png", "a/9.png", "b/0.png", "b/9.png"):
            archive.writestr(name, PICTURES[draw(st.integers(0, 6))])
        for folder, name, content in draw(st.lists(files, max_size=5)):
            entry = zipfile.ZipInfo("entry")
            entry.filename = (folder + name).encode("utf-8", "replace").decode()
            entry.external_attr = draw(st.sampled_from((0, 0o120777 << 16, 0o100644 << 16)))
            with archive.open(entry, "w") as opened:
                opened.write(content)
    return draw(mutations(file.getvalue())) if draw(st.booleans()) else file.getvalue()


@fuzz(few=25, many=3000, data=zips(), edge=st.sampled_from((8, 28, 64)), colour=st.booleans())
def test_zip_of_images_is_learnt_or_refused_with_a_sentence(data: bytes, edge: int, colour: bool) -> None:
    result = call(own_images.read, data, edge, colour)
    if result is not None:
        for note in result.notes:
            check_sentence(note)
        pixels, labels, classes = packed.unpack(result.text)
        assert pixels.shape[1:] == (3 if colour else 1, edge, edge)
        assert len(labels) == sum(result.classes.values())
        assert len(classes) == len(result.classes)
