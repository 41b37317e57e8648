"""Images that are nothing like those an autoencoder learnt from: other digits, shuffled pixels, pieces of a photo."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from nets.datasets.images.sklearn_images import photo
from nets.models.autoencoder.examples import images
from nets.models.autoencoder.settings import Data

MOST = 200  # images of a kind
KINDS = ("others", "turned", "shuffled", "photo")


def strangers(data: Data, test: Tensor, shape: tuple[int, ...]) -> dict[str, Tensor]:
    """Up to 200 images of each kind, as rows of pixels (N, D) from 0 to 1.

    "others", where there are classes that are not learnt: their test images; "turned": test images on their side;
    "shuffled": test images with the same pixels in an order of chance; "photo": pieces of a photograph.
    """
    rng = np.random.default_rng([data.seed, 7])
    few = test[:MOST]
    found = {"others": _others(data)} if 0 < len(data.classes) < 10 else {}
    turned = few.reshape(-1, *shape).rot90(dims=(2, 3)).flatten(1)
    order = torch.from_numpy(rng.permuted(np.tile(np.arange(few.shape[1]), (len(few), 1)), axis=1))
    return found | {"turned": turned, "shuffled": few.gather(1, order), "photo": _pieces(shape[-1], rng)}


def _others(data: Data) -> Tensor:
    """Test images of the classes that are not learnt."""
    held = images(data, [number for number in range(10) if number not in data.classes])
    return torch.from_numpy(held.test.pixels[:MOST]).flatten(1).float() / held.white


def _pieces(edge: int, rng: np.random.Generator) -> Tensor:
    """Square pieces of the photo with this edge, from places of chance."""
    whole = photo()
    corners = rng.integers(0, len(whole) - edge, (MOST, 2))
    pieces = np.stack([whole[row : row + edge, column : column + edge] for row, column in corners])
    return torch.from_numpy(pieces.reshape(MOST, -1).astype(np.float32))
