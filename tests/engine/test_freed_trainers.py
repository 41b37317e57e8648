"""Trainers that are freed leave their worker at once, and the worker gives their memory back."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from nets.engine.engine import Engine, start_engine
from nets.engine.viewer import REST_SECONDS
from nets.engine.workers import memory
from nets.models.gpt.experiment import GPT
from tests.support.engines import age_lease, wait_until


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETS_WORKERS", "1")
        engine = start_engine("cluster")
        engine.warm().result(timeout=90)
        yield engine
        engine.close()


TRAINERS = "sum(type(each).__name__ == 'RemoteTrainer' for each in __import__('gc').get_objects())"
TAKEN = "__import__('nets.engine.workers.memory', fromlist=['*']).private(__import__('psutil').Process())"


def value(engine: Engine, expression: str) -> int:
    """What an expression is in the worker, which cannot import this module."""
    return int(engine.compute(eval, expression).result(60))


def test_freed_trainers_leave_the_worker_with_their_memory(engine: Engine) -> None:
    runs = [engine.start(GPT().replace({"fit.seed": seed})) for seed in range(3)]
    wait_until(lambda: all(run.ready and not run.busy for run in runs), 120)
    held = value(engine, TAKEN)
    assert value(engine, TRAINERS) == 3
    for run in runs[:2]:
        age_lease(run, 2 * REST_SECONDS)
    runs[2].stop()
    engine.rest()
    wait_until(lambda: all(run.connection.is_resting for run in runs[:2]))
    wait_until(lambda: value(engine, TRAINERS) == 0, 20)
    end = monotonic() + 10 * memory.TRIM_SECONDS
    while (left := held - value(engine, TAKEN)) < 15 * memory.MB and monotonic() < end:
        sleep(0.5)
    assert left >= 15 * memory.MB, "three nets of about 10 MB each"
