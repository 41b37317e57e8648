"""The page of nets that read sequences, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.datasets.text.sequences import SKIP
from nets.models.recurrent.settings import GENERATED, OF_NUMBERS, SPOKEN
from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from ui.components import tape
from ui.panels.sequences.sequence_input import input_arguments, sequence, unrolled_arguments

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.hidden": "5", "data.examples": "60", "fit.batch": "8", "fit.steps": "60", "data.length": "8"}
TASKS = ("adding", "copy", "echo", "parentheses", "text", "sentiment", "tagging", "weather", "mnist1d")
TERMS = {"rnn", "gru", "lstm", "cnn", "mnist", "pytorch", "tanh"}


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small net."""

    def opened(language: str = "en", **more: str) -> Any:
        link = SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}
        name = link.get("data.name", "adding")
        if name not in GENERATED:
            del link["data.examples"]
        if name not in ("adding", "echo", "parentheses", "text"):
            del link["data.length"]
        return visit(language, link, "recurrent")

    return opened


@pytest.mark.parametrize(("language", "name"), [("en", "adding"), ("en", "tagging"), *(("zh", name) for name in TASKS)])
def test_every_task_opens_and_is_answered(page: Open, language: str, name: str) -> None:
    here = page(language, data_name=name, **({"data_language": language} if name in SPOKEN else {}))
    here.train(1)
    assert not here.at.exception
    assert not here.errors
    assert here.run.problem is None
    drawn, found = element_data(here, "tape"), here.run.probe_answers.answers["unrolled"]
    assert drawn["steps"] == len(found["layers.0.forward_layer/hidden"])
    assert (drawn["tokens"] is None) == (name in OF_NUMBERS)
    assert [each["name"] for each in drawn["maps"]] == ["reset", "update", "candidate", "hidden"]
    each = here.session.experiment.info.per_step
    assert (drawn["answers"] is not None) == each
    if each:
        truth = np.atleast_1d(found["truth"])
        wanted = np.where(truth == SKIP, 2, truth == np.atleast_1d(found["predicted"]))
        assert drawn["answers"]["right"] == wanted.tolist()
    if language == "zh":
        said = {text for text in here.strings() if text not in {*NAMES, *OPTIONS}}
        symbols = set(drawn["tokens"] or ())
        assert not {text: foreign(text) for text in said - symbols if foreign(text)}


def foreign(text: str) -> list[str]:
    """English words that are no terms of textbooks."""
    return [word for word in latin_words(text) if word.lower() not in TERMS] if not text.startswith("$$") else []


@pytest.mark.parametrize("cell", ["rnn", "lstm", "cnn", "attention"])
def test_every_cell_is_drawn_with_all_it_has(page: Open, cell: str) -> None:
    here = page(data_name="echo", net_cell=cell, net_layers="2")
    here.train(1)
    assert not here.at.exception
    drawn = element_data(here, "tape")
    first = {"rnn": 1, "lstm": 6, "cnn": 1, "attention": 1}[cell]
    assert [each["open"] for each in drawn["maps"]] == [True] * first + [False], "of other layers the states alone"
    assert (drawn["attention"] is not None) == (cell == "attention")
    for inspector in ("gradients", "activations", "weights", "cost", "unit"):
        here.set_widget("inspector", inspector)
        here.train(here.run.index + 1)
        here.at.run()
        assert not here.at.exception, inspector
    said = [each.value for each in here.at.markdown]
    assert any("W" in each for each in said) == (cell in ("rnn", "lstm"))


def test_one_step_adds_up(page: Open) -> None:
    here = page(data_name="echo")
    here.train(3)
    here.set_widget("step/at", 4)
    here.set_widget("step/unit", 3)
    assert here.run.index == 3, "a net that rests answers as well"
    found = here.run.probe_answers.answers["cell_arithmetic"]
    assert (int(found["at"]), int(found["unit"])) == (3, 2)
    n, z = float(found["candidate"]), float(found["update"])
    state = (1 - z) * n + z * float(found["before"][2])
    assert state == pytest.approx(float(found["state"]), abs=1e-6)
    (lines,) = [each.value for each in here.at.markdown if "h′ = (1 − z)" in each.value and "σ(" in each.value]
    assert lines.rstrip("*").endswith(f"{state:.3f}".replace("-", "−"))


