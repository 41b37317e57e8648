"""Explanations: parts add up to the prediction, neighbours are the nearest, the path is that of the tree."""

from __future__ import annotations

import numpy as np
import pytest

from nets.studies.classical.dataset import load_dataset
from nets.studies.classical.evaluation import fit_model, fit_request
from nets.studies.classical.explanations import Explanation, explain
from nets.studies.classical.models import predict_scores
from nets.studies.classical.settings import ClassicalSettings

ROW = 7
DATA = [{"name": "moons", "size": 80}, {"name": "wine"}, {"name": "sine", "size": 80}]


def settings_of(changes: dict) -> ClassicalSettings:
    return ClassicalSettings.model_validate({"steps": 30, "width": 4, "trees": 6, "rounds": 8, "degree": 2} | changes)


def reasons(changes: dict, model: str) -> tuple[ClassicalSettings, Explanation]:
    settings = settings_of(changes)
    return settings, explain(fit_request(settings, model), "test", ROW)


@pytest.mark.parametrize("changes", DATA, ids=lambda each: each["name"])
@pytest.mark.parametrize("model", ["linear", "svm", "bayes", "net"])
def test_parts_add_up_to_the_prediction(model: str, changes: dict) -> None:
    if (model, changes["name"]) in (("svm", "wine"), ("bayes", "sine")):
        return  # these have no such sum
    _settings, result = reasons(changes, model)
    told = result.start + sum(part.weight for part in result.parts) + result.rest
    assert told == pytest.approx(result.total)
    if result.label < 0:
        assert result.total == pytest.approx(result.predictions[0], abs=1e-5)
    else:  # the log of how much likelier the label is than the other
        ratio = np.log(result.predictions[result.label] / result.predictions[result.other])
        assert result.total == pytest.approx(ratio, rel=1e-3, abs=1e-4)
        assert result.total >= 0


def test_neighbours_are_the_nearest() -> None:
    settings, result = reasons(DATA[0], "neighbours")
    dataset = load_dataset(settings.data)
    distances = np.linalg.norm(dataset.inputs - dataset.test_inputs[ROW], axis=1)
    assert [part.row for part in result.parts] == np.argsort(distances, kind="stable")[: settings.k].tolist()
    share = np.mean([dataset.targets[part.row] == result.label for part in result.parts])
    assert result.predictions[result.label] == pytest.approx(share)


def test_path_leads_to_the_leaf() -> None:
    settings, result = reasons(DATA[1], "tree")
    dataset = load_dataset(settings.data)
    left = np.ones(len(dataset.raw), bool)
    for part in result.parts:
        value, sign, border = part.detail.split()
        column = dataset.raw[:, dataset.features.index(part.name)]
        assert dataset.test_raw[ROW, dataset.features.index(part.name)] == pytest.approx(float(value), rel=1e-3)
        left &= column <= float(border) if sign == "≤" else column > float(border)
        assert left.sum() == part.weight
    assert set(dataset.targets[left]) == {result.label}


def test_votes_and_rounds_give_the_prediction() -> None:
    settings, votes = reasons(DATA[0], "forest")
    assert sum(part.weight for part in votes.parts) == settings.trees
    _settings, stages = reasons(DATA[0], "boosting")
    assert stages.parts[-1].name == "8"
    assert stages.parts[-1].weight == pytest.approx(stages.predictions[stages.label])
    settings, numbers = reasons(DATA[2], "boosting")
    dataset = load_dataset(settings.data)
    predictions = predict_scores(
        fit_model(fit_request(settings, "boosting"))[0], dataset.test_inputs[ROW : ROW + 1], 0
    )[0, 0]
    assert numbers.parts[-1].weight == pytest.approx(dataset.in_original_unit(float(predictions)))
