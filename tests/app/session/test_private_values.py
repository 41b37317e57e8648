"""A user's own data: in the memory of the server, and only named in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nets.datasets.text import upload_texts as kept_texts
from nets.experiment.private_names import is_name, name_of
from nets.families import EXPERIMENTS
from ui.session.address.arrival import ARRIVING
from ui.session.address.link import MAX_TYPED
from ui.session.address.private_values import PrivateValues

Open = Callable[..., Any]  # the fixture `visit`
TABLE = "petal,colour,kind\n" + "1.5,r,a\n2.5,g,b\n" * 9


def test_a_value_is_given_only_to_the_sessions_that_brought_it() -> None:
    values = PrivateValues()
    name = values.put("a", TABLE)
    assert is_name(name)
    assert len(name) < 24
    assert (values.get("a", name), values.get("b", name)) == (TABLE, None)
    assert values.put("b", TABLE) == name
    assert values.get("b", name) == TABLE
    values.forget("a")
    assert (values.get("a", name), values.get("b", name)) == (None, TABLE)
    values.forget("b")
    assert len(values) == 0


def test_memory_is_bounded_and_drops_what_was_used_least_recently() -> None:
    values = PrivateValues(most_values=3, most_bytes=10_000)
    first, second, third = (values.put("a", letter * 100) for letter in "xyz")
    values.get("a", first)
    values.put("a", "w")
    assert values.get("a", second) is None
    assert values.get("a", first) == "x" * 100
    large = values.put("a", "v" * 9_950)
    assert [values.get("a", name) is None for name in (first, third, large)] == [True, True, False]
    beyond = values.put("a", "u" * 20_000)
    assert len(values) == 1
    assert values.get("a", beyond) is not None, "the newest is in use"


def test_equal_values_of_many_sessions_are_held_once() -> None:
    values = PrivateValues(most_bytes=10_000)
    for session in range(30):
        values.put(str(session), "x" * 5_000)
    assert len(values) == 1
    assert values.get("0", name_of("x" * 5_000)) is not None


@pytest.mark.parametrize("family", EXPERIMENTS)
def test_every_setting_that_can_hold_a_file_is_private(family: str) -> None:
    """A new family with own data has to declare them: they are texts that may be longer than a link."""
    for key, setting in EXPERIMENTS[family].settings_by_key().items():
        assert setting.kind != "text" or setting.private or _limit(EXPERIMENTS[family], key) <= 200, key


def _limit(family: Any, key: str) -> int:
    section, name = key.split(".")
    field = family.model_fields[section].annotation.model_fields[name]
    return next(one.max_length for one in field.metadata if hasattr(one, "max_length"))


def test_an_own_table_is_not_in_the_address(visit: Open) -> None:
    page = visit("zh", {"fit.lr": "0.1"})
    page.session.change_settings({"data.name": "csv", "data.csv": TABLE, "data.target": "petal"})
    page.at.run()
    assert page.link == {
        "fit.lr": "0.1", "data.name": "csv", "data.csv": name_of(TABLE), "data.target": name_of("petal")
    }  # fmt: skip
    run, address = page.run, dict(page.link)
    page.at.query_params["fit.lr"] = "0.3"
    page.at.session_state[ARRIVING] = True  # as the back button has it
    page.at.run()
    assert not page.errors
    assert (page.session.experiment.data, page.session.experiment.fit.lr) == (run.experiment.data, 0.3)
    elsewhere = visit("zh", address)
    assert not elsewhere.at.exception
    assert len(elsewhere.errors) == 1
    assert "这个链接还需要" in elsewhere.errors[0]
    assert (elsewhere.session.experiment.data.name, elsewhere.session.experiment.fit.lr) == ("circles", 0.1)
    elsewhere.session.change_settings({"data.name": "csv", "data.csv": TABLE})
    elsewhere.at.run()
    elsewhere.at.query_params.update({"data.target": "kind"})
    elsewhere.at.session_state[ARRIVING] = True
    elsewhere.at.run()
    assert elsewhere.session.experiment.data.csv == TABLE
    assert not elsewhere.errors, "whoever brings the same file holds the same name"


def test_data_that_came_in_a_link_are_used_and_stay_in_it(visit: Open) -> None:
    page = visit("en", {"data.name": "csv", "data.csv": TABLE})
    assert not page.errors
    assert page.link == {"data.name": "csv", "data.csv": TABLE}
    page.set_widget("perceptron/net.init", "he")
    assert page.link == {"data.name": "csv", "data.csv": TABLE, "net.init": "he"}


OWN = {  # a name of own data that nobody has brought, on every page that has some
    "perceptron": {"data.name": "csv", "data.csv": "own:0123456789abcdef", "data.target": "own:00000000000000ff"},
    "cnn": {"data.name": "own", "data.images": "own:0123456789abcdef"},
    "recurrent": {"data.name": "text", "data.text": "own:0123456789abcdef"},
    "word2vec": {"data.name": "own", "data.text": "own:0123456789abcdef"},
    "encoder_decoder": {"data.name": "own", "data.own": "own:0123456789abcdef"},
    "transformer": {"data.name": "own", "data.own": "own:0123456789abcdef"},
    "gpt": {"data.name": "own", "data.text": "own:0123456789abcdef"},
    "bert": {"data.name": "own", "data.text": "own:0123456789abcdef"},
    "classical": {"data.name": "csv", "data.csv": "own:0123456789abcdef"},
    "tokens": {"data.text": "own:0123456789abcdef"},
}


@pytest.mark.parametrize("page", OWN)
def test_link_to_missing_data_reports_one_problem(visit: Open, page: str) -> None:
    here = visit("en", OWN[page], page)
    assert not here.at.exception
    assert len(here.errors) == 1, here.errors
    assert "A person's own data stay with the browser tab" in here.errors[0]


def test_a_text_on_disk_is_only_for_the_session_that_brought_it(visit: Open, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("NETS_TEXTS", str(tmp_path))
    name = kept_texts.keep(b"A secret of somebody. " * 200)
    here = visit("en", {"data.name": "own", "data.text": name}, "word2vec")
    assert len(here.errors) == 1
    assert here.session.experiment.data.name != "own"


def test_a_short_text_that_was_typed_is_in_the_link_and_a_file_is_not(visit: Open) -> None:
    page = visit("en", {}, "tokens")
    for text in ("low lower", "x" * (MAX_TYPED + 1)):
        page.at.text_area(key="tokens/text").set_value(text)
        page.at.run()
        assert page.link["data.text"] == (text if len(text) <= MAX_TYPED else name_of(text))
    page.at.file_uploader(key="tokens/file").upload("a.txt", b"short")
    page.at.run()
    assert page.at.text_area(key="tokens/text").value == "short"
    assert page.link["data.text"] == name_of("short")
