"""The perceptron's page, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import cycle
from typing import Any, get_args

import pytest

from nets.experiment.settings import Setting
from nets.experiment.training_config import Optimizer, Schedule
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import Activation, Init, World
from tests.support.pages.texts import NAMES, latin_words
from ui.session.address.rounding import rounded
from ui.text.i18n import _

Open = Callable[..., Any]  # the fixture `visit`
POINTS = "-2,-2,0,-2,2,1,2,-2,1,2,2,0,-3,-3,0,-3,3,1,3,-3,1,3,3,0"
TABLE = "尺寸,颜色,种类\n1,红,大\n2,蓝,大\n3,红,大\n4,蓝,大\n5,红,小\n6,蓝,小\n7,红,小\n8,蓝,小\n"
NEEDED = {"csv": {"data.csv": TABLE}, "points": {"data.points": POINTS}}  # by worlds that hold nothing of themselves
ELSEWHERE = {"net.hidden", "net.activation", "data.csv", "data.target", "data.points"}  # by editors of their own
QUIET = {"fit.report"}  # not on the page


def link(world: str, **more: str) -> dict[str, str]:
    """A link to a world, with all that it needs."""
    return {"data.name": world} | NEEDED.get(world, {}) | {key.replace("_", ".", 1): text for key, text in more.items()}


def shown(visit: Any) -> set[str]:
    """The settings whose widgets are on the page."""
    return {key.removeprefix("perceptron/") for key in visit.shown_keys() if key.startswith("perceptron/")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_speaks_the_language(visit: Open, language: str) -> None:
    page = visit(language)
    assert not page.at.exception
    assert not page.errors
    assert [title.value for title in page.at.title] == [{"en": "Perceptron", "zh": "感知机"}[language]]
    buttons = {"en": ["Train", "One step", "Reset", "New seed"], "zh": ["训练", "单步", "重置", "换个种子"]}
    assert [b.label for b in page.at.button if b.key.startswith("transport-")] == buttons[language]
    settings_by_key = page.session.experiment.settings_by_key()
    for key in shown(page):
        title, unit = settings_by_key[key].title, settings_by_key[key].unit
        assert page.at.get_by_key(f"perceptron/{key}").label == _(title) + (f" ({_(unit)})" if unit else "") + (
            "" if settings_by_key[key].live else " ↻"
        )
        assert page.at.get_by_key(f"perceptron/{key}").help.startswith(_(settings_by_key[key].help))
    page.press("play")
    assert page.at.button[0].label == {"en": "Pause", "zh": "暂停"}[language]
    page.open_page("home")
    assert not page.at.exception
    assert {"en": "Train a perceptron", "zh": "训练感知机"}[language] in page.strings()
    assert language == "en" or not [text for text in page.strings() if text not in NAMES and latin_words(text)]


@pytest.mark.parametrize("world", get_args(World))
def test_a_world_has_its_settings_and_no_english_in_the_chinese_page(visit: Open, world: str) -> None:
    page = visit("zh", link(world))
    experiment = page.session.experiment
    matter = {key for key, setting in experiment.settings_by_key().items() if setting.matters(experiment)}
    assert shown(page) == matter - ELSEWHERE - QUIET
    said = page.strings()
    page.train(30)
    for inspector in ("activations", "weights") if world in ("circles", "iris") else ("gradients",):
        page.set_widget("inspector", inspector)
        said += page.strings()
    assert not page.at.exception
    assert not {text: latin_words(text) for text in said if text not in NAMES and latin_words(text)}


OTHER: dict[str, Any] = {  # another value, by the kind of setting
    "choice": lambda setting, held: next(option for option in setting.options if option != held),
    "choices": lambda setting, held: [*held, next(option for option in setting.options if option not in held)],
    "number": lambda setting, held: (
        setting.low + 0.3 * (setting.high - setting.low) if setting.scale == "linear" else 0.3
    ),
    "switch": lambda setting, held: not held,
    "integer": lambda setting, held: 30 if setting.scale == "log" else min(int(setting.high), held + 3),
}
FITTING = {"net.output": "softmax", "net.loss": "mse"}  # with the others as they are


def other(setting: Setting, held: Any) -> Any:
    return FITTING.get(setting.key) or OTHER[setting.kind](setting, held)


@pytest.mark.parametrize(
    "asked", [link("blobs", fit_optimizer="momentum"), link("csv")], ids=["the plane", "one's own table"]
)
def test_settings_change_the_experiment_and_restart_only_where_they_must(visit: Open, asked: dict[str, str]) -> None:
    page = visit("en", asked)
    page.train(1)
    settings_by_key = page.session.experiment.settings_by_key()
    for key in sorted(shown(page) - {"data.name"}):
        before, index, held = page.run, page.run.index, page.session.experiment
        value = other(settings_by_key[key], held.value(key))
        page.set_widget(f"perceptron/{key}", value)
        assert not page.at.exception, key
        assert not page.errors, key
        turned = held.changes_to(page.session.experiment)
        along = {"fit.target": 0.1} if key == "fit.stop_at" else {}  # of another kind of figure
        assert turned == rounded({key: tuple(value) if isinstance(value, list) else value}) | along, key
        assert (page.run is before) == settings_by_key[key].live, key
        assert page.run.index == (index if settings_by_key[key].live else 0), key
        assert page.link == page.session.experiment.strings() == page.session.link.settings, key
        page.session.change_settings({key: held.value(key)})
        if not page.run.index:
            page.train(1)


HOSTILE = {
    "": ("nonsense.key", "1"),
    "fit.lr": ("fit.lr", "1e9"),
    "not a number": ("fit.lr", "<script>alert(1)</script>"),
    "infinite": ("fit.lr", "nan"),
    "formula": ("data.name", "$\\frac{1}{0}$ **bold** `code`"),
    "template": ("data.name", "{key} {0} %s {}"),
    "long": ("net.init", "x" * 5000),
    "long key": ("k" * 5000, "1"),
    "layers": ("net.hidden", "0,999,-1"),
    "many layers": ("net.hidden", ",".join("8" * 5000)),
    "huge": ("net.hidden", "9" * 5000),
    "no feature": ("data.features", ","),
    "points": ("data.points", "1,2"),
    "nothing there": ("data.name", "csv"),
    "control": ("data.target", "\x00\x1b" + "y" * 300),
    "empty": ("fit.seed", ""),
}


@pytest.mark.parametrize(("case", "language"), [*zip(HOSTILE, cycle(["en", "zh"]), strict=False)])
def test_a_bad_link_is_one_sentence(visit: Open, case: str, language: str) -> None:
    key, value = HOSTILE[case]
    page = visit(language, {key: value, "fit.batch": "20"} | ({"data.name": "points"} if case == "points" else {}))
    assert not page.at.exception
    assert len(page.errors) == 1
    assert len(page.errors[0]) < 300
    assert "\n" not in page.errors[0]
    assert bool(re.search("[一-鿿]", page.errors[0])) == (language == "zh")
    assert page.session.experiment.strings() == {"fit.batch": "20"}, "what is good is kept"
    assert page.link == page.session.experiment.strings()


def test_the_page_works_after_a_bad_link(visit: Open) -> None:
    page = visit("zh", {"fit.lr": "<script>alert(1)</script>", "who": "x" * 5000})
    assert len(page.errors) == 2
    page.train(3)
    assert not page.at.exception
    page.set_widget("perceptron/fit.lr", 0.1)
    assert not page.errors
    assert page.run.index >= 3


def test_every_bad_setting_is_told(visit: Open) -> None:
    page = visit("en", {"fit.lr": "-1", "net.init": "none", "who": "knows", "data.noise": "0.5"})
    assert len(page.errors) == 3
    assert all(sum(key in error for error in page.errors) == 1 for key in ("fit.lr", "net.init", "who"))
    assert page.link == {"data.noise": "0.5"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_does_not_fit_leaves_everything_as_it_was(visit: Open, language: str) -> None:
    page = visit(language, {"data.name": "plane"})
    page.train(5)
    run, index, experiment, asked = page.run, page.run.index, page.session.experiment, page.link
    page.set_widget("perceptron/net.output", "softmax")
    assert len(page.errors) == 1
    assert page.errors[0].startswith({"en": "The output layer", "zh": "输出层"}[language])
    assert (page.run, page.run.index, page.session.experiment, page.link) == (run, index, experiment, asked)
    assert page.at.get_by_key("perceptron/net.output").value == "auto"
    page.set_widget("perceptron/data.features", [])
    assert len(page.errors) == 1
    assert page.at.get_by_key("perceptron/data.features").value == ["x", "y"]
    page.set_widget("perceptron/fit.lr", 0.1)
    assert not page.errors
    assert page.run is run


CHOICES = [
    *({"data.name": world} for world in get_args(World)),
    *({"fit.optimizer": name} for name in get_args(Optimizer)),
    *({"fit.schedule": name} for name in get_args(Schedule)),
    *({"net.init": name} for name in get_args(Init)),
    *({"net.activation": name} for name in get_args(Activation)),
    {"net.hidden": ""}, {"net.hidden": "8,8,8,8,8,8,8,8"}, {"net.hidden": "128", "fit.batch": "1000"},
    {"net.dropout": "0.5"}, {"fit.clip": "0.1", "fit.l1": "0.01", "fit.weight_decay": "0.01"},
    {"net.output": "softmax"}, {"net.output": "sigmoid", "net.loss": "mse"}, {"data.label_noise": "0.5"},
]  # fmt: skip


@pytest.mark.slow
def test_everything_that_can_be_chosen_trains(visit: Open) -> None:
    page = visit()
    for chosen in CHOICES:
        asked = {"fit.steps": "30"} | chosen | NEEDED.get(chosen.get("data.name", ""), {})
        page.session.begin(Perceptron.from_strings(asked))
        page.train(30)
        assert (page.run.index, page.run.state, page.run.problem) == (30, "done", None), chosen
        assert not page.at.exception, chosen
        assert not page.errors, chosen
        strings = page.session.experiment.strings()
        own = {key: value for key, value in page.link.items() if value.startswith("own:")}
        assert page.link == strings | own, chosen
        assert own.keys() == strings.keys() & {"data.csv"}, "own data have a name in the address"


def test_the_editor_of_layers(visit: Open) -> None:
    page = visit()

    def net(key: str, value: Any) -> tuple:
        page.set_widget(key, value)
        assert not page.at.exception
        assert not page.errors
        assert page.link == page.session.experiment.strings()
        held = page.session.experiment.net
        return held.hidden, held.activation

    assert net("layers/count", 3) == ((4, 2, 2), ("tanh",))
    assert net("layers/width/1", 7) == ((4, 7, 2), ("tanh",))
    assert net("layers/activation", "relu") == ((4, 7, 2), ("relu",))
    assert net("layers/activation", "each") == ((4, 7, 2), ("relu", "relu", "relu"))
    assert net("layers/bend/2", "gelu") == ((4, 7, 2), ("relu", "relu", "gelu"))
    assert net("layers/count", 4) == ((4, 7, 2, 2), ("relu", "relu", "gelu", "gelu"))
    assert net("layers/count", 2) == ((4, 7), ("relu", "relu"))
    page.train(30)
    assert not page.at.exception
    assert net("layers/activation", "tanh") == ((4, 7), ("tanh",))
    assert net("layers/count", 0) == ((), ("tanh",))
    assert "layers/activation" not in page.shown_keys()
    page.train(30)
    assert net("layers/count", 1) == ((4,), ("tanh",))
    assert "each" not in page.at.get_by_key("layers/activation").options


def test_a_link_makes_the_same_experiment(visit: Open) -> None:
    first = visit()
    for key, value in {"data.name": "spiral", "fit.optimizer": "adam", "fit.lr": 0.01, "net.dropout": 0.27}.items():
        first.set_widget(f"perceptron/{key}", value)
    first.set_widget("layers/count", 3)
    second = visit("zh", first.link)
    assert second.session.experiment == first.session.experiment
    assert second.link == first.link


def test_the_speed_stays_as_it_was_chosen(visit: Open) -> None:
    page = visit()
    page.set_widget("speed", "5/s")
    assert page.run.viewer.speed == 5.0
    page.press("seed")
    assert page.run.viewer.speed == 5.0
    page.open_page("home")
    page.open_page("perceptron")
    assert (page.run.viewer.speed, page.at.select_slider(key="speed").value) == (5.0, "5/s")
