"""The page of Word2Vec, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nets.models.word2vec.challenges import Asked
from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.pages.widget_labels import OPTIONS
from ui.components import cloud
from ui.panels.words import output_layer_cost as output_cost
from ui.panels.words.context_window import rolled
from ui.panels.words.word_selection import selected_words
from ui.text.i18n import _

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"data.sentences": "1500", "net.dim": "12", "fit.steps": "400", "fit.batch": "64"}
TERMS = {"word2vec", "pca", "sne", "pmi", "svd", "cbow", "skip", "gram", "softmax", "sigmoid", "huffman", "levy"}
TERMS |= {"goldberg", "tensorboard", "embedding", "projector", "tsv", "vectors", "metadata", "python", "shift", "world"}
TERMS |= {"adam", "pytorch", "word", "vec"}
INSIDE = ("analogies", "closeness", "meanings", "window", "unit", "matrices", "counted", "output_cost")


@pytest.fixture
def page(visit: Open) -> Open:
    """page(language, {setting: text}) opens the page with a small corpus and short vectors."""
    return lambda language="en", **more: visit(
        language,
        SMALL | {"data.language": language} | {key.replace("_", ".", 1): text for key, text in more.items()},
        "word2vec",
    )


def told(here: Any) -> str:
    """All that is said in sentences."""
    return "\n".join(each.value for each in [*here.at.markdown, *here.at.caption])


def mounted(here: Any) -> list[dict[str, Any]]:
    """The data of all elements of ours."""
    nodes = [node for node in here.at if getattr(node, "type", "") == "bidi_component"]
    return [json.loads(getattr(node.proto, "bidi_component", node.proto).json or "{}").get("all", {}) for node in nodes]


def look(here: Any, inspector: str) -> None:
    """Open an inspector and see what the net answers."""
    here.set_widget("inspector", inspector)
    here.train(here.run.index + 1)
    here.at.run()
    assert not here.at.exception, inspector


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_panel_is_drawn_and_speaks_the_language(page: Open, language: str) -> None:
    here = page(language)
    here.train(1)
    assert not here.errors
    drawn, found = element_data(here, "cloud"), here.run.probe_answers.answers["word_map"]
    assert drawn["names"] == found["words"].tolist()
    assert drawn["step"] == here.run.probe_answers.index
    known = {"en": ("countries", "japan", "tokyo"), "zh": ("国家", "日本", "东京")}[language]
    assert drawn["legend"][0] == known[0]
    places = [drawn["rows"].index(row) for row in drawn["chosen"]]
    assert {known[1], known[2]} < {drawn["names"][place] for place in places}
    said = set(here.strings())
    for inspector in INSIDE:
        look(here, inspector)
        said |= set(here.strings())
        waiting = {_("Waiting for the net …"), _("Counting …")}
        assert not waiting & {each.value for each in [*here.at.markdown, *here.at.caption]}, inspector
    if language == "zh":
        said -= {*NAMES, *OPTIONS, *found["words"].tolist()}
        strange = {text: [word for word in latin_words(text) if word.lower() not in TERMS] for text in said}
        assert not {text: words for text, words in strange.items() if words and not text.startswith("$$")}


def test_neighbours_are_those_of_the_vectors(page: Open) -> None:
    here = page()
    here.set_widget("lexicon/chosen", ["Beijing", "queen", "nowhere"])
    here.train(30)
    assert any("nowhere" in each.value for each in here.at.warning)
    lines = here.run.ask("vector_export")
    table = np.array([row.split("\t") for row in str(lines["vectors"]).splitlines()], float)
    names = [row.split("\t")[0] for row in str(lines["metadata"]).splitlines()[1:]]
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    cosines = unit @ unit[names.index("beijing")]
    best = [names[place] for place in np.argsort(-cosines)[1:9]]
    assert here.run.probe_answers.answers["nearest_neighbours"]["0/words"][:8].tolist() == best
    (rows,) = [each.value for each in here.at.markdown if each.value.startswith("| **beijing** | **queen** |")]
    assert [line.split(" ")[1] for line in rows.splitlines()[2:]] == best
    among = float(unit[names.index("beijing")] @ unit[names.index("queen")])
    assert f"beijing – queen **{among:.2f}**".replace("-", "−") in told(here)


def test_sixth_word_takes_the_place_of_the_oldest(page: Open) -> None:
    """The browser's own limit has a sentence in English only."""
    here = page("zh")
    words = ["japan", "china", "king", "queen", "tokyo", "beijing"]
    here.set_widget("lexicon/chosen", words)
    here.at.run()
    chosen = here.at.get_by_key("lexicon/chosen")
    assert (chosen.value, chosen.proto.max_selections) == (words[1:], 0)


def test_what_was_near_before_a_word_was_chosen_is_asked_of_the_kept_moments(page: Open) -> None:
    here = page()
    here.train(40)
    look(here, "closeness")
    here.set_widget("lexicon/chosen", ["china", "beijing"])

    def stored() -> dict[int, Any]:
        return next(reversed(here.session.selection.choices["traced"].values())).answers

    here.run_until(lambda: len(stored()) >= 5)
    kept = stored()
    assert 0 in kept
    assert float(kept[0]["pairs"][0, 1]) != pytest.approx(float(kept[max(kept)]["pairs"][0, 1]), abs=1e-3)
    here.at.run()
    assert "Nearest to **china**" in told(here)


