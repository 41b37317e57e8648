"""The data that come with the app are those that their README.md describes, and the readers give the same arrays."""

import hashlib
import re

import numpy as np
import pytest

from nets.datasets.cache_dir import SHIPPED
from nets.datasets.images import mnist5k
from nets.datasets.tables import weather
from nets.datasets.toy import houses

ARRAYS = {  # as the packages' files gave them: dtype, shape, start of the SHA-256 of the bytes
    "digits, pixels": ("uint8", (5000, 1, 28, 28), "2913c6b6527114b7307e1086335a7665"),
    "digits, labels": ("int64", (5000,), "c3556f4a243d7dc7c1fb41d5302fb505"),
    "houses, area": ("float32", (88,), "6525dd0322cd478f55e07449ed73d2d0"),
    "houses, lot": ("float32", (88,), "3f4428a3218bcfcf76c2c6f16c15d3e7"),
    "houses, rooms": ("float32", (88,), "f3112b8b6402977d9b2e3085f183e6d3"),
    "houses, price": ("float32", (88,), "93f3a750d68002161d212d2cdd8d8d40"),
    "weather, numbers": ("float64", (1461, 4), "d06f4674d9879e787cd00056cc75336d"),
    "weather, labels": ("int64", (1461,), "0742eebf4793c1f49af7f2e664fc4a1c"),
    "weather, last year": ("bool", (1461,), "d5ca3025d7bfbdf63857a3bec582a4d8"),
    "weather, table": ("float64", (1461, 5), "bd8ac3448a0db34269b8fc6e67358491"),
}


def described() -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of each file by its name, from the table of the README."""
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    return {
        name: (int(size), digest) for name, size, digest in re.findall(r"\| `(.+)` \| (\d+) \| ([0-9a-f]{64}) \|", text)
    }


def test_readme_describes_each_file_with_size_and_checksum() -> None:
    files = {path.name: path.read_bytes() for path in SHIPPED.iterdir() if path.name != "README.md"}
    assert described() == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()}
    assert len(files) == 4


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    pixels, digits = mnist5k.read()
    columns, price = houses.homes()
    numbers, labels, last = weather.days()
    return {
        "digits, pixels": pixels,
        "digits, labels": digits,
        **{f"houses, {name}": column for name, column in columns.items()},
        "houses, price": price,
        "weather, numbers": numbers,
        "weather, labels": labels,
        "weather, last year": last,
        "weather, table": weather.table()[0],
    }


@pytest.mark.parametrize("name", ARRAYS)
def test_readers_give_the_arrays_of_the_packages_byte_for_byte(name, arrays) -> None:
    array = np.ascontiguousarray(arrays[name])
    digest = hashlib.sha256(array.tobytes()).hexdigest()[:32]
    assert (str(array.dtype), array.shape, digest) == ARRAYS[name]
