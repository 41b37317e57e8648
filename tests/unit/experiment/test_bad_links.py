"""Bad links: valid settings are kept, and each invalid one gives one sentence in either language."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from ui.text.i18n import problem, use

SCRIPT = "<script>alert(1)</script>"
POINTS = {"data.name": "points"}
NO_NUMBERS = ("points of text", "points of markup")  # the plane is then empty, and waits for points
TABLE = {"data.name": "csv"}
BAD = {
    "unknown": {"fit.magic": "1"},
    "no section": {"x": "1"},
    "too many sections": {"fit.lr.lr": "1"},
    "private": {"__class__.__init__": "1"},
    "a script as a name": {SCRIPT: "1"},
    "a script as a value": {"data.name": SCRIPT},
    "a template": {"data.name": "{0.__class__}"},
    "a template as a name": {"{key}{0}": "1"},
    "not a number": {"fit.lr": "NaN"},
    "infinite": {"fit.lr": "1e999"},
    "below": {"fit.clip": "-inf"},
    "out of range": {"data.noise": "1.5"},
    "tiny": {"fit.lr": "1e-320"},
    "a word": {"fit.lr": "true"},
    "another base": {"fit.steps": "0x10"},
    "a float": {"fit.steps": "1e3"},
    "other digits": {"fit.steps": "１２"},
    "a huge number": {"fit.seed": "9" * 5000},
    "a huge net": {"net.hidden": "9" * 400},
    "a net for which there is no memory": {"net.hidden": "1000000,1000000"},
    "a deep net": {"net.hidden": ",".join(["4"] * 100_000)},
    "a long value": {"data.name": "x" * 1_000_000},
    "a long key": {"k" * 100_000: "1"},
    "a long target": {"data.target": "x" * 100_000},
    "control characters": {"data.name": "a\x00\x1b[31m\n\u202e"},
    "half a character": {"data.name": "\ud800"},
    "a feature twice": {"data.features": "x,x"},
    "no feature": {"data.features": ""},
    "too many activations": {"net.activation": "relu,relu,relu"},
    "a loss that does not go": {"net.loss": "cross_entropy", "net.output": "sigmoid"},
    "half a point": POINTS | {"data.points": "1,2"},
    "half a point, unused": {"data.points": "1,2"},
    "points of text": POINTS | {"data.points": "a,b,c"},
    "points of markup": POINTS | {"data.points": f"1,1,{SCRIPT}"},
    "points that are no numbers": POINTS | {"data.points": "nan,0,0,1,1,1"},
    "points without end": POINTS | {"data.points": "1e999,0,0,1,1,1"},
    "a huge class": POINTS | {"data.points": "1,0,1e300,1,1,1"},
    "half a class": POINTS | {"data.points": "1,0,0.5,1,1,1"},
    "too many points": POINTS | {"data.points": ",".join(["1,1,0", "2,2,1"] * 2000)},
    "no table": TABLE,
    "a table of prose": TABLE | {"data.csv": "It was the best of times."},
    "a table with a zero": TABLE | {"data.csv": "a,b\n\x00,1\n"},
    "a table too large": TABLE | {"data.csv": "a,b\n" * 2_000_000},
}


@pytest.mark.parametrize("case", BAD)
def test_bad_setting_gives_one_sentence_in_either_language(case: str) -> None:
    start = process_time()
    experiment, problems = Perceptron.salvage(BAD[case])
    assert process_time() - start < 2
    assert len(problems) == 1
    try:
        for language, end in (("en", "."), ("zh", "。")):
            use(language)
            sentence = problem(problems[0])
            assert sentence.endswith(end)
            assert 5 < len(sentence) < 260
            assert sentence.count(end + " ") <= 2
            assert sentence.isprintable()
            assert "<script>" not in sentence
    finally:
        use("en")
    assert experiment.data.name == ("points" if case in NO_NUMBERS else Perceptron().data.name)
    assert json.loads(experiment.model_dump_json())
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment


def test_bad_setting_is_removed_from_the_link() -> None:
    for case, link in BAD.items():
        kept = Perceptron.salvage(link)[0].strings()
        left = {"net.output"} if case == "a loss that does not go" else {"data.name"} if case in NO_NUMBERS else set()
        assert kept.keys() == left, case


def test_valid_settings_beside_a_bad_one_are_kept() -> None:
    good = {"fit.lr": "0.5", "net.hidden": "3", "data.noise": "0.25"}
    for case, link in BAD.items():
        experiment, problems = Perceptron.salvage(link | {k: v for k, v in good.items() if k not in link})
        kept = {key: value for key, value in good.items() if key not in link}
        if case == "too many activations":
            assert len(problems) == 1
        assert kept.items() <= experiment.strings().items(), case


values = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["nan", "-inf", "1e999", "0", "-1", "", ",", "1,2", "1,1,0,2,2,1", SCRIPT, "points", "csv", "9" * 50]
    ),
    st.lists(st.floats(), max_size=9).map(lambda numbers: ",".join(map(repr, numbers))),
    st.integers().map(str),
)
keys = st.one_of(st.sampled_from(sorted(Perceptron.settings_by_key())), st.text(max_size=20))


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(keys, values, max_size=8))
def test_any_link_gives_an_experiment_and_problems(link: dict[str, str]) -> None:
    experiment, problems = Perceptron.salvage(link)
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment
    assert Perceptron.from_strings(experiment.strings()) == experiment
    assert Perceptron.salvage(experiment.strings()) == (experiment, [])
    assert len(problems) <= len(link)
    assert all(isinstance(found, Problem) and str(found) and problem(found) for found in problems)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = Perceptron.settings_by_key()
KEYS = Perceptron.settings_by_key()
sections = {
    section: st.dictionaries(
        st.sampled_from([key.split(".")[1] for key in Perceptron.settings_by_key() if key.startswith(section)]),
        json_values,
    )
    for section in ("data", "net", "fit")
}


@settings(deadline=None, max_examples=300)
@given(st.one_of(json_values, st.fixed_dictionaries({}, optional=sections)))
def test_any_json_gives_an_experiment_or_a_problem(found) -> None:
    try:
        experiment = Perceptron.from_json(json.dumps(found))
    except Problem:
        return
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_any_text_gives_at_most_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        Perceptron.from_json("[" + text)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"fit":' * 100_000, '{"fit": {"seed": ' + "9" * 1_000_000 + "}}"])
def test_deep_json_and_huge_numbers_give_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        Perceptron.from_json(text)
