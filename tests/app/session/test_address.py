"""What an address means: the settings that it names, and the defaults for all others, whatever was there before."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from tests.support.idle_engine import Engine, advance_run
from tests.support.pages.visit import FRAME, Visit
from ui.session import open_session as sessions
from ui.session.address import link_state
from ui.session.address.link import MAX_IN_LINK
from ui.session.open_session import address, left_out, open_session, write_link

POINTS = (-1.0, -1.0, 0.0, 1.0, 1.0, 1.0)


class Params(dict):
    """st.query_params; `arrived` says whether a user has come to this address since the page was last drawn."""

    arrived = False

    def arrive(self, **settings: str) -> None:
        """A user comes to an address with these settings, `fit_lr` for fit.lr."""
        self.from_dict({key.replace("_", ".", 1): value for key, value in settings.items()})
        self.arrived = True

    def take_arrival(self) -> bool:
        arrived, self.arrived = self.arrived, False
        return arrived

    def from_dict(self, values: dict[str, str]) -> None:
        self.clear()
        self.update(values)


@pytest.fixture
def params(monkeypatch: pytest.MonkeyPatch) -> Params:
    """The link of a new browser tab."""
    link, tab = Params(), SimpleNamespace(sessions={}, token="a")
    for module in (sessions, link_state):
        monkeypatch.setattr(module, "st", SimpleNamespace(query_params=link))
    monkeypatch.setattr(sessions, "current_tab", lambda: tab)
    monkeypatch.setattr(sessions, "engine", Engine)
    monkeypatch.setattr(sessions, "take_arrival", link.take_arrival)
    return link


def test_link_sets_up_the_session(params: Params) -> None:
    params.update({"lang": "zh", "lesson": "3", "fit.lr": "0.1", "net.hidden": "8,8"})
    session = open_session(Perceptron)
    assert session.experiment.strings() == {"fit.lr": "0.1", "net.hidden": "8,8"} == session.link.settings
    assert params == {"lang": "zh", "lesson": "3", "fit.lr": "0.1", "net.hidden": "8,8"}
    assert not session.problems


def test_invalid_settings_are_removed_from_the_link(params: Params) -> None:
    params.update({"lang": "zh", "fit.lr": "-1", "who": "knows", "net.init": "he"})
    session = open_session(Perceptron)
    assert len(session.problems) == 2
    assert params == {"lang": "zh", "net.init": "he"}
    assert open_session(Perceptron) is session
    assert len(session.problems) == 2, "the page is drawn again: the same link is no new one"


def test_redrawing_a_page_ignores_an_old_address(params: Params) -> None:
    session = open_session(Perceptron)
    run = advance_run(session)
    run.play()
    session.change_settings({"fit.lr": 0.1})
    write_link(session)
    assert params == {"fit.lr": "0.1"}
    for stale in ({}, {"fit.lr": "0.5"}):  # a browser that has not yet received the address
        params.from_dict(stale)
        assert open_session(Perceptron) is session
        assert (session.runs, params) == ([run], {"fit.lr": "0.1"})


def test_another_link_begins_a_new_run_only_for_another_experiment(params: Params) -> None:
    session = open_session(Perceptron)
    run = advance_run(session)
    params.arrive(fit_lr="0.03")  # the default, written out
    assert open_session(Perceptron).runs == [run]
    assert params == {}
    params.arrive(fit_lr="0.5")
    assert open_session(Perceptron) is session
    assert (session.run is run, session.experiment.fit.lr, session.run.index) == (False, 0.5, 0)


def test_plain_address_opens_the_defaults_and_keeps_the_run(params: Params) -> None:
    params.arrive(fit_lr="0.5", data_name="xor")
    session = open_session(Perceptron)
    run = advance_run(session)
    params.arrive()
    assert open_session(Perceptron) is session
    assert (session.experiment, session.run.index, params) == (Perceptron(), 0, {})
    assert (session.runs, session.run_list.previous) == ([run, session.run], run)
    assert session.link.plain_run_id == session.run.id
    params.arrive()
    held = session.run
    assert open_session(Perceptron).run is held, "the defaults are at hand already"


def test_link_sets_what_it_leaves_out_to_the_defaults(params: Params) -> None:
    params.arrive(fit_optimizer="adam", data_name="spiral")
    session = open_session(Perceptron)
    params.arrive(fit_lr="0.5")
    open_session(Perceptron)
    assert session.experiment == Perceptron().replace({"fit.lr": 0.5})
    assert session.link.replaced == Perceptron().replace({"fit.optimizer": "adam", "data.name": "spiral"}), (
        "not yet trained"
    )


def test_lesson_without_settings_opens_the_defaults_of_the_family(params: Params) -> None:
    usual = {"data.name": "xor"}
    session = open_session(Perceptron, usual)
    assert session.experiment.data.name == "xor"
    params.arrive(lesson="Lines", only="fit.lr")
    open_session(Perceptron, usual)
    assert session.experiment == Perceptron()
    assert (session.link.lesson.title, session.link.lesson.only) == ("Lines", ("fit.lr",))


def test_lesson_ends_with_a_link_without_one(params: Params) -> None:
    params.arrive(lesson="Lines", only="fit.lr", fit_lr="0.1")
    session = open_session(Perceptron)
    assert open_session(Perceptron).link.lesson.title == "Lines", "the page is drawn again"
    params.arrive(fit_lr="0.1")
    run = session.run
    assert not open_session(Perceptron).link.lesson
    assert (session.run, params) == (run, {"fit.lr": "0.1"})


def test_address_is_empty_only_where_a_plain_one_means_the_same(params: Params) -> None:
    usual = {"data.name": "xor"}
    session = open_session(Perceptron, usual)
    assert params == {"data.name": "xor"}
    default = Perceptron().data.name
    session.change_settings({"data.name": default})
    write_link(session)
    assert params == {"data.name": default} == address(session)
    assert left_out(session) is None
    params.arrive(data_name=default)
    run = session.run
    assert open_session(Perceptron, usual).run is run
    params.arrive()
    assert open_session(Perceptron, usual).experiment.data.name == "xor"


def test_the_link_is_bounded(params: Params) -> None:
    session = open_session(Perceptron)
    session.change_settings({"data.name": "points", "data.points": POINTS * 20})
    write_link(session)
    assert set(params) == {"data.name", "data.points"}
    assert left_out(session) is None
    session.change_settings({"data.points": POINTS * 200})
    write_link(session)
    assert len(session.experiment.strings()["data.points"]) > MAX_IN_LINK
    assert "data.points" not in params
    assert isinstance(left_out(session), Problem)
    run = advance_run(session)
    assert open_session(Perceptron).run is run, "what the link leaves out is not lost by drawing the page again"


# page: settings of a link, the family where it is called otherwise
PAGES = {
    "neuron": ("fit_lr", "0.03", "neuron"),
    "perceptron": ("net_hidden", "3,2", "perceptron"),
    "cnn": ("fit_lr", "0.03", "cnn"),
    "autoencoder": ("fit_lr", "0.03", "autoencoder"),
    "word2vec": ("fit_lr", "0.03", "word2vec"),
    "recurrent": ("fit_lr", "0.01", "recurrent"),
    "encoder_decoder": ("fit_lr", "0.03", "seq2seq"),
    "captioning": ("fit_lr", "0.03", "captioner"),
    "transformer": ("fit_lr", "0.03", "transformer"),
    "gpt": ("fit_lr", "0.03", "gpt"),
    "bert": ("fit_lr", "0.03", "bert"),
}


@pytest.mark.parametrize("page", PAGES)
def test_plain_address_opens_every_training_page_with_its_defaults(visit: Callable[..., Visit], page: str) -> None:
    """A link with settings, a step, another page, the plain address, and the way back to the run."""
    setting, text, family = PAGES[page]
    here = visit("en", {setting.replace("_", ".", 1): text}, page)
    session = here.at.session_state["browser_tab"].sessions[family]
    run, link = session.run, here.link
    assert link[setting.replace("_", ".", 1)] == text
    _step(run)
    here.open_page("home")
    here.open_page(page)
    assert (session.run, here.link) == (run, link), "the menu leads back to the page as it was left"
    here.open_page("home")
    here.open_plain(page)
    assert session.run is not run
    assert (here.link, session.experiment) == (
        address(session),
        type(session.experiment).salvage(session.link.page_defaults)[0],
    )
    assert run in session.runs
    _widgets_agree(here, family, session.experiment)
    here.at.button(key="fix-back").click()
    here.at.run()
    assert (session.run, here.link) == (run, link)
    _widgets_agree(here, family, session.experiment)
    assert not here.at.exception


def _step(run: Any) -> None:
    """One update."""
    deadline = time.monotonic() + 120
    while not run.ready or run.busy or not run.index:
        if run.ready and not run.busy:
            run.step()
        assert time.monotonic() < deadline
        time.sleep(0.002)


def _widgets_agree(here: Visit, family: str, experiment: object) -> None:
    """Every widget of a setting shows the value of the run."""
    keys = [key.partition("/")[2] for key in here.shown_keys() if key.startswith(f"{family}/fit.")]
    assert len(keys) > 8
    shown = {key: here.at.session_state[f"{family}/{key}"] for key in keys}
    assert shown == {key: experiment.value(key) for key in keys}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("page", "setting", "text"),
    [
        ("classical", "data_noise", "0.4"),
        ("optimizers", "data_surface", "saddle"),
        ("backpropagation", "data_lr", "0.3"),
        ("decoding", "data_temperature", "0.5"),
        ("tokens", "data_unit", "codepoint"),
    ],
)
def test_plain_address_opens_every_study_page_with_its_defaults(
    page: str, setting: str, text: str, here: object
) -> None:
    at = AppTest.from_file(FRAME, default_timeout=60)
    key = setting.replace("_", ".", 1)
    at.query_params.update({"lang": "en", key: text, "lesson": "Look", "hide": "panel.challenges"})
    at.switch_page(f"../../pages/{page}.py").run()
    study = at.session_state["browser_tab"].studies[page]
    settings = study.settings
    assert (at.query_params[key], study.link.lesson.title) == (text, "Look")
    for arriving in (False, True):  # by the menu, and by the plain address
        at.query_params.clear()
        at.query_params["lang"] = "en"
        at.switch_page("../../pages/home.py").run()
        at.session_state["arriving"] = arriving
        at.switch_page(f"../../pages/{page}.py").run()
        assert (at.query_params.get(key), study.link.lesson.title) == ((None, "") if arriving else (text, "Look"))
    assert study.settings == study.settings_class()
    assert (set(at.query_params), study.link.lesson.title) == ({"lang"}, "")
    at.button(key=f"{page}/earlier").click().run()
    assert (study.settings, at.query_params[key]) == (settings, text)
    assert not at.exception
