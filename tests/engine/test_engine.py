"""One suite for every engine: in this process, an embedded cluster, and a cluster by address.

All tests run in this process by default, the contract also with a cluster; the slow stage runs all with all.
"""

from time import monotonic, sleep

import numpy as np
import pytest

from nets.engine import run as run_module
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem
from nets.training.trainer_state import train
from tests.support.engines import (
    age_lease,
    history_figures,
    on_engines,
    perceptron_experiment,
    reference_figures,
    train_to_end,
    wait_until,
    watch_until,
)

WATCH = {"decision_surface": {}, "activations": {}}


@pytest.fixture
def start(engine):
    """Start runs that are stopped when the test is over."""
    runs = []

    def begin(experiment, **more):
        runs.append(engine.start(experiment, **more))
        return runs[-1]

    yield begin
    for run in runs:
        run.stop()


@on_engines("process", "cluster")
def test_a_new_run_is_paused_at_the_untrained_net(start):
    run = start(perceptron_experiment())
    assert run.state == "paused"
    watch_until(run, lambda: run.ready)
    assert (run.state, run.index) == ("paused", 0)
    assert run.history.line("train_loss").step.tolist() == [0]
    assert not run.connection.dispatchers, "nothing asks for an update"


@on_engines("process", "cluster", "address")
def test_the_history_is_that_of_the_training(start):
    experiment = perceptron_experiment(net__dropout=0.1, fit__optimizer="adam")
    run = train_to_end(start(experiment))
    assert (run.state, run.index) == ("done", 100)
    assert history_figures(run) == reference_figures(experiment)
    assert run.seconds > 0


def test_other_runs_change_nothing(start):
    experiments = [
        perceptron_experiment(fit__seed=seed, net__dropout=0.3, fit__optimizer="momentum") for seed in range(3)
    ]
    runs = [start(experiment) for experiment in experiments]
    for run in runs:
        run.play()
    wait_until(lambda: all((run.watched(), run.over)[1] for run in runs))
    for run, experiment in zip(runs, experiments, strict=True):
        assert history_figures(run) == reference_figures(experiment)


def test_play_pause_step(start):
    run = start(perceptron_experiment(fit__steps=1_000_000))
    run.play()
    watch_until(run, lambda: run.index > 20)
    run.pause()
    assert run.state == "paused"
    wait_until(lambda: not run.connection.dispatchers)  # the advance under way is finished
    at = run.index
    run.step()
    wait_until(lambda: not run.busy)
    assert (run.index, run.state) == (at + 1, "paused")
    run.play()
    watch_until(run, lambda: run.index > at + 20)
    run.step()
    assert run.state == "paused"


def test_stepping_gives_the_same_figures_as_playing(start):
    experiment = perceptron_experiment(fit__steps=5)
    run = start(experiment)
    for _ in range(5):
        run.step()
    wait_until(lambda: not run.busy)
    assert run.state == "done"
    assert history_figures(run) == reference_figures(experiment)


def test_done_and_then_more_steps(start):
    run = train_to_end(start(perceptron_experiment(fit__steps=50)))
    run.play()
    assert run.state == "done"
    run.step()
    wait_until(lambda: not run.busy)
    assert (run.index, run.state) == (51, "done")
    run.change_settings({"fit.steps": 80})
    wait_until(lambda: not run.busy)
    assert run.state == "paused"
    run.play()
    watch_until(run, lambda: run.over)
    assert (run.index, run.state) == (80, "done")
    losses = history_figures(run)["loss"]
    expected = [step.figures["loss"] for step in train(perceptron_experiment(fit__steps=80)) if step.index]
    assert losses == (list(range(1, 81)), expected)


def test_changed_settings_take_effect(start):
    run = start(perceptron_experiment(fit__steps=1_000_000))
    run.play()
    watch_until(run, lambda: run.index > 20)
    run.change_settings({"fit.lr": 0.5, "fit.optimizer": "adam", "net.dropout": 0.1})
    assert run.experiment.fit.lr == 0.5
    watch_until(run, lambda: run.history.last("lr") == 0.5)
    run.change_settings({"fit.steps": run.index})
    watch_until(run, lambda: run.over)
    assert run.state == "done"


