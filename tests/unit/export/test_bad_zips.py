"""Harmful zips: each gives one sentence in either language, and costs little time and memory."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import warnings
import zipfile
import zlib
from time import process_time

import numpy as np
import pytest
from safetensors.numpy import load, save

from nets.datasets import zip_reader as archive
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from tests.support.trainings.run_zips import replace_files, replace_metadata
from tests.support.trainings.stored_runs import read_files, train_run
from ui.text.i18n import problem, use


@pytest.fixture(scope="module")
def packed(engine) -> bytes:
    return folder.pack(train_run(engine, {"fit.optimizer": "adam"}, 12), engine)


def overlapping(count: int = 30) -> bytes:
    """Return a zip whose many entries are all the same bytes."""
    content = zlib.compress(bytes(30_000_000), 9)[2:-4]
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(content), 30_000_000, 1, 0) + b"a" + content
    names = [*folder.LIMITS, *(f".{number}" for number in range(count))][:count]
    listed = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(content), 30_000_000, len(name), *[0] * 6)
        + name.encode()
        for name in names
    )
    return local + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(listed), len(local), 0)


def zip_of_zeros(size: int) -> bytes:
    return archive.write({"experiment.json": bytes(size)})


def duplicate_entry(packed: bytes) -> bytes:
    data = io.BytesIO(packed)
    with warnings.catch_warnings(), zipfile.ZipFile(data, "a") as archive_file:
        warnings.simplefilter("ignore")
        archive_file.writestr(archive_file.namelist()[0], b"{}")
    return data.getvalue()


def wrong_size(packed: bytes) -> bytes:
    """Return a zip whose directory states a small size for a large file."""
    data = bytearray(replace_files(packed, metrics__csv=bytes(60_000_000)))
    offset = data.index(b"metrics.csv", data.index(b"PK\1\2")) - 46
    data[offset + 24 : offset + 28] = struct.pack("<L", 100)
    return bytes(data)


def safetensors(header: object, content: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + content


def tensor(**changes) -> dict:
    return {"output.bias": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} | changes}


def with_weights(content: bytes):
    return lambda packed: replace_files(packed, weights__safetensors=content)


def figures(rows: int, columns: int = 1) -> bytes:
    return (",".join(["step", *(f"f{i}" for i in range(columns))]) + "\n").encode() + b"".join(
        b"%d%s\n" % (row, b",1" * columns) for row in range(rows)
    )


OURS = b'{"family": "perceptron"'
BAD = {
    "a bomb of zeros": lambda p: replace_files(p, weights__safetensors=bytes(150_000_000)),
    "a bomb in a bomb": lambda p: replace_files(p, experiment__json=zip_of_zeros(31_000_000)),
    "files that overlap": lambda p: overlapping(),
    "a lying size": wrong_size,
    "a file twice": duplicate_entry,
    "all files at their limits": lambda p: archive.write({name: bytes(most) for name, most in folder.LIMITS.items()}),
    "a header of exabytes": with_weights(struct.pack("<Q", 2**60) + b"{}"),
    "a header of nothing": with_weights(struct.pack("<Q", 0)),
    "a header that is no JSON": with_weights(safetensors(b"{" * 1000)),
    "a deep header": with_weights(safetensors(b'{"a":' * 100_000)),
    "a tensor of terabytes": with_weights(safetensors(tensor(shape=[2**40], data_offsets=[0, 2**42]), bytes(4))),
    "a shape that overflows": with_weights(safetensors(tensor(shape=[2**32, 2**32]), bytes(4))),
    "a shape below zero": with_weights(safetensors(tensor(shape=[-1]), bytes(4))),
    "a tensor beyond the end": with_weights(safetensors(tensor(data_offsets=[0, 400], shape=[100]), bytes(4))),
    "tensors that overlap": with_weights(safetensors(tensor() | {"b": tensor()["output.bias"]}, bytes(4))),
    "an unknown kind of number": with_weights(safetensors(tensor(dtype="F128"), bytes(4))),
    "half floats": with_weights(save({"output.bias": np.zeros(1, np.float16)})),
    "numbers of another kind": with_weights(safetensors(tensor(dtype="BF16", data_offsets=[0, 2]), bytes(2))),
    "whole numbers": with_weights(save({"output.bias": np.zeros(1, np.int64)})),
    "no tensor at all": with_weights(save({})),
    "thousands of tensors": with_weights(save({f"t{i}": np.zeros(1, np.float32) for i in range(5000)})),
    "a hostile name": with_weights(save({"../../etc/passwd\n": np.zeros(1, np.float32)})),
    "weights without end": with_weights(save({"output.bias": np.full(1, np.inf, np.float32)})),
    "a deep experiment": lambda p: replace_files(p, experiment__json=b'{"data":' * 200_000),
    "a deep list of settings": lambda p: replace_files(p, turns__json=b'{"turns":' + b"[" * 200_000),
    "a deep run": lambda p: replace_files(p, run__json=b'{"index":' * 100_000),
    "a huge step": lambda p: replace_files(p, run__json=b'{"index": ' + b"9" * 900_000 + b"}"),
    "seconds without end": lambda p: replace_files(p, run__json=b'{"index": 12, "seconds": 1e999}'),
    "an experiment of megabytes": lambda p: replace_files(p, experiment__json=OURS + b', "x": "' + b"x" * 31_000_000),
    "a hostile setting": lambda p: replace_files(p, experiment__json=OURS + b', "<script>": 1}'),
    "points that are no numbers": lambda p: replace_files(p, experiment__json=OURS + b', "data": {"points": [NaN]}}'),
    "figures of garbage": lambda p: replace_files(p, metrics__csv=np.random.default_rng(0).bytes(100_000)),
    "figures of zeros": lambda p: replace_files(p, metrics__csv=bytes(1_000_000)),
    "figures without columns": lambda p: replace_files(p, metrics__csv=b"\n" * 1_000_000),
    "no figures": lambda p: replace_files(p, metrics__csv=b""),
    "endless figures": lambda p: replace_files(p, metrics__csv=figures(3_000_000)),
    "figures of many columns": lambda p: replace_files(p, metrics__csv=figures(12, 5000)),
    "a huge step in the figures": lambda p: replace_files(p, metrics__csv=b"step,loss\n" + b"9" * 5000 + b",1\n"),
    "a quote never closed": lambda p: replace_files(p, metrics__csv=b'step,loss\n0,"1\n' + b"1,2\n" * 9),
    "figures beyond the step": lambda p: replace_files(p, metrics__csv=b"step,loss\n0,1\n9999,1\n"),
    "another run's step": lambda p: replace_metadata(p, index=5),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_harmful_zip_gives_one_sentence_in_either_language(packed: bytes, case: str) -> None:
    data = BAD[case](packed)
    start = process_time()
    with pytest.raises(Problem) as raised:
        folder.read(data, EXPERIMENTS)
    taken = process_time() - start
    assert taken < 10, f"{taken:.1f} s"
    try:
        for language in ("en", "zh"):
            use(language)
            sentence = problem(raised.value)
            assert sentence.isprintable()
            assert 5 < len(sentence) < 200
            assert sentence.isascii() == (language == "en")
    finally:
        use("en")


@pytest.mark.parametrize("case", ["a bomb of zeros", "files that overlap", "a lying size", "endless figures"])
def test_harmful_zip_takes_little_memory(packed: bytes, case: str) -> None:
    data = BAD[case](packed)
    tracemalloc.start()
    with pytest.raises(Problem):
        folder.read(data, EXPERIMENTS)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 300_000_000, f"{most / 1e6:.0f} MB"


def test_undamaged_zip_is_read(packed: bytes) -> None:
    assert folder.read(packed, EXPERIMENTS).about.index == 12


def test_largest_possible_history_is_read(packed: bytes) -> None:
    data = replace_metadata(replace_files(packed, metrics__csv=figures(8192, 200)), index=10_000)
    start = process_time()
    assert len(folder.read(data, EXPERIMENTS).history.names()) == 200
    assert process_time() - start < 15


def test_five_thousand_changed_settings_are_read_in_time(packed: bytes) -> None:
    turns = [{"step": 12, "knobs": {"fit.lr": 0.001 * (1 + i % 9)}} for i in range(5000)]
    start = process_time()
    assert (
        len(folder.read(replace_files(packed, turns__json=json.dumps({"turns": turns})), EXPERIMENTS).setting_changes)
        == 5000
    )
    assert process_time() - start < 15


def test_missing_and_unknown_tensors_are_reported_with_their_file(packed: bytes) -> None:
    state = load(read_files(packed)["training.safetensors"])
    for gone in ("generator", "order"):
        with pytest.raises(Problem, match=r"training.safetensors does not hold the state"):
            folder.read(
                replace_files(packed, training__safetensors=save({k: v for k, v in state.items() if k != gone})),
                EXPERIMENTS,
            )
