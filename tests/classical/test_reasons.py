"""Why a model says what it says: parts add up to its answer, neighbours are the nearest, the path is the tree's."""

from __future__ import annotations

import numpy as np
import pytest

from nets.studies.classical.dataset import held
from nets.studies.classical.evaluation import fitted, question
from nets.studies.classical.explanations import Why, why
from nets.studies.classical.models import scores
from nets.studies.classical.settings import Classical

ROW = 7
DATA = [{"name": "moons", "size": 80}, {"name": "wine"}, {"name": "sine", "size": 80}]


def settings_of(changes: dict) -> Classical:
    return Classical.model_validate({"steps": 30, "width": 4, "trees": 6, "rounds": 8, "degree": 2} | changes)


def reasons(changes: dict, model: str) -> tuple[Classical, Why]:
    settings = settings_of(changes)
    return settings, why(question(settings, model), "test", ROW)


@pytest.mark.parametrize("changes", DATA, ids=lambda each: each["name"])
@pytest.mark.parametrize("model", ["linear", "svm", "bayes", "net"])
def test_sums_give_the_chances(model: str, changes: dict) -> None:
    if (model, changes["name"]) in (("svm", "wine"), ("bayes", "sine")):
        return  # these have no such sum
    _settings, found = reasons(changes, model)
    told = found.start + sum(part.weight for part in found.parts) + found.rest
    assert told == pytest.approx(found.total)
    if found.label < 0:
        assert found.total == pytest.approx(found.said[0], abs=1e-5)
    else:  # the log of how much likelier the label is than the other
        ratio = np.log(found.said[found.label] / found.said[found.other])
        assert found.total == pytest.approx(ratio, rel=1e-3, abs=1e-4)
        assert found.total >= 0


def test_neighbours_are_the_nearest() -> None:
    settings, found = reasons(DATA[0], "neighbours")
    known = held(settings.data)
    away = np.linalg.norm(known.inputs - known.test_inputs[ROW], axis=1)
    assert [part.row for part in found.parts] == np.argsort(away, kind="stable")[: settings.k].tolist()
    share = np.mean([known.targets[part.row] == found.label for part in found.parts])
    assert found.said[found.label] == pytest.approx(share)


def test_the_path_leads_to_the_leaf() -> None:
    settings, found = reasons(DATA[1], "tree")
    known = held(settings.data)
    left = np.ones(len(known.raw), bool)
    for part in found.parts:
        value, sign, border = part.detail.split()
        column = known.raw[:, known.features.index(part.name)]
        assert known.test_raw[ROW, known.features.index(part.name)] == pytest.approx(float(value), rel=1e-3)
        left &= column <= float(border) if sign == "≤" else column > float(border)
        assert left.sum() == part.weight
    assert set(known.targets[left]) == {found.label}


def test_votes_and_rounds_end_in_the_answer() -> None:
    settings, votes = reasons(DATA[0], "forest")
    assert sum(part.weight for part in votes.parts) == settings.trees
    _settings, stages = reasons(DATA[0], "boosting")
    assert stages.parts[-1].name == "8"
    assert stages.parts[-1].weight == pytest.approx(stages.said[stages.label])
    settings, numbers = reasons(DATA[2], "boosting")
    known = held(settings.data)
    said = scores(fitted(question(settings, "boosting"))[0], known.test_inputs[ROW : ROW + 1], 0)[0, 0]
    assert numbers.parts[-1].weight == pytest.approx(known.in_own_unit(float(said)))
