"""The set-up of a challenge fits its task, whatever was set before, and does not meet it."""

from __future__ import annotations

import pytest

from tests.support.trainings.challenge_cases import Case, cases
from tests.support.trainings.trained_runs import train_run

CASES = [pytest.param(case, id=f"{case.family}-{case.language}-{case.challenge.name}") for case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_set_up_changes_only_the_settings_of_the_challenge(case: Case) -> None:
    usual, challenge = case.usual, case.challenge
    experiment = challenge.set_up(usual)
    assert {key: experiment.value(key) for key in challenge.start} == dict(challenge.start)
    assert set(usual.changes_to(experiment)) <= set(usual.completed(challenge.start))
    assert challenge.set_up(usual, {"fit.lr": 0.5}).value("fit.lr") == 0.5, "what a lesson hides stays"


SMALL = {"data.examples": 200, "data.sentences": 1000, "data.share": 0.05}


@pytest.mark.parametrize("case", [case for case in CASES if "-zh-" not in case.id])
def test_set_up_alone_does_not_meet_the_challenge(case: Case) -> None:
    experiment = case.challenge.set_up(case.usual)
    fewer = {key: value for key, value in SMALL.items() if key in experiment.settings_by_key()}
    verdict = case.challenge.check([train_run(experiment.replace(fewer), 0)])
    assert verdict.share < 0.5, str(verdict.words)
