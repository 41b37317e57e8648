"""The perceptron's challenges, judged by trainings that really were made."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from nets.experiment.family import family_of
from nets.models.perceptron.challenges import CHALLENGES, overfitting, spiral, xor
from nets.models.perceptron.experiment import Perceptron
from nets.training.challenge import Verdict, find_overfit, sustained_value
from nets.training.history import History
from nets.training.trainer_state import train
from tests.support.trainings.trained_sessions import TrainedSession

ILL = {"data.name": "moons", "data.size": "150", "data.noise": "0.3", "data.label_noise": "0.2", "fit.report": "10"}
ILL |= {"net.hidden": "32,32", "fit.optimizer": "adam", "fit.lr": "0.02", "fit.steps": "500", "fit.batch": "30"}


def trained(**settings: str) -> TrainedSession:
    """A training with some settings changed, made once; `fit__lr` is the setting "fit.lr"."""
    return _trained(tuple({key.replace("__", "."): value for key, value in settings.items()}.items()))


def ill(**settings: str) -> TrainedSession:
    return _trained(tuple((ILL | {key.replace("__", "."): value for key, value in settings.items()}).items()))


@lru_cache(maxsize=32)
def _trained(strings: tuple[tuple[str, str], ...]) -> TrainedSession:
    experiment, history, index = Perceptron.from_strings(dict(strings)), History(), 0
    for step in train(experiment):
        history.extend({k: (np.array([step.index]), np.array([v])) for k, v in step.figures.items()})
        index = step.index
    return TrainedSession(experiment, history, "done", index)


QUICK = {"fit__optimizer": "adam", "fit__lr": "0.03", "fit__batch": "30"}


def test_four_neurons_separate_xor() -> None:
    run = trained(data__name="xor", net__hidden="4", fit__steps="250", **QUICK)
    verdict = xor([run])
    assert verdict.reached, str(verdict.words)
    assert sustained_value(run.history, "test_accuracy") >= 0.97


@pytest.mark.parametrize(
    "settings",
    [
        {"net__hidden": "5"},  # too many neurons
        {"net__hidden": "", "data__features": "x,y,xy"},  # the answer is among the inputs
        {"net__hidden": "", "fit__steps": "60"},  # a straight line
    ],
)
def test_what_is_no_xor_by_four_neurons(settings: dict[str, str]) -> None:
    verdict = xor([trained(**({"data__name": "xor", "fit__steps": "250"} | QUICK | settings))])
    assert not verdict.reached, str(verdict.words)
    assert xor([]).share == 0


def test_the_spiral_from_raw_coordinates() -> None:
    settings = {"net__hidden": "16,16", "net__activation": "relu", "fit__batch": "30", "fit__steps": "600"}
    settings |= {"fit__optimizer": "adam", "fit__lr": "0.02"}
    assert spiral([trained(data__name="spiral", **settings)]).reached
    with_sines = trained(data__name="spiral", data__features="x,y,sinx,siny", **(settings | {"fit__steps": "40"}))
    assert spiral([with_sines]).share == 0, "features do not count"
    short = spiral([trained(data__name="spiral", net__hidden="4", fit__steps="60")])
    assert 0 < short.share < 1


def test_overfitting_and_its_cure() -> None:
    sick, decay, small = ill(), ill(fit__weight_decay="0.1"), ill(net__hidden="3")
    assert find_overfit(sick, 1.4)[0] is not None
    assert find_overfit(decay, 1.4)[0] is None
    assert overfitting([sick]).share == 0.5
    assert overfitting([sick, decay]).reached
    assert overfitting([sick, small]).reached
    assert not overfitting([decay, sick]).reached, "the cure comes after the illness"
    assert 0 <= overfitting([decay, small]).share < 0.5


def test_the_goal_of_a_cure_stays_when_the_overfitting_run_trains_on() -> None:
    sick, longer = ill(), ill(fit__steps="1500")
    begun = overfitting([sick])
    (goal,) = begun.facts
    later = overfitting([*begun.facts, longer])
    assert later.facts == begun.facts
    assert str(later.words) == str(begun.words)
    assert f"{0.95 * goal.loss:.3g}" in str(begun.words)
    assert overfitting([*begun.facts]).facts == begun.facts, "the run may have left the list"


def test_the_goal_of_a_cure_is_met_by_no_second_start_of_the_overfitting_run() -> None:
    begun = overfitting([ill()])
    (goal,) = begun.facts
    steps = range(20, goal.step + 100, 20)
    again = [ill(fit__steps=str(500), fit__seed="1")]
    assert not overfitting([*begun.facts, *(_cut(run, step) for run in again for step in steps)]).reached


def _cut(run: TrainedSession, index: int) -> TrainedSession:
    """The run as it was after so many updates."""
    past = History()
    lines = {name: run.history.line(name).until(index) for name in ("train_loss", "test_loss", "test_accuracy")}
    past.extend({name: (line.step, line.last) for name, line in lines.items()})
    return replace(run, history=past, state="running", index=index)


@pytest.mark.parametrize(
    "settings",
    [
        {"fit__steps": "30", "fit__weight_decay": "0.1"},  # hardly begun
        {"data__label_noise": "0.0", "fit__weight_decay": "0.1"},  # other data
        {"net__init": "zero"},  # learns nothing
    ],
)
def test_what_is_no_cure(settings: dict[str, str]) -> None:
    verdict = overfitting([ill(), ill(**settings)])
    assert verdict.share == 0.5, str(verdict.words)


def test_a_lucky_report_is_not_enough() -> None:
    history = History()
    history.extend({"test_accuracy": (np.arange(5), np.array([0.5, 1.0, 0.6, 0.7, 0.7]))})
    assert sustained_value(history, "test_accuracy") == 0.6
    assert sustained_value(history, "unknown") == 0.0


def test_challenges_can_be_begun() -> None:
    assert [challenge.name for challenge in CHALLENGES] == ["xor", "spiral", "overfitting"]
    for challenge in family_of(Perceptron).challenges:
        assert Perceptron().replace(challenge.start) != Perceptron()
        assert challenge.hints
        assert isinstance(challenge.check([]), Verdict)
