"""Images that come with scikit-learn, against scikit-learn's own reading of them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_sample_image

from nets.datasets.images import sklearn_images as packaged
from nets.experiment.user_error import Problem


def test_the_digits_are_scikit_learns() -> None:
    pixels, labels = packaged.digits()
    wanted = load_digits()
    np.testing.assert_array_equal(pixels[:, 0], wanted.images)
    np.testing.assert_array_equal(labels, wanted.target)
    assert (pixels.dtype, labels.dtype) == (np.uint8, np.int64)


def test_the_photo_is_scikit_learns_in_grey_and_small() -> None:
    photo = packaged.photo()
    assert photo.shape == (packaged.PHOTO, packaged.PHOTO)
    assert 0 <= photo.min() < 0.1 < 0.9 < photo.max() <= 1
    whole = load_sample_image("china.jpg").mean(axis=2) / 255
    middle = whole[:, (640 - 427) // 2 : (640 - 427) // 2 + 427]
    blocks = [np.array([[part.mean() for part in np.array_split(row, 8, 1)] for row in np.array_split(one, 8, 0)])
              for one in (photo, middle)]  # fmt: skip
    assert np.abs(blocks[0] - blocks[1]).max() < 0.05


def test_scikit_learn_is_not_imported() -> None:
    code = "import sys; from nets.datasets.images import sklearn_images as images\n"
    code += "images.digits(); images.photo(); print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "find_spec", lambda name: None)
    with pytest.raises(Problem, match="scikit-learn, which is not installed"):
        packaged.photo.__wrapped__()
