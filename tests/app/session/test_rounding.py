"""Numbers without the noise of binary fractions: in settings, and so in links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nets.families import EXPERIMENTS
from ui.session.address.rounding import rounded, slider_step
from ui.session.training_session import TrainingSession
from ui.widgets.study_form import slider_step as of_studies

Open = Callable[..., Any]  # the fixture `visit`


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(0.0, 0.9, 0.01), (0.05, 0.95, 0.01), (0.0, 1.0, 0.01), (0.0, 180.0, 2.0), (0.0, 0.5, 0.005), (-1.0, 3.0, 0.05)],
)
def test_a_slider_has_a_round_step_of_about_a_hundredth(low: float, high: float, step: float) -> None:
    assert slider_step(low, high) == of_studies(low, high) == step


def test_every_value_of_every_slider_is_short_in_a_link() -> None:
    for family in EXPERIMENTS.values():
        for setting in family.settings_by_key().values():
            if setting.kind == "number" and setting.scale == "linear" and None not in (setting.low, setting.high):
                step = slider_step(setting.low, setting.high)
                values = [
                    setting.low + number * step for number in range(150) if setting.low + number * step <= setting.high
                ]
                assert max(len(str(rounded({"x": value})["x"])) for value in values) <= 6, setting.key


def test_rounding_changes_nothing_else() -> None:
    kept = {"a": 3, "b": True, "c": "0.1", "d": (1, 2), "e": None, "f": float("inf"), "g": 1e-05, "h": 0.1234567}
    assert rounded(kept) == kept
    assert rounded({"a": (0.1 + 0.2, 1.0)}) == {"a": (0.3, 1.0)}


def test_a_slider_puts_no_noise_into_the_link(visit: Open) -> None:
    page = visit("en", {"net.hidden": "4"})
    page.set_widget("perceptron/net.dropout", 0.027000000000000003)
    assert page.link["net.dropout"] == "0.027"
    session: TrainingSession = page.session
    session.begin_comparison({"fit.momentum": 3 * 0.1})
    assert session.experiment.strings()["fit.momentum"] == "0.3"


def test_an_old_link_with_noise_means_what_it_says(visit: Open) -> None:
    page = visit("en", {"net.dropout": "0.027000000000000003"})
    assert page.session.experiment.net.dropout == 0.027000000000000003
    assert page.link == {"net.dropout": "0.027000000000000003"}, "who opens it trains to the very same numbers"
