"""What begins a new net far from the button “Train” says that the net is untrained, and offers the button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ui.panels.bert import fine_tuning
from ui.widgets import settings_form as controls
from ui.widgets.new_net import is_announced

Open = Callable[..., Any]  # the fixture `visit`
BERT = {"net.width": "8", "net.layers": "1", "net.heads": "2", "net.feed": "1", "data.length": "24", "fit.batch": "8"}


class Drawn(Exception):
    """As Streamlit ends a callback that asks for other fragments."""


def test_challenge_that_is_set_up_offers_to_train_its_net(visit: Open) -> None:
    here = visit("en", {"fit.steps": "20"}, "perceptron")
    assert "new-net/train" not in here.shown_keys(), "a page that was just opened announces nothing"
    here.at.session_state[here.session.challenge_progress.key] = True
    here.at.run()
    here.at.button(key="challenge-start-xor").click()
    here.at.run()
    here.settle()
    assert here.run.index == 0
    here.at.button(key="new-net/train").click()
    here.at.run()
    assert here.run.state == "running" or here.run.index
    assert not is_announced(here.session)


def test_own_data_are_announced_and_a_changed_setting_is_not(visit: Open) -> None:
    here = visit("en", {}, "perceptron")
    here.train(1)
    here.set_widget("perceptron/data.name", "xor")
    assert "new-net/train" not in here.shown_keys(), "the user sees what they turn"
    table = "x,y\n" + "\n".join(f"{n},{n % 2}" for n in range(40))
    here.at.file_uploader(key="own_table").upload("own.csv", table.encode())
    here.at.run()
    here.settle()
    assert here.session.experiment.data.name == "csv"
    assert "new-net/train" in here.shown_keys()
    here.at.button(key="new-net/close").click()
    here.at.run()
    assert "new-net/train" not in here.shown_keys()


def test_fine_tuning_trains_although_its_callback_ends_when_it_draws(visit: Open, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("NETS_WEIGHTS", str(tmp_path))
    here = visit("en", BERT, "bert")
    here.train(2)

    def draw(*_fragments: str) -> None:
        raise Drawn

    monkeypatch.setattr(controls, "redraw", draw)
    with pytest.raises(Drawn):
        fine_tuning.begin(here.session, 100)
    assert here.session.experiment.data.goal == "verdict"
    assert here.run.state == "running"
    here.run.pause()