def test_a_setting_that_does_not_fit_is_refused(start):
    run = start(perceptron_experiment())
    for changes in ({"fit.lr": -1}, {"fit.magic": 1}, {"net.hidden": "3"}, {"fit.seed": 2}):
        with pytest.raises(Problem):
            run.change_settings(changes)
        assert run.experiment == perceptron_experiment()
    assert train_to_end(run).state == "done"


def test_settings_changed_before_the_trainer_is_there_arrive_in_order(start, monkeypatch):
    monkeypatch.setattr(run_module, "ACKNOWLEDGE_SECONDS", 0.0)
    runs = [start(perceptron_experiment(fit__report=1)) for _ in range(3)]
    for run in runs:
        for lr in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
            run.change_settings({"fit.lr": lr})
        run.step()
    wait_until(lambda: not any(run.busy for run in runs))
    assert [run.history.last("lr") for run in runs] == [0.1] * 3


@on_engines("process", "cluster")
def test_a_setting_is_acknowledged_while_an_advance_is_under_way(engine, start, monkeypatch):
    advance = 10.0  # seconds; only one that is cut short answers before
    monkeypatch.setattr(engine, "share", lambda: advance)
    run = start(perceptron_experiment(fit__steps=10_000_000))
    watch_until(run, lambda: run.ready)
    run.play()
    latencies = []
    for turn in range(5):
        sleep(0.05)  # an advance gets under way
        run.change_settings({"fit.lr": 0.01 + turn / 100})
        latencies.append(wait_until(lambda: not run.busy))
    assert np.median(latencies) < advance / 2
    run.pause()
    run.step()


def test_a_diverging_run_says_so(start):
    run = train_to_end(start(perceptron_experiment(data__name="plane", net__activation="relu", fit__lr=100)))
    assert run.state == "diverged"
    assert not np.isfinite(run.history.last("loss"))
    at = run.index
    run.play()
    run.step()
    assert (run.state, run.index) == ("diverged", at)


@on_engines("process", "cluster", "address")
def test_asking_a_probe(start):
    run = start(perceptron_experiment())
    assert "decision_surface" not in (run.probe_answers.answers if run.probe_answers else {})
    answer = run.ask("decision_surface", resolution=8)
    assert all(isinstance(array, np.ndarray) for array in answer.values())
    with pytest.raises(Problem, match="no probe called magic"):
        run.ask("magic")
    with pytest.raises(TypeError):
        run.ask("decision_surface", magic=1)
    run.stop()
    with pytest.raises(WorkerLost):
        run.ask("decision_surface")


def test_a_probe_of_the_watch_that_has_nothing_to_say_is_left_out(start):
    run = start(perceptron_experiment(), watch={"magic": {}, "weights": {}})
    watch_until(run, lambda: run.probe_answers is not None)
    assert set(run.probe_answers.answers) == {"weights"}


def test_bytes_that_are_no_checkpoint_fail_the_run_readably(start):
    run = start(perceptron_experiment(), checkpoint=b"nothing")
    wait_until(lambda: run.state == "failed")
    assert "not a checkpoint" in str(run.problem)


def test_looks_come_only_when_they_are_taken(start):
    run = start(perceptron_experiment(fit__steps=1_000_000), watch=WATCH)
    watch_until(run, lambda: run.probe_answers is not None)
    assert run.probe_answers.index == 0
    assert set(run.probe_answers.answers) == set(WATCH)
    run.viewer.speed = 100.0
    run.play()
    watch_until(run, lambda: run.probe_answers.index > 0)
    at, indices = run.index, set()
    wait_until(
        lambda: (run.renew(), indices.add(run.probe_answers.index), run.index > at + 100)[2]
    )  # no answer is fetched
    assert len(indices) <= 3  # the one that is there, and what was under way
    watch_until(run, lambda: run.probe_answers.index > max(indices))
    run.pause()


def test_another_watch_is_answered_while_the_run_is_paused(start):
    run = start(perceptron_experiment())
    watch_until(run, lambda: run.ready)
    assert run.probe_answers is None
    run.watched({"weights": {}})
    wait_until(lambda: run.probe_answers is not None)
    assert set(run.probe_answers.answers) == {"weights"}


