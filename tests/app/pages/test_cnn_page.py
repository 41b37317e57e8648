"""The page of convolutional nets, drawn by Streamlit's AppTest in both languages, with real trainings."""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nets.datasets.images.upload_images import FORMATS, read
from tests.support.pages.texts import NAMES, element_data, latin_words
from tests.support.upload_files import png, zip_files
from ui.components import grid, pad
from ui.panels.images.image_input import input_arguments, picture
from ui.text.i18n import _

Open = Callable[..., Any]  # the fixture `visit`
SMALL = {"net.channels": "4,6", "fit.batch": "16", "fit.steps": "40"}
ELSEWHERE = {  # by editors of their own
    "net.channels", "net.kernel", "net.stride", "net.padding", "net.dilation", "net.hidden", "data.images",
    "fit.report",
}  # fmt: skip
TERMS = {"logistic", "CNN", "MLP", "Grad-CAM", "MNIST", "Fashion", *FORMATS}
INSIDE = (
    "unit", "pixel", "weights", "switch", "heat", "patch", "mistakes", "tolerance", "augmented", "transfer",
    "gradients", "activations", "cost",
)  # fmt: skip


@pytest.fixture
def cnn(visit: Open) -> Open:
    """cnn(language, {setting: text}) opens the page with a small net."""
    return lambda language="en", **more: visit(
        language, SMALL | {key.replace("_", ".", 1): text for key, text in more.items()}, "cnn"
    )


def foreign(text: str) -> list[str]:
    """English words that are no terms of textbooks."""
    if text.startswith("$$"):
        return []  # a formula
    known = {part.lower() for term in TERMS for part in term.replace("-", " ").split()}
    return [word for word in latin_words(text) if word.lower() not in known]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_speaks_the_language(cnn: Open, language: str) -> None:
    page = cnn(language)
    assert not page.at.exception
    assert not page.errors
    assert [title.value for title in page.at.title] == ["CNN"]
    settings = page.session.experiment.settings_by_key()
    matter = {key for key, setting in settings.items() if setting.matters(page.session.experiment)}
    drawn = {key.removeprefix("cnn/") for key in page.shown_keys() if key.startswith("cnn/")}
    assert drawn == matter - ELSEWHERE
    for key in drawn - {"data.classes"}:
        assert page.at.get_by_key(f"cnn/{key}").label.startswith(_(settings[key].title))


@pytest.mark.slow
@pytest.mark.parametrize("data", ["digits", "mnist1d"])
def test_every_inspector_draws_and_the_chinese_page_has_no_english(cnn: Open, data: str) -> None:
    page = cnn("zh", data_name=data)
    said = page.strings()
    page.train(3)
    for inspector in INSIDE:
        page.set_widget("inspector", inspector)
        page.train(page.run.index + 1)
        page.at.run()
        assert not page.at.exception, inspector
        assert not page.errors, inspector
        assert page.run.problem is None, (inspector, page.run.problem)
        said += page.strings()
    assert not {text: foreign(text) for text in said if text not in NAMES and foreign(text)}


@pytest.mark.parametrize("inspector", INSIDE)
def test_an_inspector_is_answered(cnn: Open, inspector: str) -> None:
    page = cnn()
    page.set_widget("inspector", inspector)
    page.train(2)
    page.at.run()
    waiting = [caption.value for caption in page.at.caption if caption.value == "Waiting for the net …"]
    assert not waiting


def test_the_sums_of_a_unit_are_those_of_the_probe(cnn: Open) -> None:
    page = cnn()
    page.train(2)
    page.set_widget("inspector", "pixel")
    page.train(3)
    data, found = element_data(page, "pixel"), page.run.probe_answers.answers["channel"]
    numbers = {name: np.frombuffer(b64decode(data[name]), "<f4") for name in ("inputs", "kernels", "sums", "output")}
    image, kernel = numbers["inputs"].reshape(8, 8), numbers["kernels"].reshape(3, 3)
    wide = np.pad(image, 1)
    patch = wide[3:6, 2:5]  # of the pixel in row 3, column 2
    assert (patch * kernel).sum() + data["bias"] == pytest.approx(numbers["sums"].reshape(8, 8)[3, 2], abs=1e-5)
    assert np.allclose(numbers["output"].reshape(8, 8), np.maximum(found["sum"], 0))


