"""Admission of trainers: as many as the memory holds, the others in a queue that moves on when some are freed."""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest

from nets.engine.delay import PATIENCE_SECONDS, describe_delay
from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.engine.viewer import REST_SECONDS_IN_NEED
from nets.engine.workers import memory
from nets.engine.workers.admission import IMPORT_BYTES, TRAINER_BYTES, Admission, estimate
from nets.engine.workers.backends import ProcessBackend, WorkerHandle
from nets.families import EXPERIMENTS
from tests.support.engines import Clock, age_lease, perceptron_experiment, wait_until


class Small(ProcessBackend):
    """A backend with memory for two and a half trainers, which take little before they train."""

    def __init__(self) -> None:
        self.opened = 0

    def free_memory(self) -> int:
        gc.collect()
        return IMPORT_BYTES + int(2.5 * estimate(perceptron_experiment()))

    runs: tuple[Run, ...] = ()

    def open(self, *arguments: Any) -> WorkerHandle:
        self.opened += 1
        return super().open(*arguments)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Any:
    """An engine with two runs, for which there is room, and two more."""
    monkeypatch.setattr("nets.engine.engine.TIDY_SECONDS", 3600.0)
    monkeypatch.setattr("nets.engine.workers.admission.RETRY_SECONDS", 0.02)
    backend = Small()
    engine = Engine(backend, clock)
    for number in range(4):
        backend.runs = (*backend.runs, engine.start(perceptron_experiment(fit__seed=number)))
        run = backend.runs[number]
        wait_until(lambda run=run, waits=number >= 2: engine.admission.position(run) if waits else run.ready)
    yield engine
    engine.close()


def test_trainers_are_opened_while_there_is_memory(full: Engine) -> None:
    runs = full.backend.runs
    assert [run.ready for run in runs] == [True, True, False, False]
    assert [full.admission.position(run) for run in runs] == [0, 0, 1, 2]
    assert full.admission.queue_length == 2


def test_queue_moves_on_when_a_run_ends(full: Engine) -> None:
    runs = full.backend.runs
    runs[0].stop()
    wait_until(lambda: runs[2].ready)
    wait_until(lambda: full.admission.position(runs[3]) == 1)
    assert not runs[3].ready


def test_run_without_a_viewer_leaves_the_queue_and_comes_back(full: Engine) -> None:
    runs = full.backend.runs
    age_lease(runs[2], 20)
    wait_until(lambda: runs[2].connection.is_resting)
    assert full.admission.position(runs[3]) == 1
    runs[2].watched()
    wait_until(lambda: full.admission.position(runs[2]) == 2)


def test_full_server_says_the_place_in_the_queue(full: Engine, clock: Clock) -> None:
    run = full.backend.runs[3]
    assert describe_delay(run) is None, "a delay of a moment needs no sentence"
    clock.now += PATIENCE_SECONDS
    assert "you are number 2 in the queue" in str(describe_delay(run))


def test_unwatched_runs_make_room_sooner_if_others_wait(full: Engine, clock: Clock) -> None:
    runs = full.backend.runs
    clock.now += 2 * REST_SECONDS_IN_NEED
    for run in runs[1:]:
        run.renew(looking=True)
    full.rest()
    wait_until(lambda: runs[2].ready)
    assert runs[0].connection.is_resting


def test_first_trainer_is_opened_however_little_memory_there_is() -> None:
    class Full(ProcessBackend):
        def free_memory(self) -> int:
            return -1

    engine = Engine(Full())
    first = engine.start(perceptron_experiment())
    wait_until(lambda: first.ready)
    second = engine.start(perceptron_experiment())
    wait_until(lambda: engine.admission.position(second) == 1)
    assert [first.ready, second.ready] == [True, False]
    engine.close()


