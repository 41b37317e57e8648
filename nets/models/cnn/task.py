"""What a convolutional net learns from: labelled images, the cross-entropy, and figures about both parts."""

from __future__ import annotations

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.datasets.images.augmentation import augment
from nets.datasets.images.pixel_scaling import Pixels, PixelScaling, measure_scaling
from nets.models.cnn.examples import Examples, Part
from nets.models.cnn.settings import Data
from nets.training.step import Evaluated
from nets.training.task import LabelledPart

MAX_TRAINING, MAX_TEST = 200, 400  # images of either part that a report evaluates: a tenth of the time at most
BATCH_SIZE = 100  # images that go through the net together, so that their maps stay small
MAX_SAMPLED = 64


class ImageTask:
    """Images with known classes; implements `nets.training.task.Task`.

    Attributes:
        classes: The names of the classes.
        train: The training part. `inputs`, indexed by tensors and slices, gives standardised images (B, C, H, W) or
            signals (B, C, L); `targets` and `truth` (N,) int64 are the indices of the classes.
        test: The test part.
        scaling: How pixels become inputs: by the training pixels, or by those of the pre-training.
        shape: The shape of one image, (C, H, W), or of one signal, (C, L).
        sample: Up to 64 training images.
        pretraining_task: The task of the pre-training, if there was one; see `nets.models.cnn.transfer`.
        pretraining: The figures of the pre-training; empty if there was none.
    """

    flat = False
    output_kind, loss_kind = "softmax", "cross_entropy"

    def __init__(
        self, data: Data, examples: Examples, generator: Generator, scaling: PixelScaling | None = None
    ) -> None:
        self.data, self.generator, self.classes = data, generator, examples.classes
        self.scaling = scaling or measure_scaling(examples.train.pixels, examples.white)
        self.train, self.test = self._part(examples.train), self._part(examples.test)
        self.size = len(self.train)
        self.shape = tuple(examples.train.pixels.shape[1:])
        self.sample = self.train.inputs[:MAX_SAMPLED]
        self.pretraining_task: ImageTask | None = None
        self.pretraining: dict[str, np.ndarray] = {}
        self._evaluated = {"train": self.train.first(MAX_TRAINING), "test": self.test.first(MAX_TEST)}

    def _part(self, part: Part) -> LabelledPart:
        labels = torch.from_numpy(part.labels)
        return LabelledPart(Pixels(torch.from_numpy(part.pixels), self.scaling), labels, labels)

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the mean cross-entropy of the training images at `indices` (B,), augmented if the data say so."""
        x = self.augmented(self.train.inputs[indices], self.generator)  # (B, C, P)
        return functional.cross_entropy(net(x), self.train.targets[indices])

    def augmented(self, x: Tensor, generator: Generator) -> Tensor:
        """Return images x (B, C, P) augmented with randomness of `generator`; x itself without augmentation."""
        data, scaling = self.data, self.scaling
        rotate = data.rotate if len(self.shape) == 3 else 0.0
        return augment(x, data.shift, rotate, data.scale, data.noise, scaling.black, scaling.contrast, generator)

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return loss and accuracy of the first 200 training images, never augmented, and the first 400 test images.

        Both parts are shuffled, so these are a fair sample. `whole` evaluates every test image.
        """
        figures = {}
        for name, part in self._evaluated.items():
            outputs = forward(net, part.inputs)  # (N, K)
            figures[f"{name}_loss"] = functional.cross_entropy(outputs, part.targets)
            figures[f"{name}_accuracy"] = (outputs.argmax(dim=1) == part.targets).float().mean()
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The images that a report evaluates."""
        return Evaluated.classes(*(self._evaluated[name].targets.numpy() for name in ("train", "test")))

    def whole(self, net: nn.Module) -> dict[str, float]:
        """Return loss and accuracy of every test image; the net is in evaluation mode, without gradients."""
        loss, right, count = 0.0, 0, len(self.test)
        for start in range(0, count, BATCH_SIZE):
            outputs = net(self.test.inputs[start : start + BATCH_SIZE])  # (B, K)
            targets = self.test.targets[start : start + BATCH_SIZE]
            loss += functional.cross_entropy(outputs, targets, reduction="sum").item()
            right += int((outputs.argmax(dim=1) == targets).sum())
        return {"test_loss": loss / count, "test_accuracy": right / count, "test_examples": count}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return both parts with their pixels as bytes, and the mean and deviation that standardise them."""
        arrays = {"": self.train, "test_": self.test}
        arrays |= {} if self.pretraining_task is None else {"first_": self.pretraining_task.train}
        scaling = {"mean": np.array(self.scaling.mean), "deviation": np.array(self.scaling.deviation)}
        inputs = {f"{prefix}inputs": part.inputs.raw.numpy() for prefix, part in arrays.items()}
        return inputs | {f"{prefix}targets": part.targets.numpy() for prefix, part in arrays.items()} | scaling

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the probability of each class, (B, K), from raw outputs (B, K)."""
        return torch.softmax(outputs, dim=1)

    def answers(self, outputs: Tensor) -> Tensor:
        """Return raw outputs (B, K) as the output layer shows them, (B, K)."""
        return torch.softmax(outputs, dim=1)

    def predictions(self, outputs: Tensor) -> Tensor:
        """Return the most probable class (B,) int64 of raw outputs (B, K)."""
        return outputs.argmax(dim=1)

    def losses(self, outputs: Tensor, indices: Tensor) -> Tensor:
        """Return the loss (B,) of each of the training images at `indices` (B,), from raw outputs (B, K)."""
        return functional.cross_entropy(outputs, self.train.targets[indices], reduction="none")


def forward(net: nn.Module, inputs: Tensor) -> Tensor:
    """Return raw outputs (N, K) of many images (N, C, P), a batch at a time."""
    return torch.cat([net(batch) for batch in inputs.split(BATCH_SIZE)])