def test_analogies_are_asked_counted_and_refused_with_a_reason(page: Open) -> None:
    here = page(net_dim="40", data_sentences="4000")
    here.set_widget("inspector", "analogies")
    here.train(250)
    found = here.run.probe_answers.answers["analogies"]
    right, asked = int(found["right"].sum()), int(found["asked"].sum())
    assert right > 0.5 * asked, "the world is made so that they are learnt"
    assert f"{right} / {asked}" in told(here)
    for name, word in (("a", "china"), ("b", "beijing"), ("c", "japan")):
        here.set_widget(f"analogies/{name}/world/en", word)
    here.at.run()
    best = str(here.run.probe_answers.answers["analogies"]["words"][0])
    assert f"beijing − china + japan is nearest to **{best}**" in told(here)
    assert Asked("china", "beijing", "japan", best) in here.session.challenge_progress.attempts
    here.set_widget("analogies/c/world/en", "![x](http://a.b/c.png)")
    here.at.run()
    assert not here.at.exception
    assert any("vocabulary" in each.value and "[x](http" not in each.value for each in here.at.warning)
    assert f"{right} / {asked}" in told(here), "the score card stays"


def test_the_dice_of_windows() -> None:
    found = {"keep": np.array([1.0, 0.0, 1.0, 0.5, 1.0]), "reach": np.array([1, 2]), "chance": np.array([0.5, 0.5])}
    throws = [rolled(found, seed) for seed in range(400)]
    assert {bool(each.kept[1]) for each in throws} == {False}
    assert 0.4 < np.mean([each.kept[3] for each in throws]) < 0.6
    assert 0.4 < np.mean([each.sizes[0] == 1 for each in throws]) < 0.6
    for each in throws:
        order = [place for place in range(5) if each.kept[place]]
        near = {
            (order[i], order[j])
            for i in range(len(order))
            for j in range(len(order))
            if i != j and abs(i - j) <= each.sizes[order[i]]
        }
        assert set(each.pairs) == near, "words that were left out do not count as places"


@pytest.mark.parametrize("output", ["negative", "softmax", "hierarchical"])
def test_one_update_in_three_clicks(page: Open, output: str) -> None:
    here = page(net_output=output, net_model="cbow")
    look(here, "unit")
    here.set_widget("pair/lr", 1.0)
    found = here.run.probe_answers.answers["sgd_step"]
    assert float(found["loss_new"]) < float(found["loss"])
    assert found["hidden"] == pytest.approx(found["input"].mean(axis=0)), "cbow takes the mean"
    here.at.button(key="pair/next").click()
    here.at.run()
    assert "tokyo" in told(here)
    (table,) = [each.value for each in here.at.markdown if each.value.startswith(("| Word |", "| Node |"))]
    assert len(table.splitlines()) == 2 + len(found["scored"])
    assert ("Huffman" in told(here)) == (output == "hierarchical")
    here.at.button(key="pair/next").click()
    here.at.run()
    moved = element_data(here, "pair/moved")
    assert moved["size"][0] == len(found["inputs"]) + len(found["scored"])


def test_costs_are_measured_on_demand(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_cost, "SIZES", (200, 400))
    here = page()
    look(here, "output_cost")
    here.at.button(key="output-cost/go").click()
    here.at.run()
    here.run_until(lambda: not here.session.selection.choices["output-cost"].moving)
    here.at.run()
    state = here.session.selection.choices["output-cost"]
    assert set(state.found) == {200, 400}
    assert all(value > 0 for each in state.found.values() for value in each.values())
    assert "full softmax: 400 words instead of 200 cost" in told(here)


def test_an_own_text_is_learnt_and_the_vectors_are_given_as_files(page: Open) -> None:
    here = page(data_min_count="1")
    here.at.text_area(key="own_corpus").set_value("<b>red</b> cats like blue fish. old dogs like new bones. " * 30)
    here.at.button(key="own_corpus/learn").click()
    here.at.run()
    here.train(2)
    assert not here.errors
    assert "cats" in here.run.probe_answers.answers["word_map"]["words"]
    assert set(selected_words(here.session)) <= set(here.run.probe_answers.answers["word_map"]["words"].tolist()), (
        "not those of the world"
    )
    here.at.button(key="vectors/metadata").click()
    here.at.run()
    (packed,) = [each for each in mounted(here) if each.get("name") == "metadata.tsv"]
    lines = base64.b64decode(packed["content"]).decode().splitlines()
    assert lines[0] == "word\tcount"
    assert len(lines) == 1 + len(here.run.probe_answers.answers["word_map"]["words"])
    here.at.text_area(key="own_corpus").set_value("too short")
    here.at.button(key="own_corpus/learn").click()
    here.at.run()
    here.settle()
    assert here.errors, "and it is said why"


def test_the_recurrent_page_has_the_map_of_its_symbols(visit: Open) -> None:
    link = {"data.name": "sentiment", "data.examples": "80", "net.hidden": "5", "net.embedding": "4"}
    here = visit("en", link, "recurrent")
    look(here, "embedding")
    drawn = element_data(here, "embedding")
    assert set(here.session.experiment.info.tokens) >= set(drawn["names"]) - {"␣"}
    assert len(here.run.probe_answers.answers["nearest_neighbours"]["0/words"])
    here.set_widget("recurrent/net.embedding", 0)
    look(here, "embedding")
    assert "no vectors for symbols" in told(here)


@pytest.mark.parametrize(
    "said", [None, 5, {}, {"word": 1, "more": True}, {"word": "x" * 99, "more": True}, {"word": "x"}]
)
def test_nonsense_of_the_map_is_no_choice(said: Any) -> None:
    assert cloud.parse_pick(said) is None
