"""Transfer on the page of convolutional nets: set up at one press, judged by the figures of the run."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from ui.panels.cnn.transfer import SIGNALS
from ui.panels.comparison.verdict import compare_runs, describe_run

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.channels": "4,6", "fit.batch": "16", "fit.steps": "40"}


@pytest.fixture
def cnn(visit: Open) -> Open:
    """cnn(language, {setting: text}) opens the page with a small net."""
    return lambda language="en", **more: visit(
        language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "cnn"
    )


def test_transfer_is_set_up_in_one_click(cnn: Open) -> None:
    page = cnn()
    page.set_widget("inspector", "transfer")
    page.at.button(key="transfer/setup").click()
    page.at.run()
    assert not page.errors
    assert page.session.experiment.before == (0, 1, 2, 3, 4)
    page.train(1)
    page.at.run()
    assert set(page.session.comparison_runs.runs) == {"scratch"}
    assert any("0, 1, 2, 3, 4" in each.value for each in page.at.markdown)
    assert page.session.experiment.data.name == SIGNALS, "where the demonstration holds"


def test_transfer_says_which_net_is_better_by_the_figures_of_this_run(cnn: Open) -> None:
    page = cnn(data_classes="5,6,7,8,9", data_examples="50", net_pretrain="5", fit_steps="8")
    page.set_widget("inspector", "transfer")
    page.set_widget("beside/scratch", True)
    page.train(8)
    scratch, deadline = page.session.comparison_runs.runs["scratch"], time.monotonic() + 60
    while not scratch.over or page.run.state != "done":
        assert time.monotonic() < deadline
        scratch.play()
        time.sleep(0.002)
    found = compare_runs(page.run, scratch)
    assert found is not None
    assert found[0] == 8
    page.settle()
    assert any(each.value.endswith(describe_run(found[1])) for each in page.at.markdown)
    page.at.button(key="transfer/seeds").click()
    page.at.run()
    assert list(page.session.sweeps["transfer"].experiments) == [
        (kind, s) for s in (1, 2) for kind in ("pretrained", "scratch")
    ]
