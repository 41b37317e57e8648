"""Strips of digits: what they are made of, and that the test holds nothing that training shows."""

from __future__ import annotations

import numpy as np
import pytest

from nets.datasets.images import upload_strip as own_strip
from nets.datasets.images.digit_strips import (
    DIGIT_EDGE_SHARE,
    EDGES,
    WHITE,
    Layout,
    compose,
    digit_words,
    draw,
    images,
    side_by_side,
)
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import part, targets
from nets.models.captioner.settings import Data
from tests.support.upload_files import handwriting

LAYOUT = Layout(8, 4, 0.4, 0.25, 0.0)


def test_combinations_and_images_of_the_test_are_in_no_training_strip() -> None:
    train, test = (draw("digits", LAYOUT, 3000, 0.2, held, 0) for held in (False, True))
    shown, unseen = ({tuple(row) for row in strips.digits.tolist()} for strips in (train, test))
    assert not shown & unseen
    assert {sum(digit >= 0 for digit in row) for row in unseen} == {2, 3, 4}
    ours, theirs = (images("digits", held, 0)[0] for held in (False, True))
    assert len(ours) + len(theirs) == 1797
    for strips, pool in ((train, ours), (test, theirs)):
        known = {image.tobytes() for image in pool}
        for row in range(20):
            left = int(strips.left[row, 0])
            tall = strips.pixels[row, 0, :, left : left + 8]
            assert any(tall[top : top + 8].tobytes() in known for top in range(5))


def test_digits_stand_where_it_says_and_do_not_touch() -> None:
    strips = draw("digits", LAYOUT, 200, 0.2, False, 3)
    assert strips.pixels.shape == (200, 1, 12, 48)
    for pixels, digits, left in zip(strips.pixels[:, 0], strips.digits, strips.left, strict=True):
        count = int((digits >= 0).sum())
        assert (left[count:] == -1).all()
        gaps = np.diff(left[:count])
        assert (gaps >= 8).all()
        assert (gaps <= 8 + 3).all()
        assert left[0] >= 0
        assert left[count - 1] + 8 <= 48
        taken = np.zeros(48, bool)
        for start in left[:count]:
            taken[start : start + 8] = True
        assert not pixels[:, ~taken].any()


def test_noise_is_as_strong_as_it_says_and_equal_settings_give_equal_strips() -> None:
    square, there = np.zeros((400, 1, 8, 8), np.uint8), np.ones((400, 1), bool)
    made, _left = compose(square + 128, there, Layout(8, 2, 0.2, 0.0, 0.1), np.random.default_rng(0))
    assert made[:, 2:10].max(axis=(1, 2)).min() > 128
    plain, _left = compose(square, there, Layout(8, 2, 0.2, 0.0, 0.1), np.random.default_rng(0))
    assert plain.astype(float).mean() == pytest.approx(0.1 * WHITE / np.sqrt(2 * np.pi), rel=0.05), "cut off at black"
    first, second = (draw("digits", LAYOUT, 20, 0.2, False, 5).pixels for _again in range(2))
    assert (first == second).all()
    assert (draw("digits", LAYOUT, 20, 0.2, False, 5, another=1).pixels != first).any()


def test_words_are_those_of_the_digits_and_the_end_follows() -> None:
    assert digit_words(np.array([3, 7, 1, -1]), "en") == ("three", "seven", "one")
    assert digit_words(np.array([3, 7, 1, -1]), "zh") == ("三", "七", "一")
    assert targets(np.array([[3, 7, -1], [0, 1, 9]])).tolist() == [[5, 9, 1, 0], [2, 3, 11, 1]]
    data = Data(examples=100, longest=2)
    assert part(data, False).digits.shape == (100, 2)


def test_own_digits_stand_in_the_middle() -> None:
    squares = [np.full((8, 8), 200, np.uint8), np.full((8, 8), 100, np.uint8)]
    strip = side_by_side(squares, LAYOUT, 3)
    rows, columns = np.nonzero(strip)
    assert (rows.min(), rows.max()) == (2, 9)
    assert (columns.min(), columns.max()) == (14, 32)
    assert not strip[:, 22:25].any()
    assert side_by_side(squares * 2, LAYOUT, 40).max() == 200, "a gap that does not fit becomes one that does"


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "I;16", "LA"])
@pytest.mark.parametrize("name", ["digits", "mnist5k"])
def test_a_picture_of_any_mode_becomes_bright_ink_on_black(mode: str, name: str) -> None:
    picture = own_strip.read(handwriting(mode))
    layout = Layout(EDGES[name], 4, 0.3, 0.2, 0.0)
    strip = own_strip.fitted(picture, layout, DIGIT_EDGE_SHARE[name])
    assert strip.shape == layout.shape
    assert strip.max() == WHITE
    assert strip[0].max() == 0
    tall = np.flatnonzero(strip.any(axis=1))
    wide = np.flatnonzero(strip.max(axis=0) > 100)
    assert len(tall) <= round(DIGIT_EDGE_SHARE[name] * layout.edge) + 1
    assert 2 <= len(wide) < layout.shape[1]
    assert len(picture.notes) == 1, "that it was turned over"


def test_bright_ink_stays_and_bad_files_are_one_sentence() -> None:
    assert not own_strip.read(handwriting("L", ground=10, ink=250)).notes
    for content in (b"", b"no picture", handwriting("L")[:120], handwriting("L", ground=100, ink=104)):
        with pytest.raises(Problem) as found:
            own_strip.read(content)
        assert str(found.value).strip()
