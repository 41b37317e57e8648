"""Zips of runs with some of their files replaced."""

from __future__ import annotations

import json

from nets.datasets import zip_reader
from tests.support.trainings.stored_runs import read_files


def write_zip(files: dict[str, bytes | str]) -> bytes:
    return zip_reader.write(files)


def replace_files(packed: bytes, **changes) -> bytes:
    """Return the zip with some files replaced; None removes one."""
    files = read_files(packed) | {name.replace("__", "."): content for name, content in changes.items()}
    return write_zip({name: content for name, content in files.items() if content is not None})


def replace_metadata(packed: bytes, **changes) -> bytes:
    return replace_files(packed, run__json=json.dumps(json.loads(read_files(packed)["run.json"]) | changes))
