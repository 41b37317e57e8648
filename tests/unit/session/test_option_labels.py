"""Each list of options and each dataset has labels of its own, and a user's data is never taken for an option."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nets.datasets.tables import tables, weather
from nets.datasets.text import sentiment, tagging
from nets.experiment.settings import settings_of
from nets.families import EXPERIMENTS
from nets.models.bert.experiment import Bert
from nets.studies.classical.settings import MODELS, ClassicalSettings
from ui.panels.bert import mask_predictions as fillings
from ui.text.column_labels import CLASSES, class_label, column_label
from ui.text.i18n import use
from ui.text.option_labels import option_label
from ui.training_view.suggested_fix import format_setting

BUILT_IN = {"sentiment": sentiment.CLASSES, "weather": weather.CLASSES}
BUILT_IN |= {"tagging": tuple({tag for tags in tagging.TAGS.values() for tag in tags})}
BUILT_IN |= {name: table.classes for name, table in tables.TABLES.items()}


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    yield use(request.param)
    use("en")


def test_every_option_of_a_setting_has_a_label_in_the_list_of_this_setting() -> None:
    settings_by_key = [
        (name, key, declaration)
        for name, family in EXPERIMENTS.items()
        for key, declaration in family().settings_by_key().items()
    ]
    settings_by_key += [
        ("classical", key, declaration)
        for key, declaration in settings_of(ClassicalSettings, "data").items()
        if key != "data.models"
    ]
    lacking = {
        (family, key, option)
        for family, key, declaration in settings_by_key
        for option in declaration.options
        if option not in declaration.labels
    }
    assert not lacking
    assert MODELS, "models have titles of their own"


@pytest.mark.parametrize(
    ("option", "setting", "family", "labels"),
    [
        ("softmax", "net.output", "word2vec", ("full softmax", "完整 softmax")),
        ("softmax", "net.activation", "neuron", ("softmax", "softmax")),
        ("negative", "net.output", "word2vec", ("negative sampling", "负采样")),
        ("negative", "net.output", "perceptron", ("negative", "negative")),
        ("identity", "net.init", "recurrent", ("identity matrix", "单位矩阵")),
        ("identity", "net.activation", "neuron", ("identity", "恒等")),
    ],
)
def test_an_option_label_belongs_to_the_list_of_its_setting(
    language: str, option: str, setting: str, family: str, labels: tuple[str, str]
) -> None:
    assert option_label(option, setting, family) == labels[language == "zh"]


def test_sentiments_are_called_positive_and_negative(language: str) -> None:
    labels = [class_label("sentiment", name) for name in sentiment.CLASSES]
    assert labels == (["负面", "正面"] if language == "zh" else ["negative", "positive"])


@pytest.mark.parametrize("dataset", BUILT_IN)
def test_every_class_of_a_built_in_dataset_has_a_label(dataset: str) -> None:
    assert set(BUILT_IN[dataset]) == CLASSES.get(dataset, {}).keys()


@pytest.mark.parametrize("name", ["none", "negative", "sun", "mark", "mean area", "line", "age", "Training", "words"])
def test_name_of_own_data_stays_unchanged(language: str, name: str) -> None:
    for dataset in ("csv", "own", "text", "points", "digits"):
        assert class_label(dataset, name) == name
        assert column_label(dataset, name) == name


def test_a_typed_text_is_no_option(language: str) -> None:
    experiment = Bert()
    assert format_setting(experiment, "data.text", "none") == "none"
    assert format_setting(experiment, "net.positions", "none") == ("无" if language == "zh" else "none")


def test_the_bars_of_a_verdict_carry_the_labels_of_sentiments(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(fillings, "chart", lambda key, spec, rows: drawn.update({key: rows["name"].to_pylist()}))
    fillings._verdict({"classes": np.array(sentiment.CLASSES), "verdict": np.array([0.9, 0.1])})
    assert drawn == {"cloze/verdict": ["负面", "正面"] if language == "zh" else ["negative", "positive"]}