def test_measurement_for_seconds_blocks_no_other_call() -> None:
    class Trainer:
        pass

    measures, gate = threading.Event(), threading.Event()

    def free() -> int:
        if trainers:
            measures.set()
            gate.wait(30)
        return 2**40

    admission = Admission(free)
    trainers: list[Trainer] = []
    trainers.append(admission.admit(perceptron_experiment(), "first", lambda: True, Trainer))
    thread = threading.Thread(
        target=admission.admit, args=(perceptron_experiment(), "slow", lambda: True, Trainer), daemon=True
    )
    thread.start()
    assert measures.wait(30)
    start = monotonic()
    assert admission.position("slow") == 0, "it is not known yet whether there is room"
    trainers.clear()  # which frees the first
    assert monotonic() - start < 5
    gate.set()
    thread.join(30)
    assert not thread.is_alive()


def test_failed_opening_takes_no_room() -> None:
    class Narrow(Small):
        def free_memory(self) -> int:
            return IMPORT_BYTES + int(1.5 * estimate(perceptron_experiment()))

        def open(self, *arguments: Any) -> WorkerHandle:
            if not self.opened:
                self.opened += 1
                raise ZeroDivisionError
            return super().open(*arguments)

    engine = Engine(Narrow())
    first = engine.start(perceptron_experiment())
    wait_until(lambda: first.state == "failed")
    assert "ZeroDivisionError" in str(first.problem)
    second = engine.start(perceptron_experiment())
    wait_until(lambda: second.ready)
    assert second.problem is None
    assert engine.admission.queue_length == 0
    engine.close()


def test_run_that_is_stopped_before_its_turn_opens_no_trainer() -> None:
    backend = Small()
    engine = Engine(backend)
    gate = threading.Event()
    run = engine.start(perceptron_experiment(), asleep=True)
    run.connection.commands.put(gate.wait)
    run.resume()
    run.stop()
    gate.set()
    wait_until(lambda: not run.busy)
    assert backend.opened == 0
    engine.close()


@pytest.mark.parametrize("family", EXPERIMENTS)
def test_estimate_of_every_family_is_moderate(family: str) -> None:
    assert TRAINER_BYTES <= estimate(EXPERIMENTS[family]()) < 5 * TRAINER_BYTES  # type: ignore[call-arg]


def test_silent_worker_is_reported(full: Engine, clock: Clock) -> None:
    run, gate = full.backend.runs[0], threading.Event()
    run.connection.commands.put(gate.wait)
    assert describe_delay(run) is None
    clock.now += 9.0
    assert str(describe_delay(run)).startswith("The worker has not answered for ")
    gate.set()
    wait_until(lambda: not run.busy)
    assert describe_delay(run) is None


def test_missing_worker_is_reported() -> None:
    gate = threading.Event()

    class Slow(Small):
        def open(self, *arguments: Any) -> WorkerHandle:
            gate.wait(30)
            return super().open(*arguments)

    clock = Clock()
    engine = Engine(Slow(), clock)
    run = engine.start(perceptron_experiment())
    clock.now += 5.0
    assert str(describe_delay(run)).startswith("Waiting for a worker, for ")
    gate.set()
    wait_until(lambda: run.ready and not run.busy)
    assert describe_delay(run) is None
    engine.close()


def test_limit_is_the_stated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, "690")
    assert memory.limit() == 690 * 2**20
    monkeypatch.setenv(memory.VARIABLE, "lots")
    assert memory.limit() <= psutil.virtual_memory().total


@pytest.mark.parametrize(
    ("group", "file"), [("0::/slice/app", "memory.max"), ("4:memory:/slice/app", "memory/memory.limit_in_bytes")]
)
def test_limit_is_the_least_of_the_control_groups_around_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, group: str, file: str
) -> None:
    root, name = (tmp_path / file).parent, Path(file).name
    (root / "slice" / "app").mkdir(parents=True)
    (root / "slice" / "app" / name).write_text("max\n" if name == "memory.max" else f"{2**63 - 4096}\n")
    (root / "slice" / name).write_text(f"{300 * 2**20}\n")
    (tmp_path / "groups").write_text(f"{group}\n")
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    monkeypatch.setattr(memory, "CGROUPS", tmp_path)
    monkeypatch.setattr(memory, "GROUPS_OF_PROCESS", tmp_path / "groups")
    assert memory.limit() == 300 * 2**20
    monkeypatch.setattr(memory, "GROUPS_OF_PROCESS", tmp_path / "missing")  # as on Windows and macOS
    assert memory.limit() == psutil.virtual_memory().total


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