def test_blocks_are_edited(cnn: Open) -> None:
    page = cnn()
    page.set_widget("net.channels/count", 3)
    assert page.session.experiment.net.channels == (4, 6, 6)
    page.set_widget("net.channels/2", 9)
    page.set_widget("each-block", True)
    assert page.session.experiment.net.kernel == (3, 3, 3)
    page.set_widget("net.stride/0", 2)
    assert len(page.errors) == 1, "the maps would be too small to pool"
    page.set_widget("cnn/net.pool", "none")
    page.set_widget("net.stride/0", 2)
    assert not page.errors
    assert page.session.experiment.net.stride == (2, 1, 1)
    page.set_widget("net.channels/count", 2)
    assert page.session.experiment.net.stride == (2, 1)
    page.set_widget("each-block", False)
    assert page.session.experiment.net.stride == (2,)
    page.set_widget("net.hidden/count", 1)
    page.set_widget("net.hidden/0", 20)
    assert page.session.experiment.net.hidden == (20,)
    page.train(2)
    assert not page.at.exception


def drawn(page: Any, edge: int = 8, ink: int = 255) -> None:
    """What the pad's callback does when a stroke has arrived."""
    picture(page.session).drawing = np.full((edge, edge), ink, np.uint8)
    picture(page.session).source = "drawn"
    page.at.run()


def test_a_drawing_is_looked_at_and_follows_the_data(cnn: Open) -> None:
    page = cnn()
    page.train(1)
    drawn(page)
    page.train(2)
    found = page.run.probe_answers.answers["feature_maps"]
    assert (str(found["part"]), int(found["truth"])) == ("drawn", -1)
    assert (found["image"] == 1.0).all()
    page.set_widget("cnn/data.name", "mnist1d")
    assert not page.at.exception
    page.train(1)
    assert page.at.segmented_control(key="picture/source").value == "test", "a signal cannot be drawn"
    assert str(page.run.probe_answers.answers["feature_maps"]["part"]) == "test"


def test_the_image_is_moved(cnn: Open) -> None:
    page = cnn()
    page.train(1)
    before = page.run.probe_answers.answers["feature_maps"]["image"]
    page.set_widget("picture/across", 0.25)
    assert input_arguments(page.session)["shift"] == (0.25, 0.0)
    moved = page.run.probe_answers.answers["feature_maps"]["image"]
    assert np.allclose(moved[0, :, 2:], before[0, :, :-2], atol=1e-5)
    page.at.button(key="picture/still").click()
    page.at.run()
    assert "shift" not in input_arguments(page.session)


def test_a_kernel_number_is_written_and_taken_back(cnn: Open) -> None:
    page = cnn()
    page.train(1)
    picture(page.session).cell = (0, 1, 1)
    page.set_widget("inspector", "unit")
    page.train(2)
    before = page.run.probe_answers.answers["channel"]["kernels"][0, 1, 1]
    page.set_widget("kernel/value", 3.0)
    assert page.run.probe_answers.answers["channel"]["kernels"][0, 1, 1] == 3.0
    assert any("→" in each.value for each in page.at.markdown)
    page.at.button(key="kernel/undo").click()
    page.at.run()
    assert page.run.probe_answers.answers["channel"]["kernels"][0, 1, 1] == before
    assert not page.run.edits


def test_maps_are_switched_off(cnn: Open) -> None:
    page = cnn()
    page.train(5)
    page.set_widget("inspector", "switch")
    page.set_widget("switch/blocks.0/4", [0, 1, 2, 3])
    page.train(6)
    found = page.run.probe_answers.answers["map_ablation"]
    assert found["channels"].tolist() == [0, 1, 2, 3]
    assert not np.allclose(found["before"], found["after"])
    shown = element_data(page, "scores/ablation/after")["head"]["values"]
    assert np.allclose(shown, found["after"], atol=1e-6)


