"""A user's own images: every mode and size becomes a small square; each unreadable file gets one sentence."""

import io
import stat
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from nets.datasets.images import packed_images as packed
from nets.datasets.images import upload_images as own_images
from nets.experiment.user_error import Problem
from nets.models.cnn.experiment import Convolutional
from nets.training.trainer_state import train


def encoded(image, kind="PNG", **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def zipped(files, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def grey(value, size=(20, 20)):
    return encoded(Image.new("L", size, value))


PLAIN = {f"{name}/{n}.png": grey(value + n) for name, value in (("dark", 10), ("bright", 200)) for n in range(4)}


def unpacked(own):
    return packed.unpack(own.text)


def told(own):
    return [str(note) for note in own.notes]


def test_folders_become_classes() -> None:
    own = own_images.read(zipped({f"set/{name}": data for name, data in PLAIN.items()}), edge=12)
    pixels, labels, classes = unpacked(own)
    assert classes == ("bright", "dark")
    assert own.classes == {"bright": 4, "dark": 4}
    assert pixels.shape == (8, 1, 12, 12)
    assert sorted(pixels[labels == 1].mean(axis=(1, 2, 3))) == [10, 11, 12, 13]
    assert not own.notes


def modes():
    ramp = np.linspace(0, 255, 400).reshape(20, 20).astype(np.uint8)
    clear = Image.fromarray(np.dstack([ramp, ramp, ramp, np.zeros_like(ramp)]), "RGBA")
    palette = Image.fromarray(np.dstack([ramp] * 3)).convert("P")
    return {
        "grey": (Image.fromarray(ramp), 127),
        "colour": (Image.new("RGB", (30, 20), (255, 0, 0)), 76),
        "bit": (Image.new("1", (16, 16), 1), 255),
        "sixteen": (Image.fromarray(ramp.astype(np.uint16) * 257), 127),
        "float": (Image.new("F", (9, 9), 100.0), 255),
        "palette": (palette, 127),
        "clear": (clear, 255),
        "grey and alpha": (Image.new("LA", (10, 10), (0, 128)), 127),
        "wide": (Image.new("L", (400, 10), 90), 90),
        "tiny": (Image.new("L", (1, 1), 33), 33),
    }


@pytest.mark.parametrize("name", modes())
@pytest.mark.parametrize("colour", [False, True])
def test_every_mode_and_size_becomes_a_small_square(name, colour) -> None:
    image, mean = modes()[name]
    made = own_images.small(image, 16, colour)
    assert made.shape == (3 if colour else 1, 16, 16)
    assert made.dtype == np.uint8
    if name != "colour":
        assert made.mean() == pytest.approx(mean, abs=3)
    else:
        assert made.reshape(made.shape[0], -1).mean(axis=1) == pytest.approx([255, 0, 0] if colour else [76], abs=1)


def test_a_photo_is_turned_upright() -> None:
    image = Image.new("L", (20, 20), 0)
    image.paste(255, (0, 0, 20, 10))  # the top is bright
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise by a quarter
    opened = Image.open(io.BytesIO(encoded(image, "JPEG", exif=exif)))
    made = own_images.small(opened, 10, False)[0]
    assert made[:, 5:].mean() > 240
    assert made[:, :5].mean() < 15


def png_claiming(width, height):
    """The head of a PNG that says it is enormous."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


LEFT_OUT = {
    "broken": ({"dark/x.png": b"no image at all"}, "damaged or of an unknown kind: 1"),
    "cut off": ({"dark/x.png": grey(9)[:40]}, "damaged or of an unknown kind: 1"),
    "claims to be enormous": ({"dark/x.png": png_claiming(60_000, 60_000)}, "left out because they are "),
    "large": ({"dark/x.png": png_claiming(9_000, 9_000)}, "too large: 1"),
    "text": ({"dark/x.txt": b"hello", "readme.md": b"hi"}, "they are no images: 2"),
    "no folder": ({"x.png": grey(9)}, "lie in no folder, which would name their class: 1"),
    "outside": ({"../dark/x.png": grey(9), "/etc/x.png": grey(9)}, "lead outside of the zip, or they are links: 2"),
    "a bomb": ({"dark/x.png": b"\0" * 15_000_000}, "too large: 1"),
    "a vector": ({"dark/x.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "unknown kind: 1"),
    "a lonely image": ({"third/x.png": grey(9)}, "too few that can be read: 1"),
    "rubbish of systems": ({"__MACOSX/dark/._1.png": b"x", "dark/.DS_Store": b"x", "dark/Thumbs.db": b"x"}, None),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_cannot_be_read_is_left_out_and_told(case) -> None:
    more, words = LEFT_OUT[case]
    own = own_images.read(zipped(PLAIN | more))
    assert own.classes == {"bright": 4, "dark": 4}
    assert (not own.notes) if words is None else any(words in note for note in told(own)), told(own)


def test_a_link_is_left_out() -> None:
    data = io.BytesIO(zipped(PLAIN))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(link("dark/link.png"), "/etc/passwd")
    assert "links: 1" in told(own_images.read(data.getvalue()))[0]


def test_too_many_are_taken_evenly() -> None:
    many = {f"{name}/{n:04}.png": grey(n % 255, (4, 4)) for name in "ab" for n in range(400)}
    own = own_images.read(zipped(many), edge=64, colour=True)
    limit = packed.most(64, 3)
    assert sum(own.classes.values()) == limit < 800
    assert max(own.classes.values()) - min(own.classes.values()) <= 1
    assert len(own.text) <= packed.MAX_TEXT
    assert f"too many of this size: {800 - limit}" in told(own)[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a zip"),
        (b"PK\3\4 nonsense", "not a zip"),
        (zipped({}), "a folder of images for each class"),
        (zipped({"a/1.png": grey(1), "a/2.png": grey(2)}), "two at least; 1 found"),
        (zipped({f"{n}/{i}.png": b"x" for n in "ab" for i in range(3)}), "At least two folders need 2 readable images"),
        (zipped({f"{n}/1.png": b"x" for n in range(60)}), "60 folders"),
        (zipped({f"a/{n}.txt": b"" for n in range(5001)}), "5001 files"),
        (zipped(PLAIN)[:-30], "not a zip"),
    ],
)
def test_a_zip_that_is_of_no_use_is_refused_in_one_sentence(data, words) -> None:
    with pytest.raises(Problem, match=words):
        own_images.read(data)


def test_what_was_packed_is_read_back_and_nothing_else_is() -> None:
    text = own_images.read(zipped(PLAIN)).text
    assert Convolutional().replace({"data.name": "own", "data.images": text}).image == (1, 28, 28)
    bomb = packed.base64.b64encode(zlib.compress(b"\0" * 100_000_000)).decode()
    body = zlib.decompress(packed.base64.b64decode(text))
    lies = [
        body.replace(b'"count": 8', b'"count": 9'),
        body.replace(b'"edge": 28', b'"edge": 64'),
        body[:-1],
        body + b"x",
    ]
    forged = [packed.base64.b64encode(zlib.compress(each)).decode() for each in lies]
    for bad in ("nonsense", "é", text[:-8], text[:50], bomb, *forged):
        with pytest.raises(Problem):
            Convolutional().replace({"data.name": "own", "data.images": bad})


def test_own_images_are_learnt() -> None:
    own = own_images.read(zipped({f"{name}/{n}.png": grey(value + n) for name, value in (("dark", 10), ("bright", 200))
                                  for n in range(20)}), edge=8, colour=True)  # fmt: skip
    experiment = Convolutional().replace({"data.name": "own", "data.images": own.text, "net.channels": "4",
                                          "fit.steps": 60, "fit.report": 60})  # fmt: skip
    again = Convolutional.from_json(experiment.model_dump_json())
    assert again == experiment
    *_, last = train(again)
    assert last.figures["test_accuracy"] == 1
