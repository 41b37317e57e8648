"""Files that a worker reads: what comes of them, and what a user sees until then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from nets.datasets import progress
from nets.datasets.images import upload_images as own_images
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem
from tests.support.upload_files import png, zip_files
from ui.session.requests import uploads
from ui.session.requests.uploads import Uploads

Open = Callable[..., Any]


class SlowEngine:
    """An engine whose workers answer when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[Any, ...], Future[Any]]] = []

    def compute(self, _function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        self.asked.append((arguments, Future()))
        return self.asked[-1][1]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowEngine:
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    return SlowEngine()


def begin(engine: Any, key: str = "file", held: Uploads | None = None) -> tuple[Uploads, list[Any]]:
    """A file that is being read, and what will have come of it."""
    held = held or Uploads(engine)
    found: list[Any] = []
    held.read(key, "settings", len, b"abc", on_read=found.append, on_refuse=found.append, reports=True)
    return held, found


def test_file_that_is_read_at_once_is_taken_at_once(slow: SlowEngine) -> None:
    slow.compute = lambda *_: _done(3)  # type: ignore[method-assign]
    held, found = begin(slow)
    assert (found, held.moving) == ([3], False)


def test_file_is_taken_once_when_the_worker_has_read_it(slow: SlowEngine) -> None:
    held, found = begin(slow)
    assert (held.tick(), found, held.moving) == (["settings"], [], True)
    slow.asked[0][1].set_result(3)
    assert (held.tick(), found, held.moving) == ([], [3], False)
    assert (held.tick(), found) == ([], [3])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Problem("Not a zip."), "Not a zip"),
        (MemoryError(), "the worker failed"),
        (WorkerLost("gone"), "the worker failed"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(slow: SlowEngine, error: Exception, words: str) -> None:
    held, found = begin(slow)
    slow.asked[0][1].set_exception(error)
    held.tick()
    assert words in str(found[0])
    assert not held.moving


def test_worker_that_takes_too_long_is_stopped(slow: SlowEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_SECONDS", -1)
    held, found = begin(slow)
    assert "seconds and was stopped" in str(found[0])
    assert not held.moving
    with pytest.raises(Problem, match="cancelled"):
        progress.Report(slow.asked[0][0][-1])(0.5)


def test_file_that_is_chosen_later_takes_the_place_of_an_earlier_one(slow: SlowEngine) -> None:
    held, first = begin(slow)
    _held, second = begin(slow, held=held)
    slow.asked[0][1].set_result(1)
    slow.asked[1][1].set_result(2)
    held.tick()
    assert (first, second) == ([], [2])


def test_reading_of_images_reports_its_share_and_stops_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REPORT_SECONDS", 0.0)
    data, name = (
        zip_files({f"{folder}/{i}.png": png((12, 12), colour=99) for folder in "ab" for i in range(5)}),
        "f" * 32,
    )
    assert progress.share(name) is None
    own_images.read(data, 8, False, name)
    assert progress.share(name) == pytest.approx(0.9)
    progress.stop(name)
    with pytest.raises(Problem, match="cancelled"):
        own_images.read(data, 8, False, name)
    progress.forget(name)
    assert progress.share(name) is None
    assert own_images.read(data, 8, False, name).classes == {"a": 5, "b": 5}


def test_page_shows_progress_of_a_file_and_cancels_it(visit: Open, slow: SlowEngine) -> None:
    page = visit("en", page="perceptron")
    before = page.session.experiment
    page.session.uploads._engine = slow
    page.at.file_uploader(key="own_table").upload("own.csv", b"a,b\n1,2\n3,4\n5,6\n7,8\n")
    page.at.run()
    assert any("Reading your data" in text for text in page.strings())
    assert page.session.uploads.moving
    page.at.button(key="own_table/cancel").click()
    page.at.run()
    assert not any("Reading your data" in text for text in page.strings())
    assert page.session.experiment == before
    assert not page.errors
    slow.asked[0][1].set_result(("", None))
    page.at.run()
    assert page.session.experiment == before


@pytest.mark.parametrize(
    ("name", "key", "file", "fragments"),
    [
        ("perceptron", "own_table", "own.csv", ("settings", "live")),
        ("classical", "classical/table", "own.csv", ("classical-settings", "classical-found")),
        ("cnn", "own_images", "own.zip", ("settings", "live")),
        ("encoder_decoder", "own_pairs/file", "own.csv", ("settings", "live")),
    ],
)
def test_chooser_takes_the_same_file_again_after_cancel(
    visit: Open,
    slow: SlowEngine,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    key: str,
    file: str,
    fragments: tuple[str, str],
) -> None:
    redrawn: list[tuple[str, ...]] = []
    monkeypatch.setattr(uploads, "redraw", lambda *names: redrawn.append(names))
    page = visit("en", page=name)
    here = page.at.session_state["browser_tab"]
    place: Any = [*here.sessions.values(), *here.studies.values()][0]
    place.uploads._engine = slow
    for times, widget in enumerate([key, f"{key}/1"]):
        page.at.file_uploader(key=widget).upload(file, b"a,b\n1,2\n")
        page.at.run()
        assert len(slow.asked) == times + 1
        page.at.button(key=f"{key}/cancel").click()
        page.at.run()
    assert page.at.file_uploader(key=f"{key}/2").value is None
    assert redrawn == [fragments] * 4, "else the page would not ask again whether the file is read"
    assert not page.errors


def _done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future
