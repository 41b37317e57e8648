"""The task of a captioner: strips of digits with their words, the loss, and figures about both parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.images.digit_strips import WHITE
from nets.datasets.images.pixel_scaling import Pixels, measure_scaling
from nets.models.captioner.examples import layout, learnt, part, targets, vocabulary
from nets.models.captioner.judge import figures_of, loss_of
from nets.models.captioner.settings import Data
from nets.training.step import Evaluated
from nets.training.task import TaskPart

MAX_TRAINING, MAX_TEST = 100, 300  # strips of either part that a report evaluates
MAX_SAMPLED = 32


class CaptionTask:
    """Strips of digits and their captions; implements `nets.training.task.Task`.

    Attributes:
        vocabulary: The words by number.
        layout: How the digits are put side by side.
        train: The training part. `inputs`, indexed by tensors and slices, gives standardised strips (B, 1, H, W);
            `targets` (N, T) int64 are the words by number with the end, 0 after it.
        test: The test part.
        scaling: How pixels become inputs.
        shape: The shape of one strip, (1, H, W).
        sample: Up to 32 training strips.
    """

    flat = False

    def __init__(self, data: Data) -> None:
        self.data, self.vocabulary, self.layout = data, vocabulary(data), layout(data)
        train, test = part(data, test=False), part(data, test=True)
        self.scaling = measure_scaling(train.pixels, float(WHITE))
        self.train = TaskPart(Pixels(torch.from_numpy(train.pixels), self.scaling), torch.from_numpy(learnt(data)))
        test_targets = torch.from_numpy(targets(test.digits))
        self.test = TaskPart(Pixels(torch.from_numpy(test.pixels), self.scaling), test_targets)
        self.size = len(self.train)
        self.shape = tuple(train.pixels.shape[1:])
        self.sample = self.train.inputs[:MAX_SAMPLED]
        self._evaluated = {"train": self.train.first(MAX_TRAINING), "test": self.test.first(MAX_TEST)}

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """Return the mean cross-entropy of the words of the training strips at `indices` (B,)."""
        captions = self.train.targets[indices]
        return loss_of(net.decode(self.train.inputs[indices], captions)[0], captions)

    def report(self, net: Any) -> dict[str, float]:
        """Return the figures of `judge.py` for the first 100 training strips and the first 300 test strips."""
        return {
            f"{part}_{name}": value
            for part, strips in self._evaluated.items()
            for name, value in figures_of(net, strips.inputs, strips.targets).items()
        }

    @property
    def evaluated(self) -> Evaluated:
        """The strips that a report evaluates."""
        return Evaluated(len(self._evaluated["train"]), len(self._evaluated["test"]))

    def whole(self, net: Any) -> dict[str, float]:
        """Return the figures of every test strip."""
        figures = figures_of(net, self.test.inputs[:], self.test.targets)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(self.test)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return both parts with their pixels as bytes, and the mean and deviation that standardise them."""
        parts = {"": self.train, "test_": self.test}
        scaling = {"mean": np.array(self.scaling.mean), "deviation": np.array(self.scaling.deviation)}
        inputs = {f"{prefix}inputs": part.inputs.raw.numpy() for prefix, part in parts.items()}
        return inputs | {f"{prefix}targets": part.targets.numpy() for prefix, part in parts.items()} | scaling

    def embedding(self, net: Any) -> Tensor:
        """Return the vectors of all words, (K, E)."""
        vectors: Tensor = net.decoder.embedding.vectors.detach()
        return vectors
