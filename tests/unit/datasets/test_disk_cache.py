"""What is kept on disk for a while is private, and gone when the server is."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from nets.datasets import disk_cache as shelf
from nets.datasets.text import upload_texts as kept_texts
from nets.experiment.user_error import Problem
from tests.support.paths import ROOT

KEEPER = """
from nets.datasets import disk_cache as shelf
from nets.datasets.text import upload_texts as kept_texts
name = kept_texts.keep(b"a text of my own")
print(shelf.process_folder(), flush=True)
"""
SERVER = """
import sys
from nets.engine.workers.cluster import ClusterProcess
from nets.datasets import disk_cache as shelf
from nets.datasets.text import upload_texts as kept_texts
cluster = ClusterProcess(1)
kept_texts.keep(b"a text of my own")
print(shelf.process_folder(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def process_folder(tmp_path, monkeypatch):
    """A folder of this process, in place of the one among the temporary files."""
    monkeypatch.delenv("NETS_TEXTS", raising=False)
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "process"))
    return tmp_path / "process"


def environment():
    return {name: value for name, value in os.environ.items() if name not in (shelf.VARIABLE, "NETS_TEXTS")}


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="file modes of POSIX")
def test_kept_text_is_readable_for_its_user_alone(process_folder) -> None:
    name = kept_texts.keep(b"to be or not to be")
    file = shelf.find(kept_texts.folder(), name)
    kept_texts._write_progress(kept_texts.progress_file(name, "en"), 0.5)
    assert file is not None
    assert [mode(path) for path in (process_folder, file.parent, file)] == [0o700, 0o700, 0o600]
    assert {mode(path) for path in file.parent.iterdir()} == {0o600}


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
def test_links_are_not_followed(process_folder, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    process_folder.symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(Problem, match="belongs to somebody else"):
        kept_texts.keep(b"to be or not to be")
    process_folder.unlink()

    secret = tmp_path / "secret"
    secret.write_text("secret")
    name = "sha256:" + "a" * 64
    (kept_texts.folder() / name[7:]).symlink_to(secret)
    assert not kept_texts.is_kept(name)
    with pytest.raises(Problem, match="not kept"):
        kept_texts.words_of(name)

    (kept_texts.folder() / "share").symlink_to(secret)
    shelf.write(kept_texts.folder() / "share", b"0.5")
    assert secret.read_text() == "secret"
    assert (kept_texts.folder() / "share").read_bytes() == b"0.5"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="file modes of POSIX")
def test_folder_beside_runs_leaves_the_folder_of_the_runs_private(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("NETS_TEXTS", str(tmp_path / "runs" / "texts"))
    kept_texts.folder()
    assert [mode(path) for path in (tmp_path / "runs", tmp_path / "runs" / "texts")] == [0o700, 0o700]


def test_file_that_many_threads_keep_is_whole_and_alone(process_folder) -> None:
    data = b"to be or not to be " * 200_000
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _number: kept_texts.keep(data), range(16)))
    (file,) = kept_texts.folder().iterdir()
    assert names == {f"sha256:{file.name}"}
    assert file.read_bytes() == data


def test_threads_agree_on_the_folder_of_the_process(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(shelf.VARIABLE, "")  # so that what is set below goes with the test

    def slowly(prefix: str, make=tempfile.mkdtemp) -> str:
        sleep(0.05)
        return make(prefix=prefix, dir=tmp_path)

    monkeypatch.setattr(tempfile, "mkdtemp", slowly)
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _number: shelf.process_folder(), range(4)))
    assert folders == set(tmp_path.iterdir())
    assert len(folders) == 1


def test_folder_is_deleted_for_the_process_that_made_it_alone(tmp_path) -> None:
    ours, given = tmp_path / f"{shelf.PREFIX}17-abc", tmp_path / "texts-of-somebody"
    for place in (ours, given):
        place.mkdir()
        shelf.delete(place, 1)
        shelf.delete(place, 170)
        assert place.exists()
        shelf.delete(place, 17)
    assert not ours.exists()
    assert given.exists(), "a folder that a person has named in NETS_SHELF"


def test_folder_of_process_has_a_name_of_its_own_and_goes_with_the_process() -> None:
    run = [subprocess.run([sys.executable, "-c", KEEPER], cwd=ROOT, env=environment(), **OUTPUT) for _time in range(2)]
    folders = [Path(one.stdout.strip()) for one in run]
    assert folders[0] != folders[1]
    assert not any(folder.exists() for folder in folders)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_folder_goes_with_a_server_that_is_killed() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    folder = Path(server.stdout.readline().decode().strip())
    assert list((folder / "texts").iterdir())
    server.send_signal(signal.SIGKILL)
    server.wait()
    until = monotonic() + 60
    while folder.exists():
        assert monotonic() < until, "the folder is still there"
        sleep(0.05)


OUTPUT = {"capture_output": True, "text": True, "check": True}
