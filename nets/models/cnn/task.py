"""What a convolutional net learns from: labelled images, the cross-entropy, and figures about both parts."""

from __future__ import annotations

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.datasets.images.augmentation import augment
from nets.models.cnn.examples import Examples, Part
from nets.models.cnn.settings import Data
from nets.training.step import Evaluated

MAX_TRAINING, MAX_TEST = 200, 400  # images of either part that a report looks at: a tenth of the time at most
AT_ONCE = 100  # images that go through the net together, so that their maps stay small
MAX_SAMPLED = 64


class Pixels:
    """Images kept as bytes, and turned into the net's inputs when they are needed: (pixel - mean) / deviation."""

    def __init__(self, raw: Tensor, mean: float, deviation: float) -> None:
        self.raw, self.mean, self.deviation = raw, mean, deviation

    def __len__(self) -> int:
        return len(self.raw)

    def __getitem__(self, at: Tensor | slice) -> Tensor:
        return (self.raw[at].float() - self.mean) / self.deviation


class Pictures:
    """Images with known classes; implements `nets.training.task.Task`.

    `inputs`, indexed by tensors and slices, gives standardised images (B, C, H, W) or signals (B, C, L): every pixel
    less the mean of all training pixels, over their deviation; `scaling` are the two where others are to be used.
    `targets` and `truth` (N,) are the classes' indices. The `test_` three are the test part. `sample` are up to 64
    training images. Where there was pre-training, `first` is its task and `past` are its figures; see
    `nets.models.cnn.transfer`.
    """

    flat = False
    output_kind, loss_kind = "softmax", "cross_entropy"

    def __init__(
        self, data: Data, examples: Examples, generator: Generator, scaling: tuple[float, float] | None = None
    ) -> None:
        self.data, self.generator = data, generator
        self.classes, self.white = examples.classes, examples.white
        self.first: Pictures | None = None
        self.past: dict[str, np.ndarray] = {}
        self.mean, self.deviation = scaling or spread(examples.train.pixels)
        self.inputs, self.targets = self._tensors(examples.train)
        self.test_inputs, self.test_targets = self._tensors(examples.test)
        self.truth, self.test_truth = self.targets, self.test_targets
        self.size = len(self.targets)
        self.shape = tuple(self.inputs.raw.shape[1:])
        self.sample = self.inputs[:MAX_SAMPLED]
        self.black, self.unit = -self.mean / self.deviation, self.white / self.deviation
        self._varied = bool(data.shift or data.rotate or data.scale or data.noise)
        self._seen, self._unseen = self.inputs[:MAX_TRAINING], self.test_inputs[:MAX_TEST]

    def _tensors(self, part: Part) -> tuple[Pixels, Tensor]:
        return Pixels(torch.from_numpy(part.pixels), self.mean, self.deviation), torch.from_numpy(part.labels)

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """The mean cross-entropy of the training images at `indices` (B,), augmented if the data ask for it."""
        x = self.inputs[indices]  # (B, C, P)
        if self._varied:
            x = self.varied(x, self.generator)
        return functional.cross_entropy(net(x), self.targets[indices])

    def varied(self, x: Tensor, generator: Generator) -> Tensor:
        """Images (B, C, P), augmented with randomness of `generator`."""
        data = self.data
        rotate = data.rotate if len(self.shape) == 3 else 0.0
        return augment(x, data.shift, rotate, data.scale, data.noise, self.black, self.unit, generator)

    def report(self, net: nn.Module) -> dict[str, float]:
        """Loss and accuracy of the first 200 training images, never augmented, and of the first 400 test images.

        Both parts are shuffled, so that these are a fair sample; sets with fewer are looked at whole. `whole` looks
        at every test image.
        """
        figures = {}
        parts = (("train", self._seen, self.targets), ("test", self._unseen, self.test_targets))
        for part, inputs, targets in parts:
            outputs = forward(net, inputs)  # (N, K)
            wanted = targets[: len(inputs)]
            figures[f"{part}_loss"] = functional.cross_entropy(outputs, wanted)
            figures[f"{part}_accuracy"] = (outputs.argmax(dim=1) == wanted).float().mean()
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The images that a report evaluates."""
        train, test = self.targets[: len(self._seen)], self.test_targets[: len(self._unseen)]
        return Evaluated.classes(train.numpy(), test.numpy())

    def whole(self, net: nn.Module) -> dict[str, float]:
        """Loss and accuracy of every test image; the net is in evaluation mode, without gradients."""
        loss, right, count = 0.0, 0, len(self.test_inputs)
        for first in range(0, count, AT_ONCE):
            outputs = net(self.test_inputs[first : first + AT_ONCE])  # (B, K)
            wanted = self.test_targets[first : first + AT_ONCE]
            loss += functional.cross_entropy(outputs, wanted, reduction="sum").item()
            right += int((outputs.argmax(dim=1) == wanted).sum())
        return {"test_loss": loss / count, "test_accuracy": right / count, "test_examples": count}

    def arrays(self) -> dict[str, np.ndarray]:
        """Both parts as the set holds them, with the mean and the deviation that standardise them."""
        parts = {"inputs": self.inputs.raw, "targets": self.targets}
        parts |= {"test_inputs": self.test_inputs.raw, "test_targets": self.test_targets}
        if self.first is not None:
            parts |= {"first_inputs": self.first.inputs.raw, "first_targets": self.first.targets}
        figures = {"mean": self.mean, "deviation": self.deviation}
        return {name: part.numpy() for name, part in parts.items()} | {
            name: np.array(value) for name, value in figures.items()
        }

    def probabilities(self, outputs: Tensor) -> Tensor:
        """How sure the net is of each class, (B, K), from raw outputs (B, K)."""
        return torch.softmax(outputs, dim=1)

    def answers(self, outputs: Tensor) -> Tensor:
        """Raw outputs (B, K) as the output layer shows them, (B, K)."""
        return torch.softmax(outputs, dim=1)

    def predictions(self, outputs: Tensor) -> Tensor:
        """The likeliest class (B,) int64 of raw outputs (B, K)."""
        return outputs.argmax(dim=1)

    def losses(self, outputs: Tensor, indices: Tensor) -> Tensor:
        """The loss (B,) of each of the training images at `indices` (B,), from raw outputs (B, K)."""
        return functional.cross_entropy(outputs, self.targets[indices], reduction="none")


def forward(net: nn.Module, inputs: Tensor) -> Tensor:
    """Raw outputs (N, K) of many images (N, C, P), a few at a time."""
    return torch.cat([net(part) for part in inputs.split(AT_ONCE)])


def spread(pixels: np.ndarray) -> tuple[float, float]:
    """The mean and the deviation of all pixels, as 32-bit numbers."""
    mean, deviation = pixels.mean(dtype=np.float64), max(pixels.std(dtype=np.float64), 1e-6)
    return float(np.float32(mean)), float(np.float32(deviation))
