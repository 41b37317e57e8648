"""A user saves charts, the plane and the net as files in a real Chromium; the files hold the values of the run."""

from __future__ import annotations

import csv
import io
import struct
from xml.etree import ElementTree

import numpy as np
import pytest

from nets.models.perceptron.examples import on_plane
from nets.models.perceptron.experiment import Perceptron
from nets.training.trainer_state import Training

ASKED = {"fit.steps": "200", "fit.seed": "3"}
TITLES = {"en": ("Loss", "Step", "training", "test"), "zh": ("损失", "步", "训练", "测试")}
LINK = "&".join(f"{key}={value}" for key, value in ASKED.items())
CHART = '[data-testid="stFullScreenFrame"]:has(.stVegaLiteChart)'
MENUS = {
    "en": ["Picture (PNG)", "Drawing (SVG)", "Data (CSV)", "Full screen"],
    "zh": ["图片（PNG）", "矢量图（SVG）", "数据（CSV）", "全屏"],
}


@pytest.fixture(scope="module")
def expected():
    """The same training in this process: equal experiments have equal numbers."""
    training = Training(Perceptron.from_strings(ASKED))
    figures = {name: {0: value} for name, value in training.measure().figures.items()}
    while not training.over:
        step = training.update()
        for name, value in step.figures.items():
            figures.setdefault(name, {})[step.index] = value
    return training, figures


@pytest.fixture
def open_trained(tab):
    """open_trained(language) opens the page and trains the run to its end."""

    def opened(language: str):
        here = tab(f"/perceptron?{LINK}&lang={language}").ready()
        here.press("play")
        here.wait(lambda: here.step() == 200 and {"en": "done", "zh": "已完成"}[language] in here.status())
        here.page.locator(f"{CHART} .nets-save").first.wait_for()
        here.page.wait_for_timeout(1500)  # the last frame comes a while after the status on a busy machine
        return here

    return opened


def menu(here, place):
    """Open the menu of the chart, plane or net in `place` and return its items."""
    place.locator(".nets-save").first.click()
    return here.page.locator(".nets-save-menu button").all_inner_texts()


