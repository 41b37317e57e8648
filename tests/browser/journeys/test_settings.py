"""Settings that nobody chose: an address has one meaning in a tab that had another, and an emptied field keeps its
number, in a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest

from nets.models.bert.experiment import Bert
from nets.models.cnn.experiment import Convolutional
from nets.models.perceptron.experiment import Perceptron
from nets.models.recurrent.experiment import Recurrent

PAGES = {
    "recurrent": (Recurrent(), "fit.lr=0.01"),  # its rate is on no grid of the slider
    "perceptron": (Perceptron(), "net.hidden=5,3&fit.lr=0.1&fit.steps=500"),
    "cnn": (Convolutional(), "fit.lr=0.03&fit.batch=100"),
    "bert": (Bert(), "fit.lr=0.003&fit.batch=100"),
}


def test_plain_address_opens_the_defaults_in_a_tab_with_other_settings(tab: Any) -> None:
    here = tab("/")
    for page, (usual, link) in PAGES.items():
        here.open(f"/{page}?{link}").ready()
        here.press("step")
        here.wait(lambda: here.step() == 1)
        here.open(f"/{page}")
        back = here.page.locator(".st-key-fix-back button:visible").first
        back.wait_for()  # the server knows whose tab it is: it has kept the run
        here.wait(lambda: here.step() == 0)
        here.press("step")  # the browser sends what its widgets hold
        here.wait(lambda: here.step() == 1)
        assert here.page.url == f"{here.url}/{page}"
        values = [shown_value(here, page, name) for name in ("lr", "batch")]
        assert values == [f"{usual.fit.lr:g}", f"{usual.fit.batch:g}"]
        back.click()
        here.wait(lambda link=link: here.page.url.replace("%2C", ",").endswith(f"?{link}"))
        rate = link.partition("fit.lr=")[2].partition("&")[0]
        here.wait(lambda page=page, rate=rate: shown_value(here, page, "lr") == rate)


def shown_value(here: Any, page: str, name: str) -> str:
    """Return what the widget of a setting of the training shows."""
    return str(here.settings_by_key()[f"st-key-{page}-fit-{name}"])


@pytest.mark.parametrize("nonsense", ["", "abc"])
def test_number_field_keeps_its_number_when_emptied(tab: Any, nonsense: str) -> None:
    here = tab("/perceptron?net.hidden=4,2").ready()
    enter(here, "layers-width-0", "7")
    here.wait(lambda: here.address_setting("net.hidden") == "7%2C2")
    enter(here, "perceptron-fit-steps", "500")
    here.wait(lambda: here.address_setting("fit.steps") == "500")
    weight = here.page.locator(".st-key-neuron-value input")
    here.repeat_until(here.page.locator(".network .unit").nth(3).click, weight.is_visible)
    enter(here, "neuron-value", "1.5")
    here.page.locator(".st-key-neuron-undo button:enabled").wait_for()
    for key, text in {"layers-width-0": "7", "perceptron-fit-steps": "500", "neuron-value": "1.5000"}.items():
        field = here.page.locator(f".st-key-{key} input")
        here.wait(lambda field=field, text=text: field.input_value() == text)
        enter(here, key, nonsense)
        assert field.input_value() == text
    assert (here.address_setting("net.hidden"), here.address_setting("fit.steps")) == ("7%2C2", "500")


def test_number_field_reads_powers_of_ten_and_a_comma_and_names_its_bounds(tab: Any) -> None:
    here = tab("/perceptron?net.hidden=5,2&lang=zh").ready()
    enter(here, "perceptron-fit-steps", "1e3")
    here.wait(lambda: here.address_setting("fit.steps") == "1000")
    enter(here, "layers-width-0", "-5")
    here.page.get_by_text("请输入 1 到 128 之间的整数。目前仍为 5。").wait_for()
    assert here.page.locator(".st-key-layers-width-0 input").input_value() == "-5"
    weight = here.page.locator(".st-key-neuron-value input")
    here.repeat_until(here.page.locator(".network .unit").nth(3).click, weight.is_visible)
    enter(here, "neuron-value", "2,5")
    here.page.locator(".st-key-neuron-undo button:enabled").wait_for()
    assert weight.input_value() == "2.5000"
    assert here.address_setting("net.hidden") == "5%2C2"


def enter(here: Any, key: str, text: str) -> None:
    """Empty a field and type a text into it."""
    field = here.page.locator(f".st-key-{key} input")
    field.fill("")
    field.press_sequentially(text)
    field.press("Enter")
