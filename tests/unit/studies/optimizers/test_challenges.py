"""The challenges: exactly one optimizer leaves the saddle, and the others are met by what their hints say."""

from __future__ import annotations

from typing import Any

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.studies.optimizers.challenges import CHALLENGES
from nets.studies.optimizers.race import run_race
from nets.studies.optimizers.settings import Optimizing, Race
from nets.studies.optimizers.stability import best_settings
from nets.training.challenge import Verdict

SADDLE, RAVINE, CALM = CHALLENGES


def judged(challenge: Any, **changes: Any) -> Verdict:
    """The verdict on a race as the challenge sets it up, with changes."""
    race = Race.model_validate({**Optimizing.model_validate(challenge.start).race.model_dump(), **changes})
    return challenge.check([run_race(race)])


def test_exactly_one_optimizer_leaves_the_saddle() -> None:
    left = [name for name in OPTIMIZER_NAMES if judged(SADDLE, optimizers=(name,)).reached]
    assert left == ["rmsprop"]
    assert not judged(SADDLE, optimizers=("rmsprop", "adam")).reached
    assert not judged(SADDLE, optimizers=("momentum",), rate_momentum=0.1).reached


def test_momentum_crosses_the_ravine_by_the_map_and_not_as_it_is_set_up() -> None:
    rate, momentum = best_settings(1.0, 100.0)
    assert 0 < judged(RAVINE).share < 1
    assert judged(RAVINE, rate_momentum=rate, momentum=momentum).reached
    assert not judged(RAVINE, x=0.01, y=0.01).reached


def test_sgd_comes_to_rest_by_a_schedule_alone() -> None:
    assert not any(judged(CALM, rate_sgd=rate).reached for rate in (0.01, 0.03))
    assert judged(CALM, rate_sgd=0.05, schedule="cosine").reached
    assert not judged(CALM, noise=0.0, schedule="cosine").reached