def test_forced_gates_do_what_they_are_said_to(page: Open) -> None:
    here = page(data_name="sentiment")
    here.train(2)
    here.at.session_state["gates-open"] = True
    here.at.run()
    here.set_widget("gates/update", "1")
    found = here.run.probe_answers.answers["unrolled"]
    assert found["layers.0.forward_layer/hidden"].max() == 0, "the old state is kept, which was 0 at first"
    assert any("**Without:**" in each.value for each in here.at.markdown)
    before = here.run.history.last("train_loss")
    here.set_widget("gates/update", "between")
    here.set_widget("gates/update/value", 0.25)
    assert np.allclose(here.run.probe_answers.answers["unrolled"]["layers.0.forward_layer/update"], 0.25)
    assert here.run.history.last("train_loss") == before
    here.at.run()
    here.set_widget("recurrent/net.cell", "lstm")
    here.train(1)
    assert not here.at.exception
    assert "force" not in unrolled_arguments(here.session), "an lstm has no update gate"
    here.set_widget("recurrent/net.cell", "gru")
    assert not sequence(here.session).force, "it ended with the cell that it was made for"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_own_sentence_is_read_or_refused_with_a_reason(page: Open, language: str) -> None:
    here = page(language, data_name="sentiment", data_language="zh")
    here.train(1)
    here.set_widget("sequence/source", "own")
    here.set_widget("sequence/text", "这电影并不好")
    assert here.run.probe_answers.answers["unrolled"]["tokens"].tolist() == ["这", "电影", "并不", "好"]
    here.set_widget("sequence/meant", 0)
    found = here.run.probe_answers.answers["unrolled"]
    assert (str(found["part"]), int(found["meant"])) == ("own", 0)
    for hostile in ("<script>alert(1)</script>", "![x](http://a.b/c.png)", "\u202e\x00{0}{name}", " ", "我" * 400):
        here.set_widget("sequence/text", hostile)
        assert not here.at.exception
        assert len(here.at.warning) == 1
        assert "text" not in input_arguments(here.session)
        assert not [each for each in here.at.warning if "](http" in each.value]
    here.set_widget("sequence/text", "这菜很好")
    here.at.run()
    here.set_widget("recurrent/data.language", "en")
    assert not here.at.exception
    assert not here.at.warning
    assert (sequence(here.session).source, sequence(here.session).text) == ("test", ""), "the net now reads English"
    here.set_widget("recurrent/data.language", "zh")
    assert (sequence(here.session).source, sequence(here.session).text) == ("test", "这菜很好"), "nothing is lost"
    here.set_widget("recurrent/data.name", "adding")
    here.train(1)
    assert not here.at.exception
    assert str(here.run.probe_answers.answers["unrolled"]["part"]) == "test"


def test_other_examples_are_looked_at(page: Open) -> None:
    here = page(data_name="echo")
    here.train(1)
    first = element_data(here, "tape")["tokens"]
    here.at.button(key="sequence/next").click()
    here.at.run()
    assert input_arguments(here.session) == {"part": "test", "index": 1}
    here.settle()
    assert element_data(here, "tape")["tokens"] != first
    here.set_widget("sequence/source", "train")
    here.set_widget("sequence/number", 60)
    assert int(here.run.probe_answers.answers["unrolled"]["index"]) == 59
    here.at.button(key="sequence/next").click()
    here.at.run()
    assert input_arguments(here.session)["index"] == 0, "after the last comes the first"


def test_a_text_of_ones_own_is_learnt(page: Open) -> None:
    here = page(data_name="text")
    here.at.text_area(key="own_text").set_value("<b>吃葡萄不吐葡萄皮</b>，" * 20)
    here.at.button(key="own_text/learn").click()
    here.at.run()
    here.train(1)
    assert not here.errors
    assert "葡" in here.session.experiment.info.tokens
    here.at.text_area(key="own_text").set_value("short")
    here.at.button(key="own_text/learn").click()
    here.at.run()
    assert len(here.errors) == 1
    assert "葡" in here.session.experiment.info.tokens, "what was learnt goes on"


def test_a_frame_stays_small(page: Open) -> None:
    here = page(data_name="adding", data_length="400", net_hidden="64", net_cell="lstm", net_layers="3",
                net_bidirectional="true", data_examples="50", fit_batch="2")  # fmt: skip
    here.train(1)
    maps = element_data(here, "tape")["maps"]
    assert sum(len(each["stack"]["levels"]) for each in maps) < 45_000
    assert maps[0]["stack"]["columns"] == 400, "no step is left out"


NONSENSE = [None, 5, "x", {}, {"at": 1}, {"at": -1, "layer": "layers.0.forward_layer", "unit": 0}]
NONSENSE += [{"at": 1.5, "layer": "x", "unit": 0}, {"at": True, "layer": "x", "unit": 0}]
NONSENSE += [{"at": 1, "layer": 7, "unit": 0}, {"at": 1, "layer": "x" * 500, "unit": 0}]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_of_the_tape_is_no_choice(said: Any) -> None:
    assert tape.parse_pick(said) is None


def test_a_choice_that_the_net_does_not_have_is_brought_in_range(page: Open) -> None:
    here = page(data_name="echo")
    here.train(1)
    held = sequence(here.session)
    held.at, held.unit, held.layer = 5000, 5000, "layers.9.sideways"
    here.train(2)
    assert not here.at.exception
    assert here.run.problem is None
    assert element_data(here, "tape")["picked"] == {"at": 7, "layer": "layers.0.forward_layer", "unit": 4}
    here.train(3)
    found = here.run.probe_answers.answers["cell_arithmetic"]
    assert (int(found["at"]), int(found["unit"])) == (7, 4)


@pytest.mark.parametrize(("language", "cell", "words"), [("en", "lstm", "open"), ("zh", "gru", "打开")])
def test_activations_are_histograms_of_gates_and_states(visit: Open, language: str, cell: str, words: str) -> None:
    page = visit(language, {**SMALL, "net.cell": cell, "net.layers": "2"}, "recurrent")
    page.train(2)
    page.set_widget("inspector", "activations")
    page.at.run()
    assert not page.at.exception
    specs = [json.loads(node.proto.spec) for node in page.at if node.type == "vega_lite_chart"]
    histograms = [spec for spec in specs if "datum.left" in str(spec)]
    assert len(histograms) == {"lstm": 6, "gru": 4}[cell]
    assert any(words in caption.value for caption in page.at.caption)
    page.set_widget("state_histograms/layer", "layers.1.forward_layer")
    assert not page.at.exception
