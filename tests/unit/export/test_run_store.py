"""The store on disk: saved runs are restored after any interruption, and are shown to nobody else."""

import os
import signal
import subprocess
import sys
from time import monotonic, sleep

import pytest

from nets.engine import run_snapshot as keeping
from nets.engine.run import Run
from nets.export import run_store as store
from nets.export.run_store import Store
from nets.families import EXPERIMENTS
from tests.support.paths import ROOT
from tests.support.trainings.stored_runs import train_run
from ui.session import persistence as ours
from ui.session.run_list import RunList

WRITER = """
import os, sys
from pathlib import Path
from nets.families import EXPERIMENTS
from nets.models.perceptron.experiment import Perceptron
from nets.export import run_folder as folder, run_store as store
from nets.engine.engine import start_engine
engine = start_engine("process")
run = engine.start(Perceptron())
while not run.ready: pass
run.step()
from nets.engine import run_snapshot as keeping
from nets.engine.run import Run
keeping.save(run)
run.id = "ab" * 16
kept = store.Store(Path(sys.argv[1]), EXPERIMENTS)
assert kept.save(run)
print("saved", flush=True)
if sys.argv[2] == "fsync":  # hang in mid-write, when all but the renaming has been done
    def stay(handle):
        print("writing", flush=True)
        __import__("time").sleep(60)
    os.fsync = stay
    run.step()
while True:
    kept.save(run)
"""


@pytest.fixture
def run_store(tmp_path) -> Store:
    return Store(tmp_path / "runs", EXPERIMENTS)


def test_runs_are_restored_with_names_and_pins(engine, run_store) -> None:
    runs = [train_run(engine, {"fit.seed": seed}, 3 + seed) for seed in range(3)]
    for run, name in zip(runs, ("", "<b>mine</b>", "我的"), strict=True):
        keeping.save(run)
        assert run_store.save(run, name, pinned=name == "我的")
    loaded = Store(run_store.path, EXPERIMENTS).load_all()
    assert [(one.about.id, one.about.name, one.about.pinned) for one in loaded] == [
        (runs[0].id, "", False),
        (runs[1].id, "<b>mine</b>", False),
        (runs[2].id, "我的", True),
    ]
    assert [one.about.index for one in loaded] == [3, 4, 5]
    run_store.save(runs[0], "again")
    assert [one.about.name for one in run_store.load_all()] == ["<b>mine</b>", "我的", "again"]
    run_store.delete(runs[1].id)
    run_store.delete("../../etc/passwd")
    assert len(run_store.load_all()) == 2


def test_leftovers_and_unknown_files_are_skipped_and_reported(engine, run_store) -> None:
    run = train_run(engine, {}, 2)
    keeping.save(run)
    run_store.save(run)
    (run_store.path / f"{'c' * 32}.zip").write_bytes(b"PK half a file")
    (run_store.path / f"{'d' * 32}.99.part").write_bytes(b"half")
    (run_store.path / f"{'e' * 32}.zip").write_bytes((run_store.path / f"{run.id}.zip").read_bytes())
    (run_store.path / "notes.txt").write_text("a person's own")
    assert [one.about.id for one in run_store.load_all()] == [run.id]
    assert len(run_store.problems) == 2
    run_store.load_all()
    assert len(run_store.problems) == 2, "each is reported once"
    assert not list(run_store.path.glob("*.part"))
    assert (run_store.path / "notes.txt").exists()


def test_store_is_bounded_and_pinned_runs_stay_longest(engine, run_store, monkeypatch) -> None:
    monkeypatch.setattr(store, "MAX_RUNS", 3)
    run = train_run(engine, {}, 2)
    keeping.save(run)
    for number in range(6):
        run.id = f"{number:032x}"
        run_store.save(run, pinned=number == 0)
        os.utime(run_store.path / f"{run.id}.zip", (number, number))
    assert sorted(int(path.stem, 16) for path in run_store.path.glob("*.zip")) == [0, 4, 5]
    monkeypatch.setattr(store, "MAX_BYTES", 1)
    run_store.save(run)
    assert [path.stem for path in run_store.path.glob("*.zip")] == [run.id]


