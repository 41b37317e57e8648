"""From the data settings to images: the same sets and the same split as the convolutional nets have; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.models.autoencoder.settings import Data
from nets.models.cnn import settings
from nets.models.cnn.examples import Examples, about, chosen
from nets.models.cnn.examples import examples as labelled

__all__ = ["images", "parts", "shape"]


def images(data: Data, classes: Sequence[int] = ()) -> Examples:
    """Return the images, split and shuffled, with their digits; of these classes, by default those of the settings."""
    same = _same(data)
    return labelled(same, tuple(classes) or data.classes or chosen(same), data.examples)


def shape(data: Data) -> tuple[int, ...]:
    """Return the shape of one image, (1, H, W)."""
    return about(_same(data)).shape


def parts(data: Data) -> dict[str, int]:
    """Return the number of images of each part, up to rounding."""
    counts = about(_same(data)).counts
    total = sum(counts[number] for number in data.classes or range(len(counts)))
    training = round(data.train_share * total)
    return {"train": min(data.examples or training, training), "test": max(1, total - training)}


def _same(data: Data) -> settings.Data:
    """Return the data settings of the convolutional nets for these images."""
    return settings.Data(name=data.name, examples=data.examples, train_share=data.train_share, seed=data.seed)
