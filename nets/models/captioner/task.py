"""What a captioner learns from: strips of digits with their words, the loss, and figures about both parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.images.digit_strips import WHITE
from nets.models.captioner.examples import layout, learnt, part, targets, vocabulary
from nets.models.captioner.judge import figures_of, loss_of
from nets.models.captioner.settings import Data
from nets.models.cnn.task import Pixels, spread
from nets.training.step import Evaluated

MAX_TRAINING, MAX_TEST = 100, 300  # strips of either part that a report looks at
MAX_SAMPLED = 32


class Captions:
    """Strips and what is written below them; implements `nets.training.task.Task`.

    `inputs`, indexed by tensors and slices, gives standardised strips (B, 1, H, W): every pixel less the mean of all
    training pixels, over their deviation. `targets` (N, T) int64 are words by number with the end, 0 behind it. The
    `test_` two are the test part. `vocabulary` are the words.
    """

    flat = False
    white = float(WHITE)

    def __init__(self, data: Data) -> None:
        self.data, self.vocabulary, self.layout = data, vocabulary(data), layout(data)
        train, test = part(data, test=False), part(data, test=True)
        self.mean, self.deviation = spread(train.pixels)
        self.inputs = Pixels(torch.from_numpy(train.pixels), self.mean, self.deviation)
        self.test_inputs = Pixels(torch.from_numpy(test.pixels), self.mean, self.deviation)
        self.targets = torch.from_numpy(learnt(data))
        self.test_targets = torch.from_numpy(targets(test.digits))
        self.size = len(self.targets)
        self.shape = tuple(train.pixels.shape[1:])
        self.sample = self.inputs[:MAX_SAMPLED]
        self.seen = {
            "train": (self.inputs[:MAX_TRAINING], self.targets[:MAX_TRAINING]),
            "test": (self.test_inputs[:MAX_TEST], self.test_targets[:MAX_TEST]),
        }

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """The mean cross-entropy of the words of the training strips at `indices` (B,)."""
        captions = self.targets[indices]
        return loss_of(net.decode(self.inputs[indices], captions)[0], captions)

    def report(self, net: Any) -> dict[str, float]:
        """Return the figures of `judge.py` for the first 100 training strips and the first 300 test strips."""
        return {
            f"{part}_{name}": value
            for part, (x, captions) in self.seen.items()
            for name, value in figures_of(net, x, captions).items()
        }

    @property
    def evaluated(self) -> Evaluated:
        """The strips that a report evaluates."""
        return Evaluated(len(self.seen["train"][1]), len(self.seen["test"][1]))

    def whole(self, net: Any) -> dict[str, float]:
        """Figures of every test strip."""
        figures = figures_of(net, self.test_inputs[:], self.test_targets)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(self.test_targets)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Both parts as bytes, with the mean and the deviation that standardise them."""
        parts = {"inputs": self.inputs.raw, "targets": self.targets}
        parts |= {"test_inputs": self.test_inputs.raw, "test_targets": self.test_targets}
        figures = {"mean": self.mean, "deviation": self.deviation}
        return {name: part.numpy() for name, part in parts.items()} | {
            name: np.array(value) for name, value in figures.items()
        }

    def embedding(self, net: Any) -> Tensor:
        """The vectors of all words, (K, E)."""
        vectors: Tensor = net.decoder.embedding.vectors.detach()
        return vectors
