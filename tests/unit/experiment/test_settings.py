"""Experiments as text: links, JSON, the command line, and untrusted input."""

import json
import math
from typing import Annotated, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nets.experiment.settings import Settings, setting, settings_of
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron

SETTINGS = Perceptron.settings_by_key()
GOLDEN = {
    "family": "perceptron",
    "data": {
        "name": "circles",
        "size": 500,
        "noise": 0.1,
        "classes": 2,
        "balance": 1.0,
        "features": ["x", "y"],
        "label_noise": 0.0,
        "train_share": 0.7,
        "examples": 0,
        "seed": 0,
        "csv": "",
        "target": "",
        "points": [],
    },
    "net": {
        "hidden": [4, 2],
        "activation": ["tanh"],
        "init": "xavier",
        "dropout": 0.0,
        "output": "auto",
        "loss": "auto",
    },
    "fit": {
        "lr": 0.03,
        "optimizer": "sgd",
        "momentum": 0.9,
        "batch": 10,
        "schedule": "constant",
        "weight_decay": 0.0,
        "l1": 0.0,
        "clip": 0.0,
        "steps": 10000,
        "stop_at": "none",
        "target": 0.95,
        "seconds": 0,
        "patience": 0,
        "average": False,
        "report": 20,
        "seed": 0,
    },
}


def values(setting):
    """Return a strategy of valid values of a setting."""
    match setting.kind:
        case "number":
            return st.floats(setting.low, setting.high)
        case "integer":
            return st.integers(int(setting.low), int(setting.high))
        case "choice":
            return st.sampled_from([o for o in setting.options if o not in ("csv", "points")])
        case "choices":
            return st.lists(st.sampled_from(setting.options), min_size=1, max_size=1).map(tuple)
        case "integers":
            return st.lists(st.integers(1, 128), max_size=4).map(tuple)
        case "numbers":
            return st.lists(st.floats(-1e6, 1e6), max_size=9).map(tuple)
        case "text":
            return st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
        case "switch":
            return st.booleans()
    raise AssertionError(setting.kind)


TURNED = st.lists(st.sampled_from(list(SETTINGS)), unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: values(SETTINGS[key]) for key in keys})
)


@given(TURNED)
def test_strings_and_json_keep_every_value(changes):
    try:
        experiment = Perceptron().replace(changes)
    except Problem:  # values that do not go together: a head that does not suit the data
        return
    strings = experiment.strings()
    assert all(type(value) is str for value in strings.values())
    assert Perceptron.from_strings(strings) == experiment
    assert Perceptron.salvage(strings) == (experiment, [])
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment
    assert set(strings) == {key for key in changes if changes[key] != SETTINGS[key].default}
    assert Perceptron().changes_to(experiment) == {key: experiment.value(key) for key in strings}


def test_defaults_of_experiments_do_not_change():
    """A link holds only what differs from the defaults, so a changed default changes every shared link."""
    assert json.loads(Perceptron().model_dump_json()) == GOLDEN
    assert Perceptron().strings() == {}
    assert list(SETTINGS) == [f"{section}.{name}" for section in ("data", "net", "fit") for name in GOLDEN[section]]


def test_live_settings_are_those_of_the_list():
    live = {key for key, setting in SETTINGS.items() if setting.live}
    assert live == {f"fit.{name}" for name in GOLDEN["fit"] if name not in ("seed", "average")} | {"net.dropout"}


HOSTILE = ["1e999", "-1e999", "nan", "inf", "0x10", "--", "", " ", "1,2,3", "None", "True", "9" * 5000, "١٢", "½", "\0"]
HOSTILE += ["x" * 100_000, "{}", "{0}", "{key}", "%s", "<script>", "学习率", "\ud800", "1_000", "1e-400", ",,,", "a\nb"]
KEYS = st.one_of(
    st.sampled_from(
        [*SETTINGS, "fit", "fit.", ".lr", "fit.lr.x", "fit..lr", "family", "lang", "__class__", "{key}", ""]
    ),
    st.text(max_size=30),
)


@given(st.dictionaries(KEYS, st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), max_size=6))
def test_salvage_keeps_valid_settings_of_any_input(strings):
    experiment, problems = Perceptron.salvage(strings)
    assert Perceptron.from_json(experiment.model_dump_json()) == experiment
    unknown = [key for key in strings if key not in SETTINGS]
    assert len(problems) >= len(unknown)
    assert len(problems) <= len(strings)
    for problem in problems:
        assert "\n" not in str(problem)
        assert len(str(problem)) < 400
        assert str(problem) == problem.text.format(**problem.values)