def save(here, place, item):
    """Press an item of the menu and return the name and bytes of its file."""
    menu(here, place)
    with here.page.expect_download() as download:
        here.page.get_by_role("menuitem", name=item, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def csv_rows(content):
    """Return the rows of a CSV file, beginning with its heads."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def png_size(content):
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


def svg_texts(content):
    """Return the root of an SVG and all its texts."""
    root = ElementTree.fromstring(content)
    return root, [text.strip() for text in root.itertext() if text.strip()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_files_hold_the_values_of_the_run(open_trained, expected, language):
    here, (training, figures) = open_trained(language), expected
    check_loss_curve(here, figures, language)
    if language == "en":
        check_net(here, training)
        check_tables(here)
    else:
        check_plane(here, training)
        check_full_screen(here)
    assert here.complaints == []


def check_loss_curve(here, figures, language):
    place = here.page.locator(CHART).first
    assert menu(here, place) == MENUS[language]
    here.page.keyboard.press("Escape")
    assert here.page.locator(".nets-save-menu").count() == 0
    loss, step, train, test = TITLES[language]
    name, content = save(here, place, MENUS[language][2])
    assert name == f"{loss}.csv"
    (heads, *rows) = csv_rows(content)
    assert (heads[1], heads[-1]) == (step, loss)
    for title, figure in ((train, "train_loss"), (test, "test_loss")):
        values_by_step = {int(row[1]): float(row[-1]) for row in rows if row[0] == title}
        assert values_by_step == pytest.approx(figures[figure], rel=1e-6)
    name, content = save(here, place, MENUS[language][1])
    root, texts = svg_texts(content)
    assert name == f"{loss}.svg"
    assert {loss, step, train, test} <= set(texts)
    alt = place.locator(".stVegaLiteChart").get_attribute("aria-label")
    assert root.find("{http://www.w3.org/2000/svg}title").text == alt
    lines = [path.get("d") for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("stroke-width") == "2"]
    assert max(len(path or "") for path in lines) > 200, "a line of many points"
    name, content = save(here, place, MENUS[language][0])
    assert name == f"{loss}.png"
    assert png_size(content) == tuple(2 * int(root.get(side)) for side in ("width", "height"))
    assert len(content) > 5000


def check_plane(here, training):
    place = here.page.locator(".plane").first
    assert menu(here, place) == ["图片（PNG）", "数据点（CSV）", "平面上的回答（CSV）"]
    here.page.keyboard.press("Escape")
    name, content = save(here, place, "图片（PNG）")
    assert (name, png_size(content)) == ("平面.png", (1040, 1040))
    assert len(content) > 20_000
    (heads, *rows) = csv_rows(save(here, place, "数据点（CSV）")[1])
    xy, targets, test = on_plane(training.experiment.data)
    assert heads == ["x₁", "x₂", "真实值", "数据部分"]
    assert np.array([row[:2] for row in rows], float) == pytest.approx(xy, abs=0.001)
    assert [row[3] == "测试" for row in rows] == test.tolist()
    assert len({(row[2], target) for row, target in zip(rows, targets.tolist(), strict=True)}) == 2
    (heads, *rows) = csv_rows(save(here, place, "平面上的回答（CSV）")[1])
    answers = np.array(rows, float)
    side = round(len(answers) ** 0.5)
    assert (heads, side**2) == (["x₁", "x₂", "回答"], len(answers))
    assert answers[0, :2] == pytest.approx([-6 + 6 / side] * 2, abs=1e-3)
    assert answers[:, 2].min() < -0.05 < 0.05 < answers[:, 2].max()


def check_net(here, training):
    place = here.page.locator(".network").first
    assert menu(here, place) == ["Picture (PNG)", "Drawing (SVG)", "Weights (CSV)"]
    here.page.keyboard.press("Escape")
    name, content = save(here, place, "Weights (CSV)")
    heads, *rows = csv_rows(content)
    assert (name, heads) == ("Net.csv", ["From", "To", "Weight"])
    net = training.named
    names = [f"{layer}.{kind}" for layer in ("hidden.0", "hidden.1", "output") for kind in ("weight", "bias")]
    expected = [value for name in names for value in net[name].flatten().tolist()]
    assert [float(row[2]) for row in rows] == pytest.approx(expected, rel=1e-3, abs=1e-4)
    assert rows[0][:2] == ["Inputs, x₁", "Layer 1, 1"]
    root, texts = svg_texts(save(here, place, "Drawing (SVG)")[1])
    assert {"Inputs", "Layer 1", "Layer 2", "Output", "answer"} <= set(texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}image"))) == 2 + 4 + 2 + 1
    size = png_size(save(here, place, "Picture (PNG)")[1])
    assert size == pytest.approx([2 * float(root.get(side)) for side in ("width", "height")], abs=2)


def check_tables(here):
    here.page.get_by_text("Cost", exact=True).click()
    place = here.page.locator('[data-testid="stElementContainer"]', has=here.page.locator("table")).first
    place.locator(".nets-save").wait_for()
    heads, *rows = csv_rows(save(here, place, "Data (CSV)")[1])
    assert heads == ["Layer", "Layer 1", "Layer 2", "Output", "All"]
    assert ["Parameters", "12", "10", "3", "25"] in rows
    with here.page.expect_download() as download:
        here.page.locator(".st-key-runs-csv button").click()
    heads, row = csv_rows(download.value.path().read_bytes())
    assert (heads[:2], row[:2]) == (["#", "Run"], ["1", "Run 1 (at hand)"])
    assert float(row[heads.index("Test loss")]) == pytest.approx(here.wait_for_number("test loss"), rel=1e-3)
    assert row[heads.index("Steps trained")] == "200.0"


def check_full_screen(here):
    place = here.page.locator(CHART).first
    menu(here, place)
    narrow = place.locator(".stVegaLiteChart").bounding_box()["width"]
    here.page.get_by_role("menuitem", name="全屏").click()
    here.wait(lambda: place.locator(".stVegaLiteChart").bounding_box()["width"] > 1.5 * narrow)
    assert "退出全屏" in menu(here, place)
    here.page.get_by_role("menuitem", name="退出全屏").click()
    here.wait(lambda: place.locator(".stVegaLiteChart").bounding_box()["width"] < 1.2 * narrow)