def test_nobody_watching_stops_the_run_and_watching_goes_on(start, monkeypatch):
    experiment = perceptron_experiment(fit__steps=300)
    run = start(experiment)
    watch_until(run, lambda: run.ready)
    run.viewer.speed = 10.0
    run.play()
    watch_until(run, lambda: run.index > 0)
    age_lease(run, 20)
    wait_until(lambda: not run.connection.dispatchers)
    assert not run.viewer.lease.is_valid
    assert 0 < run.index < 300
    assert run.state == "running"
    run.viewer.speed = None
    watch_until(run, lambda: run.over)
    assert history_figures(run)["loss"] == reference_figures(experiment)["loss"]


def test_the_speed_limit_is_kept(start):
    run = start(perceptron_experiment(fit__steps=1_000_000))
    watch_until(run, lambda: run.ready)
    run.viewer.speed = 30.0
    run.play()
    watch_until(run, lambda: run.index > 0)
    began, at = monotonic(), run.index
    watch_until(run, lambda: run.index >= at + 30)
    assert (run.index - at) / (monotonic() - began) < 35
    run.viewer.speed = 0.01
    sleep(0.1)
    slow = run.index
    run.viewer.speed = None
    watch_until(run, lambda: run.index > slow + 20)


def test_a_stopped_run_keeps_its_history(start):
    run = start(perceptron_experiment(fit__steps=1_000_000))
    run.play()
    watch_until(run, lambda: run.index > 20)
    run.stop()
    assert run.state == "stopped"
    wait_until(lambda: not run.connection.dispatchers)  # the advance under way is finished
    at = run.index
    run.play()
    run.watched()
    assert not run.connection.dispatchers, "nothing asks for an update"
    assert (run.state, run.index) == ("stopped", at)
    assert run.history.line("loss").step[-1] == at


def test_a_run_goes_on_from_a_checkpoint(start):
    first = train_to_end(start(perceptron_experiment(fit__steps=30, fit__optimizer="adam")))
    wait_until(lambda: first.checkpoint is not None)
    second = start(perceptron_experiment(fit__steps=60, fit__optimizer="adam"), checkpoint=first.checkpoint)
    watch_until(second, lambda: second.ready)
    assert (second.state, second.index) == ("paused", 30)
    expected = reference_figures(perceptron_experiment(fit__steps=60, fit__optimizer="adam"))["loss"]
    assert history_figures(train_to_end(second))["loss"] == (expected[0][30:], expected[1][30:])


@pytest.mark.parametrize("how", ["done", "diverged"])
def test_a_run_from_the_end_of_another_is_over(start, how):
    ends = {"data.name": "plane", "net.activation": "relu", "fit.lr": 100} if how == "diverged" else {"fit.steps": 20}
    experiment = perceptron_experiment().replace(ends)
    first = train_to_end(start(experiment))
    assert first.state == how
    second = start(experiment, checkpoint=first.checkpoint)
    second.play()
    watch_until(second, lambda: second.over)
    assert (second.state, second.index) == (how, first.index)


@on_engines("process", "cluster")
def test_runs_share_the_worker(engine, start):
    runs = [start(perceptron_experiment(fit__steps=1_000_000, fit__seed=seed)) for seed in range(4)]
    wait_until(lambda: all(run.ready for run in runs))
    for run in runs:
        run.play()
    assert engine.busy() >= 4
    assert 0.02 <= engine.share() <= 0.15

    wait_until(lambda: all([run.watched() is None and run.index > 0 for run in runs]))  # noqa: C419
    before = [run.connection.inbox.count for run in runs]

    def turns():  # that each was served; how many updates a turn holds depends on what else the machine does
        return [run.connection.inbox.count - start for run, start in zip(runs, before, strict=True)]

    wait_until(lambda: all([run.watched() is None and made >= 20 for run, made in zip(runs, turns(), strict=True)]))  # noqa: C419
    assert max(turns()) <= 2 * min(turns()), turns()
