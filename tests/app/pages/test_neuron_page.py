"""The page of the neuron, drawn by Streamlit's AppTest, with real trainings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.models.neuron.challenges import CHALLENGES
from nets.models.neuron.experiment import Neuron
from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from ui.panels.neuron.least_squares_table import describe_gap, dollars
from ui.panels.neuron.prediction_plot import spans, starting_line, with_start
from ui.text.i18n import use

Open = Callable[..., Any]  # the fixture `visit`
TERMS = {"sigmoid", "softmax", "tanh", "pytorch", "xavier", "csv"}


def link(world: str) -> dict[str, str]:
    """The settings that come with a choice of data."""
    return Neuron().replace(Neuron().completed({"data.name": world})).strings()


@pytest.mark.parametrize("world", ["houses", "exam", "three"])
def test_it_is_drawn_and_speaks_chinese(visit: Open, world: str) -> None:
    page = visit("zh", link(world), "neuron")
    page.train(3)
    sliders, bowl = element_data(page, "hand")["dials"], element_data(page, "bowl")
    experiment = page.session.experiment
    assert [slider["name"] for slider in sliders][-1] == ("b" if experiment.outputs == 1 else "b₃")
    assert len(sliders) == (experiment.inputs + 1) * experiment.outputs
    figure, at = page.run.history.last("weight/0/0"), bowl["paths"][0]["places"]
    assert sliders[0]["value"] == pytest.approx(figure, rel=1e-4)
    assert at[-1][0] == pytest.approx(figure, rel=1e-3), "the ball lies where the weights are"
    assert len(at) == 5, "the way has the beginning, three updates, and the ball"
    assert not page.at.exception
    assert not page.errors
    said = {text for text in page.strings() if text not in {*NAMES, *OPTIONS} and not text.startswith("$$")}
    foreign = {text: [word for word in latin_words(text) if word.lower() not in TERMS] for text in said}
    assert not {text: words for text, words in foreign.items() if words}


def test_the_english_page_tells_how_far_the_formula_is_away(visit: Open) -> None:
    page = visit("en", {"data.standard": "true", "fit.lr": "0.5"}, "neuron")
    page.train(2)
    said = " ".join(page.strings())
    assert "**0.0%** above the best" in said
    assert "W:\\; 1 \\times 1" in said
    for name in ("unit", "gradients", "weights", "cost"):
        page.set_widget("inspector", name)
        assert not page.at.exception
    assert not page.errors


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
def test_a_challenge_begins_with_settings_that_fit(challenge: Any) -> None:
    begun = Neuron().replace(Neuron().completed(dict(challenge.start)))
    assert {key: begun.value(key) for key in challenge.start} == challenge.start


def test_inspectors_of_one_neuron_all_say_something(visit: Open) -> None:
    page = visit("en", {}, "neuron")
    page.train(1)
    offered = list(page.at.get_by_key("inspector").options)
    assert "Activations" not in offered, "one neuron has no hidden layer"
    page.set_widget("inspector", "unit")
    page.at.run()
    assert any("= **" in text.value and "bias" in text.value for text in page.at.markdown)
    assert not any("Click a neuron" in caption.value for caption in page.at.caption)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sigmoid_that_predicts_a_number_shows_its_answer(visit: Open, language: str) -> None:
    page = visit(language, {"data.name": "line", "net.activation": "sigmoid"}, "neuron")
    page.train(2)
    found = page.run.probe_answers.answers["output_layer"]
    assert "probabilities" not in found
    said = " ".join(text.value for text in page.at.markdown)
    assert f"→ sigmoid → **{found['answers'][0]:.3f}**" in said


def test_the_start_of_the_neuron_is_inside_the_picture(visit: Open) -> None:
    page = visit("en", {}, "neuron")
    page.settle()
    low, high = fit_axis(page)
    start = starting_line(page.run, page.session.experiment, spans(page.session.experiment.data, "identity")[0])
    assert start.min() < spans(page.session.experiment.data, "identity")[1][0], "the examples alone would not show it"
    assert low <= start.min() <= start.max() <= high
    page.train(30)
    assert fit_axis(page) == (low, high), "the axis stays while the neuron learns"


def fit_axis(page: Any) -> tuple[float, float]:
    """The axis of the answers in the chart of the neuron's curve."""
    specs = [json.loads(node.proto.spec) for node in page.at if node.type == "vega_lite_chart"]
    layers = next(spec["layer"] for spec in specs if "layer" in spec and "y2" in spec["layer"][0].get("encoding", {}))
    low, high = layers[0]["encoding"]["y"]["scale"]["domain"]
    return low, high


def test_an_axis_grows_for_a_start_only_as_far_as_the_examples_stay_legible() -> None:
    assert with_start((0.0, 8.0), np.array([1.0, 7.0])) == (0.0, 8.0)
    assert with_start((0.0, 8.0), np.array([-0.5, 8.1])) == (-1.0, 9.0)
    assert with_start((0.0, 8.0), np.array([-500.0, 3.0])) == (-8.0, 8.0)
    assert with_start((0.0, 8.0), np.array([np.nan, 3.0])) == (0.0, 8.0)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (1.0, "**0.0%** above"), (1.5, "**50.0%** above"), (25.05, "**25 times** the best"), (3e7, "far above"),
        (2.44, "**2.4 times**"), (np.inf, "far above"), (np.nan, "far above"),
    ],
)  # fmt: skip
def test_a_loss_is_told_in_shares_or_times_of_the_best(now: float, said: str) -> None:
    use("en")
    assert said in describe_gap(now, 1.0)
    assert describe_gap(0.5, 0.0) == "The training loss is far above the best a straight line can reach."


@pytest.mark.parametrize(
    ("amount", "written"), [(-1.1, "−\\$1.10"), (14.02, "\\$14"), (-0.001, "\\$0.00"), (-1402, "−\\$1,402")]
)
def test_a_negative_amount_has_its_sign_before_the_currency(amount: float, written: str) -> None:
    assert dollars(amount) == written
