"""The panel that keeps a run, without a browser: what cannot be packed, loaded or stored is one sentence."""

from __future__ import annotations

import errno
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from nets.engine import manual_edit_commands as by_hand
from nets.engine import run_snapshot as keeping
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem, reason
from nets.export import run_folder as folder
from nets.export.run_store import NOT_STORED, Store
from nets.families import EXPERIMENTS
from ui.session import persistence as store
from ui.session.address.link import MAX_PROBLEMS
from ui.training_view.live import outdated_fragments
from ui.training_view.suggested_fix import transport_state

Open = Callable[..., Any]  # the fixture `visit`


def press_download(page: Any) -> None:
    page.at.button(key="keep-download").click()
    page.at.run()
    page.at.run()


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (WorkerLost("the worker is gone"), "这次训练无法打包：训练进程没有应答。"),
        (Problem("This run has no weights to keep yet. Let it make a step."), "还没有"),
    ],
)
def test_page_reports_a_run_that_cannot_be_packed(visit: Open, monkeypatch: Any, raised: Exception, words: str) -> None:
    def fail(*_arguments: Any) -> bytes:
        raise raised

    page = visit("zh")
    page.train(3)
    run = page.run
    monkeypatch.setattr(folder, "pack", fail)
    page.at.button(key="keep-download").click()
    page.at.run()
    assert not page.at.exception
    assert len(page.errors) == 1
    assert words in page.errors[0]
    assert page.run is run
    page.at.run()
    assert not page.errors, "told once"


def test_a_run_changed_by_hand_is_packed_with_its_script(visit: Open, monkeypatch: Any) -> None:
    packed: list[bytes] = []
    whole = folder.pack

    def pack(*arguments: Any) -> bytes:
        packed.append(whole(*arguments))
        return packed[-1]

    page = visit("en")
    page.train(3)
    by_hand.write(page.run, "output.bias", (0,), 1.5)
    monkeypatch.setattr(folder, "pack", pack)
    press_download(page)
    assert not page.errors
    assert folder.read(packed[0], EXPERIMENTS).edits == page.run.edits
    with ZipFile(BytesIO(packed[0])) as file:
        name = next(name for name in file.namelist() if name.endswith("train.py"))
        assert "1.5" in file.read(name).decode(), "the script writes the weight, too"


def test_link_with_hundreds_of_mistakes_gives_few_problems(visit: Open) -> None:
    page = visit("zh", {f"x{number}": "1" for number in range(900)})
    assert not page.at.exception
    assert len(page.errors) == MAX_PROBLEMS
    assert str(900 - MAX_PROBLEMS + 1) in page.errors[-1]


def test_list_of_runs_reports_what_could_not_be_stored(visit: Open, monkeypatch: Any, tmp_path: Any) -> None:
    (tmp_path / f"{'c' * 32}.zip").write_bytes(b"PK half a file")
    held = Store(tmp_path, EXPERIMENTS)
    monkeypatch.setattr(store, "store", lambda: held)
    monkeypatch.setattr(store, "can_store", lambda: True)
    page = visit("zh")
    page.train(3)
    told = [warning.value for warning in page.at.warning]
    assert len(told) == 1
    assert told[0].startswith("跳过了一次存下的训练：cccc")
    assert told[0].endswith("这个压缩包已损坏或不完整。") or "完整" in told[0]
    assert told[0].isascii() is False
    held.problems = [Problem(NOT_STORED, error=reason(OSError(errno.ENOSPC, "No space left on device")))]
    page.at.run()
    assert [warning.value for warning in page.at.warning] == ["有一次训练无法存到磁盘：磁盘上没有空间了。"]
    keeping.save(page.run)
    assert held.save(page.run)
    page.at.run()
    assert not page.at.warning


def load(page: Any, packed: bytes) -> None:
    """Load a zip as a user does."""
    number = page.at.session_state["keep-uploads"]
    page.at.file_uploader(key=f"keep-upload-{number}").upload("run.zip", packed)
    page.at.run()
    page.at.run()
    assert not page.at.exception
    assert not page.errors


def board(page: Any) -> list[str]:
    """The names in the table of runs."""
    table = next(node for node in page.at.dataframe if "name" in node.value.columns)
    return list(table.value["name"])


def test_a_run_that_is_loaded_twice_is_listed_once(visit: Open) -> None:
    page = visit("en")
    page.train(3)
    first = page.run
    packed = folder.pack(first, page.session.engine)
    page.set_widget("perceptron/net.init", "he")
    page.train(2)
    other = page.run
    load(page, packed)
    assert page.session.runs == [other, first], "it was in the list already"
    assert set(board(page)) == {"Run 2", "Run 1 (at hand)"}
    elsewhere = visit("en")
    elsewhere.train(2)
    mine = elsewhere.run
    for _time in range(2):
        load(elsewhere, packed)
        assert len(elsewhere.session.runs) == 2
        assert set(board(elsewhere)) == {"Run 1", "Run 2 (at hand)"}
    loaded = elsewhere.run
    elsewhere.train(5)
    load(elsewhere, packed)
    assert elsewhere.session.runs[:2] == [mine, loaded], "a run that has gone on is another one"
    assert (elsewhere.run.index, loaded.index) == (3, 5)


def test_list_of_runs_is_redrawn_for_any_new_run(visit: Open) -> None:
    page = visit("en")
    page.train(2)
    assert not outdated_fragments(page.session)
    shown = page.session.redraws.transport_state
    page.session.begin(page.session.experiment.replace({"net.init": "he"}))
    page.session.redraws.transport_state = transport_state(
        page.session
    )  # as the buttons for the training do when they are drawn
    assert shown != page.session.redraws.transport_state
    assert {"runs", "fix"} <= set(outdated_fragments(page.session))
