"""A visit works the same on pages that train and on those that do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.pages.texts import element_data

Open = Callable[..., Any]  # the fixture `visit`


def test_set_widget_waits_for_the_answer_on_a_page_without_training(visit: Open) -> None:
    here = visit("en", {"data.steps": "20"}, "optimizers")
    here.set_widget("optimizers/surface", "saddle")
    assert not here.is_waiting
    assert here.study.result.race.surface == "saddle"
    assert len(element_data(here, "optimizers/race")["racers"]) == len(here.study.race.optimizers)


def test_set_widget_waits_for_the_answer_on_a_training_page(visit: Open) -> None:
    here = visit("en", {})
    here.set_widget("inspector", "weights")
    assert not here.is_waiting
    assert here.session.selection.inspector == "weights"
    assert "weights" in here.run.probe_answers.answers


@pytest.mark.parametrize(("page", "wrong"), [("tokens", "session"), ("perceptron", "study")])
def test_state_of_the_other_kind_of_page_is_refused_with_a_sentence(visit: Open, page: str, wrong: str) -> None:
    here = visit("en", {}, page)
    with pytest.raises(AssertionError, match=page):
        getattr(here, wrong)
