"""Points of a user's own: an empty plane waits for them, and nothing else is learnt meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training.trainer_state import train
from ui.session.address.arrival import ARRIVING

Open = Callable[..., Any]  # the fixture `visit`
TWO = (1.0, 1.0, 0.0, -1.0, -1.0, 1.0)


def element(here: Any, key: str) -> dict[str, Any]:
    """What an element of ours was given."""
    found = next(node for node in here.at if key in (getattr(node, "key", None) or ""))
    return json.loads(found.proto.json)["all"]


@pytest.mark.parametrize(("points", "said"), [("", "没有点"), ("1,1,0,2,2,0", "同一类")])
def test_a_link_without_points_to_learn_draws_only_its_own(visit: Open, points: str, said: str) -> None:
    page = visit("zh", {"data.name": "points"} | ({"data.points": points} if points else {}))
    page.settle()
    assert not page.at.exception
    assert page.session.experiment.data.name == "points"
    assert page.link["data.name"] == "points"
    assert not page.errors
    assert [info.value for info in page.at.info if said in info.value]
    assert page.at.button(key="transport-play").disabled
    assert page.run.index == 0
    plane = element(page, "plane")
    assert plane["editable"]
    assert len(page.session.experiment.data.points) == len(points.split(",")) * bool(points)
    page.session.change_settings({"data.points": TWO})
    page.at.run()
    page.train(3)
    assert not page.errors
    assert not [info.value for info in page.at.info if said in info.value]
    page.session.change_settings({"data.points": ()})
    page.at.run()
    assert not page.at.exception
    assert page.at.button(key="transport-play").disabled
    assert page.session.experiment.data.points == ()


def test_classical_models_wait_for_points_and_fit_nothing_else(visit: Open) -> None:
    page = visit("zh", {"data.name": "points"}, "classical")
    assert not page.at.exception
    assert not page.errors
    assert any("还没有点" in info.value for info in page.at.info)
    assert page.link == {"data.name": "points"}
    study = page.at.session_state["browser_tab"].studies["classical"]
    assert not study.is_waiting
    page.at.session_state[ARRIVING] = True
    page.at.query_params["data.points"] = ",".join(f"{at / 3},{at % 3 - 1},{at % 2}" for at in range(12))
    page.at.run()
    assert not page.at.exception
    assert not any("还没有点" in info.value for info in page.at.info)


@pytest.mark.parametrize("points", [(), (1.0, 1.0, 2.0)])
def test_training_on_points_of_fewer_than_two_classes_is_refused(points: tuple[float, ...]) -> None:
    with pytest.raises(Problem) as raised:
        next(iter(train(Perceptron().replace({"data.name": "points", "data.points": points}))))
    assert raised.value.values["key"] == "data.points"


def test_points_taken_over_from_other_data_have_few_decimals() -> None:
    changes = Perceptron().completed({"data.name": "points"})
    strings = Perceptron().replace(changes).strings()["data.points"].split(",")
    assert len(strings) == 180
    assert max(map(len, strings)) <= len("-0.123")
