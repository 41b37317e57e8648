"""Damaged runs: the zip, its names, each of its files, and every field of its JSON."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from typing import Any

from hypothesis import strategies as st

from nets.engine.engine import start_engine
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from tests.support.fuzz.limits import call, fuzz
from tests.support.fuzz.mutations import mutations
from tests.support.fuzz.setting_values import NUMBERS, WORDS
from tests.support.trainings.stored_runs import TABLE, read_files, train_run

SEEDS = (  # what is changed from the default, and settings that change during the run
    ({"fit.optimizer": "adam"}, {}),
    ({"data.name": "csv", "data.csv": TABLE, "fit.optimizer": "momentum"}, {4: {"fit.lr": 0.01}}),
)
SAYINGS = (*NUMBERS, *WORDS)
values = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 20), st.sampled_from((2**31, 2**63, 2**200, -1, 1e308)), st.floats(),
    st.sampled_from(SAYINGS), st.lists(st.sampled_from((0, "x", None, [], {})), max_size=3), st.just({}),
)  # fmt: skip


@cache
def seeds() -> list[dict[str, bytes]]:
    """Return the files of real runs."""
    engine = start_engine("process")
    try:
        return [
            read_files(folder.pack(train_run(engine, dict(begun), 8, turns=turns), engine)) for begun, turns in SEEDS
        ]
    finally:
        engine.close()


@st.composite
def run_zips(draw: st.DrawFn) -> bytes:
    """Draw a real run with some files damaged, renamed, lost or with other values."""
    files = dict(draw(st.sampled_from(seeds())))
    for name in draw(st.lists(st.sampled_from(sorted(files)), max_size=3, unique=True)):
        kind = draw(st.sampled_from(("damage", "fields", "rename", "lose")))
        if kind == "fields" and name.endswith(".json"):
            files[name] = _with_values(draw, files[name])
        elif kind == "rename":
            files[draw(st.one_of(st.text(max_size=9), st.sampled_from(("", "..", "../x", "a/b/c", "x.pt"))))] = (
                files.pop(name)
            )
        elif kind == "lose":
            del files[name]
        else:
            files[name] = draw(mutations(files[name]))
    packed = _zip(files, draw(st.sampled_from(("", "run/", "../", "/", "a/b/"))))
    return draw(mutations(packed)) if draw(st.integers(0, 3)) == 0 else packed


def _with_values(draw: st.DrawFn, content: bytes) -> bytes:
    """Draw JSON with some other values, including NaN and Infinity, which JSON does not allow."""
    data = json.loads(content)
    for _value in range(draw(st.integers(1, 3))):
        place: Any = data
        while isinstance(place, dict | list) and place:
            key = draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
            if not isinstance(place[key], dict | list) or draw(st.integers(0, 3)) == 0:
                place[key] = draw(values)
                break
            place = place[key]
    return json.dumps(data).encode("utf-8", "surrogatepass")


def _zip(files: dict[str, bytes], inside: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo("entry")
            entry.filename = (inside + name).encode("utf-8", "replace").decode()
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as opened:
                opened.write(content)
    return buffer.getvalue()


@fuzz(few=25, many=6000, data=run_zips())
def test_run_is_read_or_refused_with_a_sentence(data: bytes) -> None:
    run = call(folder.read_parsed, data, EXPERIMENTS)
    if run is not None:
        kept, _parsed = run
        assert kept.state in ("paused", "done", "diverged")
        assert kept.history.names() is not None
        assert kept.experiment.family in EXPERIMENTS


@fuzz(
    few=30,
    many=5000,
    data=st.one_of(st.binary(max_size=100), st.binary(max_size=60).map(lambda rest: b"PK\3\4" + rest)),
)
def test_random_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    assert call(folder.read_parsed, data, EXPERIMENTS) is None
