"""A valid folder restores its run; anything else gives one readable Problem."""

import io
import json
import pickle
import stat
import zipfile
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from nets.engine import manual_edit_commands as by_hand
from nets.engine import run_snapshot as keeping
from nets.engine.engine import start_engine
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from tests.support.engines import history_figures, wait_until
from tests.support.trainings.run_zips import replace_files, replace_metadata, write_zip
from tests.support.trainings.stored_runs import last_by_step, read_files, restore_run, run_weights, train_run

TURNS = {7: {"fit.lr": 0.1}, 12: {"fit.optimizer": "adam", "net.dropout": 0.25}}


@pytest.fixture(scope="module")
def run(engine):
    original = train_run(engine, {"fit.schedule": "cosine"}, 29, TURNS)
    by_hand.write(original, "output.bias", (0,), 0.125)
    by_hand.teach(original, (5, 2))
    return original


@pytest.fixture(scope="module")
def packed(run, engine) -> bytes:
    return folder.pack(run, engine)


def test_restored_run_continues_bit_for_bit(engine, packed) -> None:
    whole = train_run(engine, {"fit.schedule": "cosine"}, 29, TURNS)
    by_hand.write(whole, "output.bias", (0,), 0.125)
    by_hand.teach(whole, (5, 2))
    for _ in range(30):
        whole.step()
    back = restore_run(engine, packed)
    assert (back.state, back.index, back.progress.setting_changes) == ("paused", 30, whole.progress.setting_changes)
    assert back.edits == whole.edits
    assert back.experiment == whole.experiment
    for _ in range(30):
        back.step()
    wait_until(lambda: not back.busy)
    wait_until(lambda: not whole.busy)
    ours, theirs = history_figures(back), history_figures(whole)
    assert ours["loss"] == theirs["loss"]
    assert all(last_by_step(ours[name]) == last_by_step(theirs[name]) for name in theirs)
    ours, theirs = run_weights(back), run_weights(whole)
    assert all(np.array_equal(ours[name], theirs[name]) for name in theirs)
    assert back.progress.setting_changes == whole.progress.setting_changes


def test_restored_run_is_packed_the_same(engine, packed) -> None:
    again = read_files(folder.pack(restore_run(engine, packed), engine))
    first = read_files(packed)
    for name in set(first) - {"run.json", "data.npz"}:
        if name.endswith(".safetensors"):
            ours, theirs = load(first[name]), load(again[name])
            assert all(np.array_equal(ours[key], theirs[key]) for key in ours.keys() | theirs.keys())
        else:
            assert first[name] == again[name], name


def test_long_history_is_restored(engine) -> None:
    run = train_run(engine, {}, 5)
    steps = np.arange(6, 20_006)
    values = np.random.default_rng(0).normal(size=len(steps))
    run.history.extend({"loss": (steps[:-2], values[:-2])})
    run.progress.checkpoint, run.progress.index = None, 20_003
    with run.lock:
        run.history.truncate(20_000)
    text = folder.metrics.write(run.history, 20_000)
    back = folder.metrics.read(text, 20_000, {"loss": run.history.values_a_row("loss")})
    for history in (run.history, back):
        history.extend({"loss": (steps[-2:], values[-2:])})
    for part in ("step", "low", "high", "last"):
        assert np.array_equal(getattr(run.history.line("loss"), part), getattr(back.line("loss"), part)), part


def test_states_are_restored(engine) -> None:
    done = train_run(engine, {"fit.steps": 8}, 8)
    assert restore_run(engine, folder.pack(done, engine)).state == "done"
    wild = engine.start(done.experiment.replace({"fit.lr": 100.0, "net.init": "large", "data.name": "sine"}))
    wait_until(lambda: wild.ready)
    wild.play()
    wait_until(lambda: wild.watched() or wild.over)
    if wild.state == "diverged":
        assert restore_run(engine, folder.pack(wild, engine)).state == "diverged"


def test_run_before_its_first_step_is_restored(engine) -> None:
    run = train_run(engine, {}, 0)
    assert restore_run(engine, folder.pack(run, engine)).index == 0


def test_figures_are_those_of_the_command_line(packed) -> None:
    lines = read_files(packed)["metrics.csv"].decode().splitlines()
    assert lines[0].startswith("step,train_loss,train_accuracy,test_loss,test_accuracy,lr,loss,gradient/")
    assert len(lines) == 1 + 31


# -- what is not a folder of ours -------------------------------------------------------------------------------------


