"""Admission of trainers: as many as the memory holds, the others in a queue that moves on when some are freed."""

from __future__ import annotations

import gc
import threading
from time import monotonic
from typing import Any

import psutil
import pytest

from nets.families import FAMILIES
from nets.training import memory, waiting
from nets.training.admission import IMPORT_BYTES, TRAINER_BYTES, Admission, estimate
from nets.training.engine import Engine
from nets.training.places import InProcess, Seat
from nets.training.run import Run
from tests.training.engines import made, until


class Small(InProcess):
    """A place with memory for two trainers and a half, of which little is taken before they train."""

    def __init__(self) -> None:
        self.opened = 0

    def free_memory(self) -> int:
        gc.collect()
        return IMPORT_BYTES + int(2.5 * estimate(made()))

    runs: tuple[Run, ...] = ()

    def open(self, *arguments: Any) -> Seat:
        self.opened += 1
        return super().open(*arguments)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An engine with two runs, for which there is room, and two more."""
    monkeypatch.setattr("nets.training.engine.TIDY_SECONDS", 3600.0)
    place = Small()
    engine = Engine(place)
    for number in range(4):
        place.runs = (*place.runs, engine.start(made(fit__seed=number)))
        run = place.runs[number]
        until(lambda run=run, waits=number >= 2: engine.admission.place(run) if waits else run.ready)
    yield engine
    engine.close()


def test_trainers_are_opened_while_there_is_memory(full: Engine) -> None:
    runs = full.place.runs
    assert [run.ready for run in runs] == [True, True, False, False]
    assert [full.admission.place(run) for run in runs] == [0, 0, 1, 2]
    assert full.admission.waiting == 2


def test_queue_moves_on_when_a_run_ends(full: Engine) -> None:
    runs = full.place.runs
    runs[0].stop()
    until(lambda: runs[2].ready)
    assert [full.admission.place(run) for run in runs] == [0, 0, 0, 1]


def test_run_that_nobody_looks_at_leaves_the_queue_and_comes_back(full: Engine) -> None:
    runs = full.place.runs
    runs[2]._leased_until = 0.0
    until(lambda: runs[2].resting)
    assert full.admission.place(runs[3]) == 1
    runs[2].watched()
    until(lambda: full.admission.place(runs[2]) == 2)


def test_full_server_says_the_place_in_the_queue(full: Engine) -> None:
    run = full.place.runs[3]
    assert waiting.delay(run) is None, "nobody reads a sentence within a moment"
    run.requested -= waiting.PATIENCE_SECONDS
    assert "you are number 2 in the queue" in str(waiting.delay(run))


def test_unwatched_runs_make_room_sooner_if_others_wait(full: Engine) -> None:
    runs = full.place.runs
    runs[0].looked_at -= 15.0
    full.rest()
    until(lambda: runs[2].ready)
    assert runs[0].resting


def test_first_trainer_is_opened_however_little_memory_there_is() -> None:
    class Full(InProcess):
        def free_memory(self) -> int:
            return -1

    engine = Engine(Full())
    run = engine.start(made())
    until(lambda: run.ready)
    engine.close()


def test_measuring_for_seconds_holds_up_nobody_else() -> None:
    begun, gate = threading.Event(), threading.Event()

    def free() -> int:
        begun.set()
        gate.wait(30)
        return 2**40

    admission = Admission(free)
    admission._needs = [1]

    def enter() -> None:
        with admission.admitted(made(), "slow", lambda: True):
            pass

    thread = threading.Thread(target=enter, daemon=True)
    thread.start()
    assert begun.wait(30)
    start = monotonic()
    assert admission.place("slow") == 0, "nobody knows yet whether there is room"
    admission.left(1)
    assert monotonic() - start < 5
    gate.set()
    thread.join(30)
    assert not thread.is_alive()


def test_failed_opening_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(InProcess):
        def open(self, *_arguments: Any) -> Seat:
            raise ZeroDivisionError

    engine = Engine(Broken())
    run = engine.start(made())
    until(lambda: run.state == "failed")
    assert engine.admission._needs == []
    engine.close()


@pytest.mark.parametrize("family", FAMILIES)
def test_estimate_of_every_family_is_moderate(family: str) -> None:
    assert TRAINER_BYTES <= estimate(FAMILIES[family]()) < 5 * TRAINER_BYTES  # type: ignore[call-arg]


def test_silent_worker_is_reported(full: Engine) -> None:
    run = full.place.runs[0]
    run.commands.put(lambda: until(lambda: run.heard > monotonic() + 1))
    assert waiting.delay(run) is None
    run.heard -= 9.0
    assert str(waiting.delay(run)).startswith("The worker has not answered for ")
    run.heard = monotonic() + 2
    until(lambda: not run.busy)
    assert waiting.delay(run) is None


def test_missing_worker_is_reported(full: Engine) -> None:
    run = full.place.runs[2]
    run.requested -= 5.0
    with full.admission._changed:
        full.admission._short = False  # there is room, and its worker starts
        assert str(waiting.delay(run)).startswith("Waiting for a worker, for ")


def test_limit_is_the_stated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "690")
    assert memory.limit() == 690 * 2**20
    monkeypatch.setenv(memory.VARIABLE, "lots")
    assert memory.limit() <= psutil.virtual_memory().total


def test_free_memory_shrinks_by_what_a_process_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "100000")
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": 2**40})())
    process = [psutil.Process()]
    before = memory.free(process)
    block = bytearray(200 * 2**20)
    taken = before - memory.free(process)
    assert 0.9 * len(block) < taken < 1.2 * len(block)


def test_trim_gives_freed_memory_back() -> None:
    process = psutil.Process()
    before = memory.private(process)
    blocks = [b"x" * 60_000 for _number in range(2000)]
    kept = blocks[::400]  # so that the heap does not end with free memory
    del blocks
    memory.trim()
    assert kept
    assert memory.private(process) - before < 40 * 2**20
