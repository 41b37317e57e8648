"""Small files that would cost much: the work stops at a limit that is known before it is done."""

from __future__ import annotations

import io
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from nets.datasets import zip_reader as archive
from nets.datasets.images import upload_images as own_images
from nets.datasets.images import upload_strip as own_strip
from nets.datasets.pairs import upload_pairs
from nets.datasets.pairs.pair_lines import pair_of
from nets.experiment.user_error import Problem
from nets.training import history_csv as metrics
from tests.support.upload_files import png, zip_files


def test_images_stop_at_a_number_of_pixels_of_all_together(monkeypatch) -> None:
    monkeypatch.setattr(own_images, "MAX_PIXELS_ALL", 10 * 64 * 64)
    picture = png((64, 64), colour=200)
    read = own_images.read(zip_files({f"{name}/{i}.png": picture for name in "ab" for i in range(8)}), edge=8)
    assert read.classes == {"a": 5, "b": 5}
    assert [(note.text, note.values["count"]) for note in read.notes] == [(own_images.TOO_MANY_PIXELS, 6)]


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("L", "PNG"), ("I;16", "PNG"), ("1", "PNG")]
)
def test_large_image_becomes_the_same_small_image_as_a_small_one(mode, kind) -> None:
    ramp = Image.fromarray(np.tile(np.linspace(0, 255, 1200, dtype=np.uint8), (900, 1)))
    image = Image.fromarray(np.asarray(ramp).astype(np.uint16) * 257) if mode == "I;16" else ramp.convert(mode)
    file = io.BytesIO()
    image.save(file, kind)
    with Image.open(file) as opened:
        found = own_images.small(opened, 16, colour=False)[0].astype(int)
    expected = np.asarray(ramp.crop((150, 0, 1050, 900)).resize((16, 16), Image.Resampling.BOX)).astype(int)
    assert np.abs(found - expected).max() <= (12 if mode in ("P", "1") else 3)


def test_large_photo_is_turned_upright() -> None:
    image, file = Image.new("RGB", (1200, 800), "white"), io.BytesIO()
    image.paste("black", (0, 0, 1200, 100))  # above, as the sensor saw it
    exif = image.getexif()
    exif[own_images.ORIENTATION] = 6  # the camera was turned by a quarter
    image.save(file, "JPEG", exif=exif)
    with Image.open(file) as opened:
        found = own_images.upright(opened, 8)
    assert found.size == (100, 150)
    assert np.asarray(found.convert("L"))[:, -5:].max() < 60, "what was above is on the right"


@pytest.mark.parametrize(
    ("size", "mode", "kind", "refused"),
    [
        ((9000, 5000), "1", "PNG", True),
        ((7000, 5500), "RGBA", "PNG", True),
        ((4000, 3000), "RGBA", "WEBP", True),
        ((6000, 6000), "1", "PNG", False),
    ],
)
def test_picture_that_needs_too_much_memory_is_refused_before_it_is_decoded(size, mode, kind, refused) -> None:
    file = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else "white").save(file, kind, **({"lossless": True} if refused else {}))
    with Image.open(file) as opened:
        assert own_images.is_too_large(opened) == refused
    if refused:
        with pytest.raises(Problem, match="too many pixels"):
            own_strip.read(file.getvalue())


def test_metrics_of_one_endless_line_are_refused_without_splitting_it() -> None:
    text = "step," + "a," * 5_000_000
    tracemalloc.start()
    with pytest.raises(Problem, match="cannot be read"):
        metrics.read(text, until=1)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


PAIRS = {
    "one letter a line": "a\n" * 1_900_000,
    "the same pair again and again": "a\tb\n" * 900_000,
    "one endless line": "a b " * 950_000,
    "lines of words": ("w " * 900 + "\tq\n") * 2100,
    "quotation marks that do not close": 'x,"z\n' * 700_000,
}


@pytest.mark.parametrize("case", PAIRS)
def test_pairs_are_read_no_further_than_can_be_used(case, monkeypatch) -> None:
    lines: list[int] = []

    def counted(line, separator, number):
        lines.append(len(line))
        return pair_of(line, separator, number)

    monkeypatch.setattr(upload_pairs, "pair_of", counted)
    with suppress(Problem):
        upload_pairs.read.__wrapped__(PAIRS[case][:3_900_000])
    assert 0 < len(lines) <= upload_pairs.MAX_LINES
    assert sum(lines[1:]) <= upload_pairs.MAX_READ


def test_pairs_say_how_many_lines_are_read() -> None:
    read = upload_pairs.read("a\tb\nc\td\n" * 20_000)
    assert len(read.pairs) == 2
    assert any(note.text.startswith("Only the first") and note.values["count"] == 30_000 for note in read.notes)


def test_zip_entry_without_a_name_is_no_crash() -> None:
    picture = png((12, 12), colour=99)
    files = {f"{name}/{i}.png": picture for name in "ab" for i in range(2)}
    assert own_images.read(zip_files(files | {"": b"x"}), edge=8).classes == {"a": 2, "b": 2}
    with pytest.raises(Problem):
        archive.read(zip_files({"": b"x"}), {"run.json": 100})
