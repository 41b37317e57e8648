"""A run that is looked at as it was, with trainers in this process and on a cluster."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from nets.engine.displayed_step import DisplayedStep
from nets.engine.engine import Engine, start_engine
from nets.engine.run import Run
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.trainer_state import Training
from tests.support.engines import (
    history_figures,
    perceptron_experiment,
    reference_figures,
    wait_until,
    watch_until,
    worker_processes,
)

EXPERIMENT = perceptron_experiment(fit__steps=400, net__dropout=0.2, fit__optimizer="momentum")
LONG = EXPERIMENT.replace({"fit.steps": 1_000_000})
WATCH = {"weights": {}, "predictions": {}}


@pytest.fixture(scope="module", params=["process", pytest.param("cluster", marks=pytest.mark.long)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETS_WORKERS", "1")
        engine = start_engine(request.param)
        engine.warm().result(timeout=90)
        yield engine
        engine.close()


def showing(run: Run, step: int | None) -> None:
    """Look at a step, and wait until it is shown."""
    run.recall(step)
    wait_until(lambda: run.shown.step == step)


def test_the_past_is_shown_while_the_training_goes_on(engine: Engine) -> None:
    run = engine.start(LONG, watch=WATCH)
    watch_until(run, lambda: run.ready)
    run.play()
    watch_until(run, lambda: run.index > 200)
    showing(run, 4)
    latest, at = run.probe_answers, run.index
    watch_until(run, lambda: run.index > at + 100)
    assert run.probe_answers is latest
    assert latest.index == 4
    undisturbed = Training(LONG)
    for _update in range(4):
        undisturbed.update()
    held = undisturbed.net.state_dict()["output.weight"].numpy()
    assert (latest.answers["weights"]["output/weight"] == held).all()
    assert (run.ask("weights")["output/weight"] == held).all(), "who asks is answered about what is shown"
    assert run.shown.history.last("test_loss") == undisturbed._report()["test_loss"]
    assert run.shown.history.line("loss").step[-1] == 4
    run.recall(None)
    assert run.shown.step is None
    watch_until(run, lambda: run.probe_answers.index > at)
    assert run.ask("weights")["output/weight"].tolist() != held.tolist()
    run.stop()


def test_looking_back_leaves_the_history_as_it_was(engine: Engine) -> None:
    run = engine.start(EXPERIMENT, watch=WATCH)
    watch_until(run, lambda: run.ready)
    run.viewer.speed = 400.0
    run.play()
    while not run.over:
        run.watched()
        for step in run.shown.moments[::7]:
            run.recall(step)
    assert run.state == "done"
    assert history_figures(run) == reference_figures(EXPERIMENT)
    assert run.shown.moments[:3] == (0, 1, 2)
    assert len(run.shown.moments) > 25
    run.stop()


def test_another_panel_is_of_the_moment_too(engine: Engine) -> None:
    run = engine.start(EXPERIMENT, watch={"weights": {}})
    watch_until(run, lambda: run.ready)
    for _step in range(6):
        run.step()
    watch_until(run, lambda: run.index == 6)
    watch_until(run, lambda: 6 in run.shown.moments)
    showing(run, 2)
    run.watched({"weights": {}, "activations": {}})
    wait_until(lambda: "activations" in run.probe_answers.answers and not run.busy)
    assert (run.shown.step, run.probe_answers.index) == (2, 2)
    run.step()
    assert run.shown.step is None, "who makes a step wants to see it"
    run.stop()


def test_what_is_no_moment_is_the_nearest(engine: Engine) -> None:
    run = engine.start(EXPERIMENT, watch=WATCH)
    watch_until(run, lambda: run.ready)
    run.recall(10**12)
    wait_until(lambda: run.shown.step == 0)
    wait_until(lambda: not run.busy)
    assert run.shown.chosen == 0
    run.stop()
    run.recall(0)
    assert run.shown.step is None, "a stopped run has no trainer to ask"


def test_a_late_look_is_not_shown() -> None:
    history = History()
    history.extend({"loss": (np.arange(1, 10), np.arange(1.0, 10.0))})
    shown = DisplayedStep(history)
    shown.update(ProbeAnswers(9, {}), (0, 4, 8))
    shown.choose(5)
    assert (shown.probe_answers.index, shown.step, shown.history) == (9, None, history), "until it comes"
    shown.take(ProbeAnswers(4, {}, asked=5))
    assert (shown.probe_answers.index, shown.step, shown.chosen) == (4, 4, 4)
    assert (shown.history.last("loss"), shown.history.last("nothing"), shown.history.names()) == (4.0, pytest.approx(
        float("nan"), nan_ok=True), ["loss"])  # fmt: skip
    assert len(shown.history.line("loss", 2).step) == 2
    shown.choose(8)
    shown.take(ProbeAnswers(0, {}, asked=0))
    assert (shown.step, shown.chosen) == (0, 8), "an older wish comes late; the newer is still awaited"
    shown.choose(None)
    shown.take(ProbeAnswers(8, {}, asked=8))
    assert (shown.step, shown.probe_answers.index) == (None, 9)


@pytest.mark.parametrize("engine", ["cluster"], indirect=True)
def test_a_lost_worker_takes_the_moments_along(engine: Engine) -> None:
    run = engine.start(LONG, watch=WATCH)
    watch_until(run, lambda: run.ready)
    run.viewer.speed = 150.0
    run.play()
    watch_until(run, lambda: run.checkpoint is not None)
    showing(run, 3)
    for worker in worker_processes(psutil.Process()):
        worker.send_signal(signal.SIGKILL)
    watch_until(run, lambda: run.notes)
    assert "the moment you looked at is gone" in str(run.notes[0])
    assert run.shown.step is None
    watch_until(run, lambda: run.shown.moments)
    assert run.shown.moments[0] == run.notes[0].values["step"], "they begin anew where the run goes on"
    showing(run, run.shown.moments[0])
    run.stop()
