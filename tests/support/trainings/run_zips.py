"""Zips of runs with some of their files replaced."""

from __future__ import annotations

import json

from nets.datasets import zip_reader as archive
from tests.support.trainings.stored_runs import files_of


def zipped(files: dict[str, bytes | str]) -> bytes:
    return archive.write(files)


def altered(packed: bytes, **changes) -> bytes:
    """The folder with some files replaced; None takes one out."""
    files = files_of(packed) | {name.replace("__", "."): content for name, content in changes.items()}
    return zipped({name: content for name, content in files.items() if content is not None})


def about(packed: bytes, **changes) -> bytes:
    return altered(packed, run__json=json.dumps(json.loads(files_of(packed)["run.json"]) | changes))
