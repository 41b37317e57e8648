"""A cluster of somebody else's that dies in mid-run: the run says so, and goes on when the cluster is back."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest

from nets.engine.checkpoint_header import step_of
from nets.engine.engine import Engine, start_engine
from tests.support.engines import (
    DaskCluster,
    history_figures,
    perceptron_experiment,
    reference_figures,
    wait_until,
    watch_until,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere(monkeypatch) -> Iterator[DaskCluster]:
    there = DaskCluster()
    monkeypatch.setenv("NETS_SCHEDULER", there.address)
    monkeypatch.setattr("nets.engine.workers.cluster_backend.CONNECT_SECONDS", 5)
    there.start()
    yield there
    there.kill()


def begun(engine: Engine):
    """A run that has a checkpoint; a cluster that is just starting may be asked too early, as a user would."""
    run = engine.start(perceptron_experiment(fit__steps=1_000_000, fit__optimizer="momentum"))
    run.viewer.speed = 150.0
    wait_until(lambda: (run.ready or run.state == "failed") and _playing(run), 90)
    watch_until(run, lambda: run.checkpoint is not None and run.index > step_of(run.checkpoint) + 5, 60)
    return run


def _playing(run) -> bool:
    """Press Train until it runs."""
    run.watched()
    if run.state in ("failed", "paused"):
        run.play()
    return run.ready and run.state == "running"


def test_the_run_says_so_and_goes_on_when_it_is_back(elsewhere) -> None:
    engine = start_engine("cluster")
    run = begun(engine)
    reached, kept = run.index, step_of(run.checkpoint)
    elsewhere.kill()
    slowest = 0.0

    def failed() -> bool:
        nonlocal slowest
        start = monotonic()
        run.watched()
        run.history.line("loss", 300)
        slowest = max(slowest, monotonic() - start)
        return run.state == "failed"

    wait_until(failed, 90)
    assert slowest < 1.0, "a page that draws this run would hang"
    assert (
        str(run.problem) == f"The cluster that trains, {elsewhere.address}, does not answer. Press Train to try again."
    )
    assert run.index >= kept > 0
    assert run.index <= reached + 150
    run.play()
    wait_until(lambda: run.state == "failed", 60)  # not back yet
    elsewhere.start()
    wait_until(lambda: _playing(run), 120)
    run.viewer.speed = None
    watch_until(run, lambda: run.index > reached + 20, 60)
    run.change_settings({"fit.steps": run.index + 20})
    watch_until(run, lambda: run.state == "done", 60)
    assert run.problem is None
    assert (
        history_figures(run)["loss"]
        == reference_figures(perceptron_experiment(fit__steps=run.index, fit__optimizer="momentum"))["loss"]
    )
    engine.close()
