"""A survey that the server asks part by part, of a run that trains on meanwhile and of the runs of a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nets.engine.engine import Engine, start_engine
from tests.support.engines import perceptron_experiment, train_to_end, wait_until, watch_until
from ui.inspect.batch_size_sharpness import verdict
from ui.inspect.probe_button import probe_button
from ui.session.requests.probe_request import ProbeRequest
from ui.session.sweep import Sweep, short


@pytest.fixture
def engine() -> Iterator[Engine]:
    started = start_engine("process")
    yield started
    started.close()


def test_a_run_trains_on_while_it_is_surveyed_and_a_survey_can_be_stopped(engine: Engine) -> None:
    run = engine.start(perceptron_experiment(fit__steps=1_000_000))
    run.play()
    watch_until(run, lambda: run.index > 50)
    demand = ProbeRequest(run.id, run.index, "landscape", {"side": 33})
    demand.begin(engine, run, survey=True)
    watch_until(run, lambda: demand.answer is not None and demand.share < 1)
    before, share = run.index, demand.share
    watch_until(run, lambda: run.index > before + 3)
    watch_until(run, lambda: demand.share > share)
    demand.stop()
    wait_until(lambda: not demand.moving)
    assert demand.share < 1
    assert demand.answer is not None
    assert demand.problem is None


def test_what_cannot_be_surveyed_is_told_and_the_run_is_none_the_worse(engine: Engine) -> None:
    run = engine.start(perceptron_experiment())
    watch_until(run, lambda: run.ready)
    demand = ProbeRequest(run.id, 0, "landscape", {})
    demand.begin(engine, run, survey=True)
    wait_until(lambda: not demand.moving)
    assert "Train a little first" in str(demand.problem)
    train_to_end(run)
    again = ProbeRequest(run.id, run.index, "landscape", {"side": 9})
    again.begin(engine, run, survey=True)
    wait_until(lambda: not again.moving)
    assert again.answer is not None
    assert again.answer["train"].shape == (9, 9)
    run.stop()
    lost = ProbeRequest(run.id, run.index, "landscape", {})
    lost.begin(engine, run, survey=True)
    wait_until(lambda: not lost.moving)
    assert "worker" in str(lost.problem)


def test_each_run_of_a_sweep_is_surveyed_at_its_end(engine: Engine) -> None:
    sweep = Sweep(
        engine, {(size,): short(perceptron_experiment(), {"fit.batch": size}, 60) for size in (2, 64)}, survey="profile"
    )
    shares = []

    def over() -> bool:
        sweep.follow()
        shares.append(sweep.share)
        return not sweep.moving

    wait_until(over)
    assert shares == sorted(shares)
    assert list(sweep.measurements) == [(2,), (64,)]
    for measured in sweep.measurements.values():
        assert measured.survey is not None
        middle = measured.survey["test"][:, measured.survey["test"].shape[1] // 2]
        np.testing.assert_allclose(middle, measured.figures["test_loss"], rtol=1e-5)
        assert measured.survey["sharpness"] > 0


def test_nets_are_compared_only_when_they_have_learnt_equally_well() -> None:
    assert "**64**" in verdict({4: (0.1, 10.0), 64: (0.12, 30.0)})
    assert "As Keskar" in verdict({4: (0.1, 10.0), 64: (0.12, 30.0)})
    assert "other way" in verdict({4: (0.1, 30.0), 64: (0.12, 10.0)})
    assert "learnt less" in verdict({4: (0.1, 30.0), 64: (0.6, 10.0)})
    assert "no clear difference" in verdict({4: (0.1, 10.0), 64: (0.12, 11.0)})
    assert "too little" in verdict({4: (0.1, 10.0), 64: (float("nan"), 11.0)})


def test_an_answer_on_demand_is_shown_with_its_own_arguments_alone() -> None:
    session: Any = SimpleNamespace(
        run=SimpleNamespace(id="1"),
        selection=SimpleNamespace(choices={}),
        probes=SimpleNamespace(is_waiting=False),
    )
    held = ProbeRequest("1", 3, "ablation", {"where": "encoder"}, answer={"loss": np.array(1.0)})
    session.selection.choices["on_demand/ablation"] = held
    assert probe_button(session, "ablation", {"where": "encoder"}, "Measure") == held.answer
    assert probe_button(session, "ablation", {"where": "decoder"}, "Measure") == {}
    session.run.id = "2"
    assert probe_button(session, "ablation", {"where": "encoder"}, "Measure") == {}
