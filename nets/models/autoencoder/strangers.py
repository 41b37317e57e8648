"""Images unlike those an autoencoder learnt from: other digits, shuffled pixels, pieces of a photo."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from nets.datasets.images.sklearn_images import photo
from nets.models.autoencoder.examples import images
from nets.models.autoencoder.settings import Data

MAX_IMAGES = 200  # images of a kind
KINDS = ("others", "turned", "shuffled", "photo")


def strangers(data: Data, test: Tensor, shape: tuple[int, ...]) -> dict[str, Tensor]:
    """Return up to 200 images of each kind, as rows of pixels (N, D) from 0 to 1.

    Returns:
        "others", test images of classes that are not learnt, if there are any; "turned", test images on their side;
        "shuffled", test images with their pixels in random order; "photo", pieces of a photograph.
    """
    rng = np.random.default_rng([data.seed, 7])
    first = test[:MAX_IMAGES]
    others = {"others": _others(data)} if 0 < len(data.classes) < 10 else {}
    turned = first.reshape(-1, *shape).rot90(dims=(2, 3)).flatten(1)
    order = torch.from_numpy(rng.permuted(np.tile(np.arange(first.shape[1]), (len(first), 1)), axis=1))
    return others | {"turned": turned, "shuffled": first.gather(1, order), "photo": _pieces(shape[-1], rng)}


def _others(data: Data) -> Tensor:
    """Return test images of the classes that are not learnt, (N, D)."""
    unlearnt = images(data, [number for number in range(10) if number not in data.classes])
    return torch.from_numpy(unlearnt.test.pixels[:MAX_IMAGES]).flatten(1).float() / unlearnt.white


def _pieces(edge: int, rng: np.random.Generator) -> Tensor:
    """Return square pieces of the photo with this edge, from random positions, (N, D)."""
    whole = photo()
    corners = rng.integers(0, len(whole) - edge, (MAX_IMAGES, 2))
    pieces = np.stack([whole[row : row + edge, column : column + edge] for row, column in corners])
    return torch.from_numpy(pieces.reshape(MAX_IMAGES, -1).astype(np.float32))