def test_unwritable_disk_is_reported_and_breaks_nothing(engine, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    run_store, run = Store(tmp_path / "file" / "runs", EXPERIMENTS), train_run(engine, {}, 2)
    keeping.save(run)
    assert not run_store.save(run)
    assert run_store.problems
    assert run_store.load_all() == []


def test_complaints_are_shown_until_the_user_dismisses_them(run_store, monkeypatch) -> None:
    monkeypatch.setattr(ours, "store", lambda: run_store)
    run_store.path.mkdir()
    for name in "cd":
        (run_store.path / f"{name * 32}.zip").write_bytes(b"PK half a file")
    run_store.load_all()
    assert [problem.values["name"][0] for problem in ours.complaints()] == ["c", "d"]
    ours.dismiss()
    assert ours.complaints() == []
    run_store.load_all()
    assert len(ours.complaints()) == 2, "what still fails complains again"


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["fsync", "any"])
def test_process_killed_while_writing_leaves_complete_runs(tmp_path, moment) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), moment],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "saved\n"
    if moment == "fsync":
        assert writer.stdout.readline() == "writing\n"
        assert list(tmp_path.glob("*.part"))
    else:
        sleep(0.25)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    run_store = Store(tmp_path, EXPERIMENTS)
    assert [one.about.index for one in run_store.load_all()] == [1]
    assert not run_store.problems
    assert not list(tmp_path.glob("*.part"))


def option(address: str | None, headless: bool):
    return lambda name: {"server.address": address, "server.headless": headless}[name]


@pytest.mark.parametrize(
    ("wish", "address", "headless", "stored"),
    [
        ("", "127.0.0.1", True, True),
        ("", "localhost", True, True),
        ("", None, False, True),
        ("", None, True, False),
        ("", "0.0.0.0", False, False),
        ("", "0.0.0.0", True, False),
        ("off", "127.0.0.1", False, False),
        ("/somewhere", "0.0.0.0", True, True),
    ],
)
def test_store_depends_on_option_and_address(monkeypatch, wish, address, headless, stored) -> None:
    monkeypatch.setenv("NETS_STORE", wish)
    monkeypatch.setattr(ours.st, "get_option", option(address, headless))
    assert (ours.store_path() is not None) == stored


class Visit:
    """The part of Streamlit's context that the store reads."""

    def __init__(self, ip_address: str | None) -> None:
        self.ip_address = ip_address


@pytest.mark.parametrize(("address", "shown"), [(None, True), ("127.0.0.1", True), ("192.168.1.7", False)])
def test_remote_session_neither_sees_nor_stores_runs(monkeypatch, tmp_path, address, shown) -> None:
    monkeypatch.setenv("NETS_STORE", "")
    monkeypatch.setattr(ours, "store", lambda: Store(tmp_path, EXPERIMENTS))
    monkeypatch.setattr(ours.st, "context", Visit(address))
    assert ours.can_store() == shown


class Session:
    """The part of a session that the store reads."""

    def __init__(self, run: Run, is_stored: bool = True) -> None:
        self.run_list = RunList()
        self.run_list.add(run)
        self.run_list.is_stored = is_stored


def test_runs_are_restored_after_a_restart(monkeypatch, engine, tmp_path) -> None:
    stored = Store(tmp_path, EXPERIMENTS)
    monkeypatch.setattr(ours, "store", lambda: stored)
    monkeypatch.setattr(ours, "can_store", lambda: True)
    monkeypatch.setattr(ours, "SEEN", set())
    monkeypatch.setattr(ours, "WRITTEN", {})
    first, secret = train_run(engine, {}, 4), train_run(engine, {}, 4)
    sessions = [Session(first), Session(secret, is_stored=False)]
    monkeypatch.setattr(ours.browser_tabs, "sessions", lambda: sessions)
    ours.write_all()
    assert [path.stem for path in tmp_path.glob("*.zip")] == [first.id]
    ours.SEEN.clear()  # another process
    fresh = train_run(engine, {}, 0)
    run_list = Session(fresh).run_list
    ours.bring_earlier(run_list, engine)
    assert [run.id for run in run_list.runs] == [first.id, fresh.id]
    assert (run_list.runs[0].index, run_list.runs[0].state) == (4, "stopped")
    again = Session(fresh).run_list
    (tmp_path / f"{first.id}.zip").write_bytes(b"not read a second time")
    ours.bring_earlier(again, engine)
    assert again.runs == [fresh]
    assert not stored.problems
    start = monotonic()
    run_list.runs[0].resume()
    while not run_list.runs[0].ready:
        assert monotonic() - start < 60
        sleep(0.01)
    assert run_list.runs[0].state == "paused"


def test_long_texts_are_stored_beside_runs_and_only_with_a_store(tmp_path, monkeypatch) -> None:
    for name in ("NETS_TEXTS", "NETS_WEIGHTS"):
        monkeypatch.setenv(name, "")  # so that what is set below goes with the test
        monkeypatch.delenv(name)
    monkeypatch.setenv("NETS_STORE", "off")
    ours.keep_beside_runs()
    assert "NETS_TEXTS" not in os.environ
    monkeypatch.setenv("NETS_STORE", str(tmp_path))
    ours.keep_beside_runs()
    assert os.environ["NETS_TEXTS"] == str(tmp_path / "texts")
    assert os.environ["NETS_WEIGHTS"] == str(tmp_path / "weights")