@pytest.mark.parametrize("key", list(SETTINGS))
def test_one_bad_value_gives_one_problem_and_the_rest_is_kept(key):
    other = "fit.seed" if key != "fit.seed" else "data.seed"
    for value in HOSTILE:
        experiment, problems = Perceptron.salvage({other: "7", key: value})
        assert experiment.value(other) == 7
        assert len(problems) <= 1
        for problem in problems:
            assert problem.values["key"] in SETTINGS
            assert experiment.value(key) == SETTINGS[key].default


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("fit.lr", "1e999", "fit.lr must be a number from 1e-06 to 100, not 1e999."),
        ("fit.lr", "nan", "fit.lr must be a number from 1e-06 to 100, not nan."),
        ("fit.batch", "0x10", "fit.batch must be a whole number from 1 to 4096, not 0x10."),
        ("fit.batch", "1.5", "fit.batch must be a whole number from 1 to 4096, not 1.5."),
        ("data.name", "{key}", "data.name cannot be {key}. Choose from: xor"),
        ("fit.lr.x", "1", "There is no setting called fit.lr.x."),
        ("fit.nothing", "1", "There is no setting called fit.nothing."),
        ("net.hidden", "8,x", "net.hidden must be a whole number from 1 to 128, not x."),
        ("net.hidden", "129", "net.hidden must be a whole number from 1 to 128, not 129."),
        ("fit.optimizer", "a\nb" * 50, "fit.optimizer cannot be a"),
    ],
)
def test_problems_are_readable(key, value, words):
    experiment, [problem] = Perceptron.salvage({key: value})
    assert str(problem).startswith(words)
    assert experiment == Perceptron()
    with pytest.raises(Problem, match="^" + words[:12]):
        Perceptron.from_strings({key: value})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This is not the JSON of an experiment."),
        ("{", "This is not the JSON of an experiment."),
        ("[1, 2]", "experiment cannot be"),
        ('{"family": "magic"}', "family cannot be magic."),
        ('{"net": 3}', "net cannot be 3."),
        ('{"fit": {"lr": NaN}}', "fit.lr must be a number"),
        ('{"fit": {"magic": 1}}', "There is no setting called fit.magic."),
        ('{"magic": 1}', "There is no setting called magic."),
        ('{"fit": {"batch": 1e400}}', "fit.batch must be a whole number"),
    ],
)
def test_untrusted_json_gives_a_problem(text, words):
    with pytest.raises(Problem) as caught:
        Perceptron.from_json(text)
    assert str(caught.value).startswith(words)


def test_a_problem_may_carry_any_value():
    problem = Problem("{text} and {self} and {braces}", text="a", self="b", braces="{c}")
    assert str(problem) == "a and b and {c}"


def test_experiments_are_frozen_and_compare_by_value():
    assert Perceptron.from_strings({"fit.lr": "0.1"}) == Perceptron().replace({"fit.lr": 0.1})
    assert len({Perceptron(), Perceptron(), Perceptron().replace({"fit.seed": 1})}) == 2
    with pytest.raises(ValueError, match="frozen"):
        Perceptron().fit.lr = 1.0


def test_every_setting_is_described():
    for key, described in SETTINGS.items():
        assert described.key == key
        assert described.title
        assert described.help.endswith(".")
        assert described.kind
        if described.kind in ("number", "integer"):
            assert described.low is not None
            assert described.low <= described.default <= described.high
            assert math.isfinite(described.high)
        if described.kind == "choice":
            assert described.default in described.options


def test_kinds_follow_from_annotations():
    class Some(Settings):
        number: float = setting(1.0, "t", "h")
        maybe: int | None = setting(None, "t", "h")
        switch: bool = setting(True, "t", "h")
        several: tuple[Annotated[int, "note"], ...] = setting((1,), "t", "h")

    assert {k: v.kind for k, v in settings_of(Some, "s").items()} == {
        "s.number": "number",
        "s.maybe": "integer",
        "s.switch": "switch",
        "s.several": "integers",
    }
    assert Some(several="1, 2,").several == (1, 2)
    assert get_origin(Some.model_fields["several"].annotation) is tuple
    assert get_args(Some.model_fields["several"].annotation)[1] is Ellipsis
