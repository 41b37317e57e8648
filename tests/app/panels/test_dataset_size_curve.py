"""The learning curve: what is trained for it, what it tells, and how the panel shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from nets.models.perceptron.experiment import Perceptron
from nets.models.seq2seq.experiment import Seq2Seq
from nets.training.step import Evaluated
from tests.support.pages.texts import latin_words
from ui.inspect.dataset_size_curve import variants
from ui.inspect.dataset_size_results import Curve, describe_curve
from ui.session.sweep import Measurement

SIZES = (50, 100, 200, 400)


def test_runs_differ_in_size_noise_and_seed_alone() -> None:
    first = Perceptron().replace({"data.size": 200, "fit.seed": 2**31 - 1, "fit.patience": 5})
    wanted, refused = variants(first, [1.0, 0.25], [0.0, 0.3], 2, 60)
    assert not refused
    assert [share for _noise, share, _seed in wanted] == [0.25] * 4 + [1.0] * 4, "the small ones first"
    for (noise, share, seed), made in wanted.items():
        changed = set(first.changes_to(made))
        assert changed <= {"data.examples", "data.label_noise", "fit.seed", "fit.steps", "fit.report", "fit.patience"}
        assert made.data.examples == (0 if share == 1 else 35)
        assert made.data.label_noise == noise
        assert made.fit.seed == (2**31 - 1 + seed) % 2**31


def test_sizes_that_are_the_same_are_trained_once() -> None:
    few = Seq2Seq().replace({"data.name": "own", "data.own": "\n".join(f"{at}\t{at}" for at in range(30))})
    wanted, _refused = variants(few, [1 / 16, 1 / 8, 1 / 4, 1 / 2], [0.0], 1, 50)
    assert [made.data.examples for made in wanted.values()] == [10, 14]


def figures(train: float, test: float) -> dict[str, float]:
    return {"train_accuracy": train, "test_accuracy": test}


def measured(*lines: tuple[float, list[float], list[float]]) -> dict[tuple[Any, ...], Measurement]:
    """Runs by noise, share and seed, of lines (noise, training accuracies, test accuracies)."""
    return {
        (noise, size, 0): Measurement("done", figures(train, test), 1.0, size, evaluated=Evaluated(size, 150, 0.5))
        for noise, *both in lines
        for size, train, test in zip(SIZES, *both, strict=False)
    }


@pytest.mark.parametrize(
    ("train", "test", "told"),
    [
        ([1.0, 1.0, 1.0, 1.0], [0.5, 0.6, 0.7, 0.8], "More examples would help**: 400 instead of 200"),
        ([0.9, 0.8, 0.72, 0.72], [0.5, 0.6, 0.7, 0.7], "More examples of this kind would hardly help"),
        ([1.0, 1.0, 1.0, 1.0], [0.5, 0.6, 0.7, 0.7], "The net overfits"),
        ([0.9, 0.9, 0.91, 0.911], [0.8, 0.86, 0.886, 0.887], "More examples of this kind would hardly help"),
        ([1.0, 1.0, 1.0, 1.0], [0.5, 0.99, 0.99, 1.0], "100 examples are enough"),
        ([1.0], [0.5], ""),
    ],
)
def test_a_curve_is_put_into_words(train: list[float], test: list[float], told: str) -> None:
    words = describe_curve(Curve.of(measured((0.0, train, test)), "accuracy"))
    assert told in words[0] if told else not words


def test_few_test_examples_tell_nothing_of_a_curve() -> None:
    runs = measured((0.0, [1.0, 1.0, 1.0, 1.0], [0.5, 0.6, 0.7, 0.8]))
    few = Curve.of({key: replace(each, evaluated=Evaluated(test=4)) for key, each in runs.items()}, "accuracy")
    (words,) = describe_curve(few)
    assert "Only 4 test examples" in words
    assert "More examples would help" not in words
    some = Curve.of({key: replace(each, evaluated=Evaluated(test=60)) for key, each in runs.items()}, "accuracy")
    assert "differences below 15.7% may be chance" in describe_curve(some)[-1]
    many = Curve.of({key: replace(each, evaluated=Evaluated(test=6000)) for key, each in runs.items()}, "accuracy")
    assert len(describe_curve(many)) == 1


def test_what_noise_costs_is_put_into_words() -> None:
    clean, noisy = (0.0, [1.0] * 4, [0.5, 0.7, 0.8, 0.9]), (0.2, [0.8] * 4, [0.4, 0.5, 0.6, 0.65])
    words = describe_curve(Curve.of(measured(clean, noisy), "accuracy"))[1:]
    assert "test figure is 65.0% instead of 90.0%" in words[0]
    assert "100 examples with 0% noise are worth as much as 400 with 20%" in words[1]
    alone = describe_curve(Curve.of(measured((0.2, [0.7] * 4, [0.6, 0.8, 0.9, 0.9])), "accuracy"))
    assert "has learnt the rule" in alone[0]


def test_seeds_are_averaged_and_what_has_diverged_is_left_out() -> None:
    runs = {
        (0.0, 1.0, seed): Measurement(state, {"test_loss": loss}, 1.0, 100)
        for seed, (state, loss) in enumerate([("done", 1.0), ("done", 3.0), ("diverged", 1e9), ("done", float("nan"))])
    }
    (point,) = Curve.of(runs, "loss").points
    assert (point.low, point.mean, point.high, point.examples) == (1.0, 2.0, 3.0, 100)


def test_the_panel_trains_tells_and_remembers(visit: Callable[..., Any]) -> None:
    here = visit("zh", {"data.size": "120", "fit.steps": "50", "net.hidden": "2"})
    here.session.selection.choices |= {"curve/shares": [0.25, 1.0], "curve/noises": [0.0, 0.4]}
    here.set_widget("inspector", "curve")
    here.at.button(key="curve/start").click()
    here.at.run()
    sweep, deadline = here.session.sweeps["curve"], time.monotonic() + 60
    while sweep.moving:
        assert time.monotonic() < deadline
        time.sleep(0.005)
        sweep.follow()  # as every frame does
    here.at.run()
    assert {each.examples for each in sweep.measurements.values()} == {21, 84}
    assert not here.at.exception
    assert here.run.index == 0, "the run at hand is left as it was"
    assert any("40%" in each.value for each in here.at.markdown), "what the noise costs"
    assert not [text for text in here.strings() if latin_words(text) and text != "English"]
    here.set_widget("perceptron/data.noise", 0.3)
    assert here.session.sweeps["curve"] is sweep
    assert any("此后设置已经改变" in each.value for each in here.at.info)
