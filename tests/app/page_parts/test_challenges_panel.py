"""The box of challenges on every page: it stays open, tells once what was met, and sets up what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nets.experiment.family import family_of
from nets.families import EXPERIMENTS
from nets.studies.backpropagation.challenges import CHALLENGES as BACKPROPAGATION
from nets.studies.classical.challenges import CHALLENGES as CLASSICAL
from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.studies.optimizers.challenges import CHALLENGES as OPTIMIZERS
from nets.studies.tokens.challenges import CHALLENGES as TOKENS
from tests.support.pages.visit import Visit
from ui.session.challenge_progress import ChallengeProgress
from ui.text.i18n import _

PAGES = {"seq2seq": "encoder_decoder", "captioner": "captioning"}  # where they differ from the name of the family
TRAINED = {PAGES.get(family, family): (family, made) for family, made in EXPERIMENTS.items()}
STUDIES = {
    "backpropagation": (BACKPROPAGATION, {"data.lr": "0.5"}),
    "classical": (CLASSICAL, {"data.k": "77", "data.label_noise": "0.3"}),
    "decoding": (DECODING, {"data.top_k": "7"}),
    "optimizers": (OPTIMIZERS, {"data.weight_decay": "0.5"}),
    "tokens": (TOKENS, {"data.unit": "codepoint", "data.text": "hello"}),
}
LEFT = {"fit.lr": "0.0003", "fit.seed": "5"}  # of an earlier link
LANGUAGES = ("en", "zh")
QUICK = {"data.name": "xor", "net.hidden": "4", "fit.optimizer": "adam", "fit.lr": "0.03", "fit.batch": "30"}
Open = Callable[..., Visit]


def opened(here: Visit, standing: ChallengeProgress) -> str:
    """Open the box; what the page says then."""
    here.at.session_state[standing.key] = True
    here.at.run()
    return "\n".join(here.strings())


def begin(here: Visit, challenge: Any) -> None:
    """Press "Set it up"."""
    here.at.button(key=f"challenge-start-{challenge.name}").click()
    here.at.run()


def assert_told(found: Any, said: str) -> None:
    """Title and task of each challenge are on the page in the language in use."""
    for challenge in found:
        assert _(challenge.title) in said
        assert _(challenge.task) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", TRAINED)
def test_set_up_leaves_nothing_of_an_earlier_run_on_a_training_page(visit: Open, page: str, language: str) -> None:
    family, made = TRAINED[page]
    here = visit(language, LEFT, page)
    session = here.at.session_state["browser_tab"].sessions[family]
    assert session.experiment.fit.seed == 5
    found = family_of(made).challenges
    assert_told(found, opened(here, session.challenge_progress))
    for challenge in found if language == "en" else found[:1]:
        begin(here, challenge)
        assert not here.errors
        assert session.experiment == challenge.set_up(made.from_strings(session.link.page_defaults))
        assert session.experiment.fit.seed == 0
        assert session.run.state == "paused"
        assert session.challenge_progress.opened
        assert not session.challenge_progress.reached
        assert session.selection.inspector == challenge.panel or not challenge.panel


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", STUDIES)
def test_set_up_leaves_nothing_of_earlier_settings_in_a_study(visit: Open, page: str, language: str) -> None:
    found, left = STUDIES[page]
    here = visit(language, left, page)
    study = here.at.session_state["browser_tab"].studies[page]
    before = study.settings
    assert_told(found, opened(here, study.challenge_progress))
    for challenge in found if language == "en" else found[:1]:
        begin(here, challenge)
        kept = {name: getattr(before, name) for name in study.user_content}
        assert study.settings == type(before)(**kept | dict(challenge.start))
        assert not here.errors
        assert study.challenge_progress.opened
        assert not study.challenge_progress.reached
        assert study.panel == challenge.panel or not challenge.panel


def test_box_stays_open_and_announces_a_solved_challenge_once(visit: Open) -> None:
    here = visit("en", QUICK)
    standing = here.session.challenge_progress
    opened(here, standing)
    here.train(250)
    (box,) = [each for each in here.at.expander if each.label.startswith("Challenges")]
    assert box.label == "Challenges: 1 of 3 met"
    assert box.proto.expanded
    (toast,) = here.at.toast
    assert toast.value.startswith("Challenge met: Four neurons for XOR")
    assert "of the test examples are right" in toast.value
    begin(here, family_of(here.session.experiment).challenges[1])
    assert not here.at.toast
    here.open_page("neuron")
    here.open_page("perceptron")
    (box,) = [each for each in here.at.expander if each.label.startswith("Challenges")]
    assert box.label == "Challenges: 1 of 3 met", "it stays met on another page and after another set-up"
    assert box.proto.expanded


def test_set_up_keeps_what_a_lesson_hides(visit: Open) -> None:
    here = visit("en", {"lesson": "Slowly", "hide": "fit.lr", "fit.lr": "0.001", "fit.seed": "5"})
    opened(here, here.session.challenge_progress)
    begin(here, family_of(here.session.experiment).challenges[0])
    assert (here.session.experiment.fit.lr, here.session.experiment.fit.seed) == (0.001, 0)