def entry(name: str, content: bytes = b"x", mode: int = 0, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", kind) as archive_file:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = kind
        archive_file.writestr(info, content)
    return data.getvalue()


class Bang:
    def __reduce__(self):
        return (pytest.fail, ("the pickle was opened",))


def bad_weights(packed: bytes, change) -> bytes:
    tensors = load(read_files(packed)["weights.safetensors"])
    return replace_files(packed, weights__safetensors=save(change(tensors)))


def bad_state(packed: bytes, **changes) -> bytes:
    tensors = load(read_files(packed)["training.safetensors"])
    tensors |= {name.replace("__", "/"): array for name, array in changes.items()}
    return replace_files(packed, training__safetensors=save(tensors))


def edit(packed: bytes) -> dict:
    return json.loads(read_files(packed)["edits.json"])[0]


def with_edit(packed: bytes, **changes) -> bytes:
    return replace_files(packed, edits__json=json.dumps([edit(packed) | changes]))


def turns_json(step: int, key: str) -> bytes:
    return json.dumps({"turns": [{"step": step, "knobs": {key: 1}}]}).encode()


BAD = {
    "empty": lambda p: b"",
    "text": lambda p: b"hello",
    "a pickle": lambda p: pickle.dumps(Bang()),
    "truncated": lambda p: p[: len(p) // 2],
    "one byte short": lambda p: p[:-1],
    "bytes changed": lambda p: p[:300] + bytes(60) + p[360:],
    "an empty zip": lambda p: write_zip({}),
    "another zip": lambda p: write_zip({"photo.jpg": b"x"}),
    "outside": lambda p: entry("../experiment.json"),
    "outside further in": lambda p: entry("a/../../experiment.json"),
    "absolute": lambda p: entry("/etc/passwd"),
    "a drive": lambda p: entry("C:experiment.json"),
    "a backslash": lambda p: entry("..\\experiment.json"),
    "deep": lambda p: entry("a/b/c/experiment.json"),
    "a link": lambda p: entry("experiment.json", b"/etc/passwd", stat.S_IFLNK | 0o777),
    "a pickle by name": lambda p: replace_files(p, weights__pkl=pickle.dumps(Bang())),
    "a checkpoint of torch": lambda p: replace_files(p, weights__pt=b"PK"),
    "a pickle by content": lambda p: replace_files(p, weights__safetensors=pickle.dumps(Bang())),
    "a bomb": lambda p: replace_files(p, metrics__csv=bytes(50_000_000)),
    "many entries": lambda p: write_zip({f"{i}.csv": b"" for i in range(3000)}),
    "two folders": lambda p: write_zip({"a/experiment.json": b"{}", "b/run.json": b"{}"}),
    "packed unusually": lambda p: entry("experiment.json", b"{}", kind=zipfile.ZIP_LZMA),
    "no weights": lambda p: replace_files(p, weights__safetensors=None),
    "wrong json": lambda p: replace_files(p, experiment__json=b"{"),
    "deep json": lambda p: replace_files(p, experiment__json=b"[" * 100_000),
    "another family": lambda p: replace_files(p, experiment__json=b'{"family": "<b>alien</b>"}'),
    "out of range": lambda p: replace_files(p, experiment__json=b'{"family": "perceptron", "fit": {"lr": -1}}'),
    "not text": lambda p: replace_files(p, experiment__json=b"\xff\xfe\x00"),
    "no step": lambda p: replace_files(p, run__json=b"{}"),
    "a step before the figures": lambda p: replace_metadata(p, index=3),
    "a huge step": lambda p: replace_metadata(p, index=10**30),
    "an unknown turn": lambda p: replace_files(p, turns__json=turns_json(1, "fit.who")),
    "a turn that restarts": lambda p: replace_files(p, turns__json=turns_json(1, "fit.seed")),
    "a late turn": lambda p: replace_files(p, turns__json=turns_json(99, "fit.lr")),
    "edits of text": lambda p: replace_files(p, edits__json=b"write output.bias"),
    "edits that are code": lambda p: with_edit(p, parameter='x"); import os; ("'),
    "edits deeply nested": lambda p: replace_files(p, edits__json=b"[" * 100_000),
    "a late edit": lambda p: with_edit(p, step=31),
    "an infinite edit": lambda p: with_edit(p, new=1e999),
    "too many edits": lambda p: replace_files(p, edits__json=json.dumps([edit(p)] * 3000)),
    "figures of text": lambda p: replace_files(p, metrics__csv=b"step,loss\n0,hello\n"),
    "steps backwards": lambda p: replace_files(p, metrics__csv=b"step,loss\n2,1\n1,1\n"),
    "a hostile column": lambda p: replace_files(p, metrics__csv=b"step,<script>\n0,1\n"),
    "a ragged table": lambda p: replace_files(p, metrics__csv=b"step,loss\n0\n"),
    "not a number": lambda p: bad_weights(p, lambda t: {n: a * np.float32(np.nan) for n, a in t.items()}),
    "doubles": lambda p: bad_weights(p, lambda t: {n: a.astype(np.float64) for n, a in t.items()}),
    "random weights": lambda p: replace_files(p, weights__safetensors=bytes(range(256))),
    "huge header": lambda p: replace_files(p, weights__safetensors=b"\xff" * 8 + b"{}"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_folder_gives_one_problem(packed, case) -> None:
    data, start = BAD[case](packed), process_time()
    with pytest.raises(Problem) as raised:
        folder.read(data, EXPERIMENTS)
    assert process_time() - start < 5
    assert 10 < len(str(raised.value)) < 250
    assert "\n" not in str(raised.value)


WORSE = {  # what only the trainer can tell
    "an edit of no parameter": lambda p: with_edit(p, parameter="hidden.9.weight"),
    "an edit beside the parameter": lambda p: with_edit(p, index=[99]),
    "an edit of half an index": lambda p: with_edit(p, parameter="output.weight", index=[0]),
    "examples nobody has": lambda p: replace_files(
        p, edits__json=b'[{"step": 1, "examples": [99999], "before": {}, "after": {}}]'
    ),
    "another net": lambda p: bad_weights(p, lambda t: {n: np.zeros((3, *a.shape), np.float32) for n, a in t.items()}),
    "a parameter too many": lambda p: bad_weights(p, lambda t: t | {"more": np.zeros(1, np.float32)}),
    "another generator": lambda p: bad_state(p, generator=np.zeros(9, np.uint8)),
    "a generator of numbers": lambda p: bad_state(p, generator=np.zeros(5056, np.float32)),
    "examples that are not there": lambda p: bad_state(p, order=np.array([0, 10**6])),
    "memory of another shape": lambda p: bad_state(p, optimizer__0__exp_avg=np.zeros(1, np.float32)),
    "memory of no parameter": lambda p: bad_state(p, optimizer__77__exp_avg=np.zeros((4, 2), np.float32)),
    "unknown memory": lambda p: bad_state(p, optimizer__0__evil=np.zeros((4, 2), np.float32)),
}


@pytest.mark.parametrize("case", WORSE)
def test_state_of_another_net_fails_with_a_sentence(engine, packed, case) -> None:
    run = restore_run(engine, WORSE[case](packed))
    assert run.state == "failed"
    assert str(run.problem) in ("This checkpoint is of another net.", "These bytes are not a checkpoint.")


def test_folder_zipped_by_hand_is_read(engine, packed) -> None:
    files = {f"my run/{name}": content for name, content in read_files(packed).items()}
    extras = {"__MACOSX/my run/._train.py": b"x", "my run/.DS_Store": b"x"}
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive_file:
        archive_file.mkdir("my run")
        for name, content in (files | extras).items():
            archive_file.writestr(name, content)
    assert folder.read(data.getvalue(), EXPERIMENTS).about.index == 30


@given(st.binary(max_size=400), st.booleans())
def test_random_bytes_give_at_most_a_problem(data: bytes, signed: bool) -> None:
    with pytest.raises(Problem):
        folder.read((b"PK\3\4" if signed else b"") + data, EXPERIMENTS)


@given(st.data())
def test_damaged_folder_gives_a_problem_or_a_complete_run(packed, data) -> None:
    damaged = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(damaged), len(damaged), data.draw(st.integers(0, len(damaged)))]))
    try:
        kept = folder.read(bytes(damaged[:cut]), EXPERIMENTS)
    except Problem:
        return
    assert kept.about.index == 30


@given(st.sampled_from(sorted(folder.LIMITS)), st.data())
def test_damaged_file_gives_a_problem_or_a_valid_run(packed, name, data) -> None:
    content = bytearray(read_files(packed)[name])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        kept = folder.read(replace_files(packed, **{name.replace(".", "__"): bytes(content)}), EXPERIMENTS)
    except Problem:
        return
    assert kept.history.names()


def test_stopped_run_can_be_packed(packed) -> None:
    engine = start_engine("process")
    run = train_run(engine, {}, 6)
    keeping.save(run)
    run.stop()
    assert "data.npz" in read_files(folder.pack(run, engine))
    engine.close()
