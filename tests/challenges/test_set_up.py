"""What a challenge sets up fits its task, whatever was set before, and does not meet it yet."""

from __future__ import annotations

import pytest

from nets.families import FAMILIES
from nets.training.challenge import Challenge
from nets.training.experiment import Experiment
from tests.challenges.trained import trained

USUAL = {  # what pages open with in each language, where it differs from the family's defaults
    "gpt": {"en": {"data.name": "help"}, "zh": {}},
    "bert": {"en": {"data.language": "en"}, "zh": {"data.language": "zh"}},
}
CASES = [
    pytest.param(made().replace(usual), challenge, id=f"{family}-{language}-{challenge.name}")  # type: ignore[call-arg]
    for family, made in FAMILIES.items()
    for language, usual in USUAL.get(family, {"en": {}}).items()
    for challenge in made.challenges()
]


@pytest.mark.parametrize(("usual", "challenge"), CASES)
def test_set_up_changes_nothing_but_what_the_challenge_names(usual: Experiment, challenge: Challenge) -> None:
    begun = challenge.set_up(usual)
    assert {key: begun.value(key) for key in challenge.start} == dict(challenge.start)
    assert set(usual.changes_to(begun)) <= set(usual.completed(challenge.start))
    assert challenge.set_up(usual, {"fit.lr": 0.5}).value("fit.lr") == 0.5, "what a lesson hides stays"


SMALL = {"data.examples": 200, "data.sentences": 1000, "data.share": 0.05}


@pytest.mark.parametrize(("usual", "challenge"), [case for case in CASES if "-zh-" not in case.id])
def test_set_up_alone_does_not_meet_the_challenge(usual: Experiment, challenge: Challenge) -> None:
    begun = challenge.set_up(usual)
    fewer = {key: value for key, value in SMALL.items() if key in begun.knobs()}
    if "examples" in fewer and not begun.value("data.examples"):
        fewer.pop("data.examples")
    verdict = challenge.check([trained(begun.replace(fewer), 0)])
    assert verdict.share < 0.5, str(verdict.words)