def test_an_mlp_of_equal_size_trains_beside_it(cnn: Open) -> None:
    page = cnn()
    page.set_widget("beside/mlp", True)
    page.train(2)
    (run,) = page.session.comparison_runs.runs.values()
    assert run.experiment.net.kind == "mlp"
    ours, theirs = page.session.experiment.parameters, run.experiment.parameters
    assert abs(theirs - ours) < 0.15 * ours
    page.set_widget("beside/mlp", False)
    assert not page.session.comparison_runs.runs


def packed() -> bytes:
    """A zip with two classes of small images."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for label, colour in (("dark", 20), ("light", 220)):
            for number in range(6):
                image = io.BytesIO()
                Image.new("RGB", (12, 12), (colour, colour + number, colour)).save(image, "PNG")
                archive.writestr(f"{label}/{number}.png", image.getvalue())
    return file.getvalue()


@pytest.mark.parametrize("colour", [False, True])
def test_own_images_are_learnt(cnn: Open, colour: bool) -> None:
    page = cnn(data_name="own", data_images=read(packed(), 12, colour).text)
    assert not page.errors
    page.train(3)
    assert not page.at.exception
    strip = element_data(page, "strip")
    assert strip["head"]["names"] == ["dark", "light"]
    assert strip["input"]["stack"]["colours"] == (3 if colour else 1)


def test_data_that_were_not_downloaded_are_one_sentence(cnn: Open, monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setenv("NETS_DATA", str(tmp_path))
    page = cnn()
    page.set_widget("cnn/data.name", "fashion_mnist")
    assert len(page.errors) == 1
    assert page.at.get_by_key("cnn/data.name").value == "digits"


NONSENSE = [None, 5, "x", {}, {"pixels": "AAAA"}, {"pixels": "!", "edge": 2}, {"pixels": "AAAA", "edge": 9999}]
NONSENSE += [{"pixels": "AAAA", "edge": float("nan")}, {"pixels": ["A"], "edge": 1}]
NONSENSE += [{"pixels": "AAAA", "edge": float("inf")}, {"pixels": "AAAA", "edge": 10**400}]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_of_a_pad_is_no_image(said: Any) -> None:
    assert pad.parse_image(said) is None


def test_a_pads_image_is_read() -> None:
    image = np.arange(64, dtype=np.uint8).reshape(8, 8)
    assert (pad.parse_image({"pixels": b64encode(image.tobytes()).decode(), "edge": 8}) == image).all()


@pytest.mark.parametrize("said", [None, [1, 2], ["a"] * 9, [float("inf")] * 9, [[1], [2, 3]]])
def test_nonsense_of_a_table_is_no_kernel(said: Any) -> None:
    assert grid.parse_numbers(said, (3, 3)) is None


def test_a_kernel_in_the_sandbox_counts_for_the_challenge(cnn: Open) -> None:
    page = cnn()
    page.train(1)
    page.session.challenge_progress.attempts = [SimpleNamespace(kernel=np.array([[-1.0, 0, 1]] * 3))]
    page.at.run()
    assert "vertical" in page.session.challenge_progress.reached


def test_a_zip_of_images_is_learnt_from_the_file(cnn: Open) -> None:
    page = cnn("en")
    page.train(2)
    run = page.run
    page.at.file_uploader(key="own_images").upload("x.zip", b"PK\x03\x04 no zip")
    page.at.run()
    page.at.run()
    assert len(page.errors) == 1
    assert page.run is run
    data = zip_files({f"{name}/{i}.png": png((20, 20), colour=90 * i) for name in ("猫", "狗") for i in range(3)})
    page.at.file_uploader(key="own_images").upload("y.zip", data)
    page.at.run()
    page.at.run()
    assert not page.errors
    assert page.session.experiment.data.name == "own"
    assert any("Read" in text and "猫" in text for text in page.strings())
