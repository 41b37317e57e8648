"""From the data settings to images: the same sets and the same split as the convolutional nets have; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.models.autoencoder.settings import Data
from nets.models.cnn import settings
from nets.models.cnn.examples import Examples, about, chosen
from nets.models.cnn.examples import examples as labelled

__all__ = ["images", "parts", "shape"]


def images(data: Data, classes: Sequence[int] = ()) -> Examples:
    """The images, split and shuffled, with the digits they show; of these classes, else of those that are learnt."""
    same = _same(data)
    return labelled(same, tuple(classes) or data.classes or chosen(same), data.examples)


def shape(data: Data) -> tuple[int, ...]:
    """The shape of one image, (1, H, W)."""
    return about(_same(data)).shape


def parts(data: Data) -> dict[str, int]:
    """About how many images there are of each part."""
    counts = about(_same(data)).counts
    total = sum(counts[number] for number in data.classes or range(len(counts)))
    training = round(data.train_share * total)
    return {"train": min(data.examples or training, training), "test": max(1, total - training)}


def _same(data: Data) -> settings.Data:
    """The settings under which a convolutional net would get these images."""
    return settings.Data(name=data.name, examples=data.examples, train_share=data.train_share, seed=data.seed)
