"""The panels about sequences, drawn by Streamlit's AppTest, with real trainings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.datasets.text.texts import split
from tests.support.pages.texts import latin_words
from ui.panels.sequences.baselines import verdict
from ui.panels.sequences.gradient_flow import fate
from ui.text.i18n import _

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.hidden": "6", "fit.batch": "10", "fit.steps": "60", "data.examples": "80", "data.length": "12"}
TERMS = {"rnn", "gru", "lstm", "mnist", "python", "noaa", "vega", "datasets", "hochreiter", "schmidhuber", "greydanus"}
TERMS |= {"dloss", "dh", "cnn"}
INSIDE = ("connectivity", "back", "memory", "writing", "data")


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net."""
    return lambda language="en", **more: visit(
        language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "recurrent"
    )


def look(here: Any, inspector: str) -> None:
    """Open an inspector and see what the net answers."""
    here.set_widget("inspector", inspector)
    here.train(here.run.index + 1)
    here.at.run()
    assert not here.at.exception
    assert here.run.problem is None


def told(here: Any) -> str:
    """All that is said in sentences."""
    return "\n".join(each.value for each in [*here.at.markdown, *here.at.caption])


def shades(here: Any, key: str) -> dict[str, Any]:
    for node in here.at:
        proto = getattr(node, "proto", None)
        proto = getattr(proto, "bidi_component", proto)
        if getattr(node, "key", "") == key:
            return json.loads(proto.json)["all"]
    raise AssertionError(f"no element {key}")


@pytest.mark.parametrize(("language", "task"), [("en", "text"), ("zh", "text"), ("zh", "sentiment")])
def test_every_panel_is_drawn_and_speaks_the_language(page: Open, language: str, task: str) -> None:
    here = page(language, data_name=task, data_language=language)
    said: list[str] = []
    for inspector in INSIDE:
        look(here, inspector)
        if inspector != "writing":  # its words are the net's
            said += [each.value for each in [*here.at.markdown, *here.at.caption]]
    assert _("Waiting for the net …") not in said
    if language == "zh":
        strange = {text: [word for word in latin_words(text) if word.lower() not in TERMS] for text in said}
        assert not {text: words for text, words in strange.items() if words}


def test_steps_are_shaded_by_their_share_in_what_moves_the_answer(page: Open) -> None:
    here = page()
    look(here, "connectivity")
    found, drawn = here.run.probe_answers.answers["sensitivity"], shades(here, "connectivity")
    assert np.allclose(drawn["shares"], found["strength"] / found["strength"].sum(), atol=1e-4)
    assert [symbol.endswith("●") for symbol in drawn["tokens"]] == [mark > 0.5 for mark in found["numbers"][:, 1]]
    best = int(found["strength"].argmax())
    assert f"({best + 1}) **{drawn['shares'][best]:.0%}**" in told(here)


def test_the_step_of_an_answer_is_chosen(page: Open) -> None:
    here = page(data_name="echo")
    look(here, "connectivity")
    assert int(here.run.probe_answers.answers["sensitivity"]["at"]) == 11
    here.set_widget("connectivity/at", 5)
    here.train(here.run.index + 1)
    found = here.run.probe_answers.answers["sensitivity"]
    assert int(found["at"]) == 4
    assert (found["strength"][5:] == 0).all(), "nothing is read ahead"
    assert shades(here, "connectivity")["chosen"] == 4


def test_other_cells_train_along_and_have_their_line(page: Open) -> None:
    here = page()
    look(here, "back")
    here.set_widget("siblings", ["rnn", "lstm"])
    look(here, "back")
    runs = here.session.comparison_runs.runs
    assert {name: run.experiment.net.cell for name, run in runs.items()} == {"rnn": "rnn", "lstm": "lstm"}
    here.run_until(
        lambda: all(run.probe_answers and "gradient_flow" in run.probe_answers.answers for run in runs.values())
    )
    assert "LSTM beside it" in told(here)
    assert "GRU, untrained" in told(here)
    here.set_widget("inspector", "data")
    assert set(here.session.comparison_runs.runs) == {"rnn", "lstm"}, "they go on"


def test_the_fate_of_a_gradient_in_words() -> None:
    assert "shrinks by 3.0 orders" in fate("RNN", np.array([1e-3, 1e-2, 1.0]))
    assert "vanishes" in fate("RNN", np.array([1e-3, 1e-2, 1.0]))
    assert "explodes" in fate("RNN", np.array([1e4, 1e2, 1.0]))
    assert "explodes" in fate("RNN", np.array([np.inf, 1e2, 1.0]))
    assert "arrives" in fate("GRU", np.array([0.5, 0.4, 1.0]))
    assert "more than 1 steps back" in fate("RNN", np.array([0.0, 0.4, 1.0]))


def test_it_writes_on_from_a_prompt(page: Open) -> None:
    here = page(data_name="text")
    look(here, "writing")
    here.set_widget("writing/prompt", "The")
    here.train(here.run.index + 1)
    first = here.at.text[0].value
    assert first.startswith("The")
    assert len(first) == 3 + 200
    here.at.button(key="writing/again").click()
    here.at.run()
    here.train(here.run.index + 1)
    assert here.at.text[0].value != first
    here.set_widget("writing/prompt", "好")
    assert len(here.errors) == 1
    assert "好" in here.errors[0]
    here.set_widget("writing/prompt", "The")
    assert not here.errors


def test_a_text_is_cut_into_prefixes_and_targets(page: Open) -> None:
    here = page(data_name="text")
    look(here, "data")
    here.set_widget("data/place", 5)
    rows = here.at.dataframe[0].value
    learnt = split("en", "")[0]
    prefixes, targets = rows.iloc[:, 1].tolist(), rows.iloc[:, 2].tolist()
    assert len(rows) == 12
    for place, (prefix, target) in enumerate(zip(prefixes, targets, strict=True)):
        assert prefix.replace("␣", " ").replace("⏎", "\n") == learnt[4 : 5 + place]
        assert target.replace("␣", " ").replace("⏎", "\n") == learnt[5 + place]


def test_simple_guesses_stand_beside_the_net(page: Open) -> None:
    here = page(data_name="weather")
    here.train(2)
    here.settle()
    found = here.run.probe_answers.answers.get("baselines") or {}
    kept = here.session.selection.choices["baselines"][here.session.experiment.data]
    assert {"majority", "persistence", "logistic"} == set(kept)
    assert not found, "they are asked for once"
    accuracy = here.run.history.last("test_accuracy")
    assert verdict(kept, accuracy, True) in told(here)
    assert f"{kept['persistence']:.1%}" in told(here)


def test_who_is_ahead() -> None:
    assert "is ahead" in verdict({"mean": 0.16}, 0.01, False)
    assert "still ahead" in verdict({"logistic": 0.647, "majority": 0.4}, 0.63, True)


def test_short_runs_are_trained_on_demand_and_can_be_stopped(page: Open) -> None:
    here = page()
    look(here, "memory")
    here.set_widget("memory/cells", ["gru", "attention"])
    here.set_widget("memory/lengths", [10, 20])
    here.set_widget("memory/steps", 50)
    here.at.button(key="memory/start").click()
    here.at.run()
    sweep = here.session.sweeps["memory"]
    here.run_until(lambda: bool(sweep.measurements))
    here.at.button(key="memory/stop").click()
    here.at.run()
    assert not sweep.moving
    assert 1 <= len(sweep.measurements) < 4
    assert not here.at.exception
    assert "50" in told(here)
