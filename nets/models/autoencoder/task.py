"""The task of an autoencoder: images that are their own targets, the loss, and figures about both parts."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch
from torch import Generator, Tensor, nn

from nets.datasets.images.pixel_scaling import PixelScaling
from nets.layers.activations import output_activation
from nets.models.autoencoder.examples import images
from nets.models.autoencoder.principal import PrincipalComponents, fit_pca
from nets.models.autoencoder.settings import Data
from nets.models.autoencoder.strangers import strangers
from nets.models.cnn.examples import Part
from nets.models.perceptron.head import Head
from nets.models.perceptron.task import loss_of
from nets.training.step import Evaluated
from nets.training.task import LabelledPart, TaskPart

MAX_TRAINING, MAX_TEST = 500, 1000  # images of either part that a report evaluates
MAX_SAMPLED = 256


class ReconstructionTask:
    """Images to be reconstructed; implements `nets.training.task.Task`.

    Attributes:
        classes: The names of the digits.
        train: The training part. `inputs` (N, D) are rows of pixels from 0 to 1, and `targets` the same rows.
            `truth` (N,) is the digit of each image, for display only: no loss and no figure reads it.
        test: The test part.
        shape: The shape of one image, (1, H, W).
        sample: (S, D), up to 256 training images.
    """

    scaling = PixelScaling(mean=0.0, deviation=1.0, white=1.0)

    def __init__(self, data: Data, head: Head, code: int, generator: Generator) -> None:
        examples = images(data)
        self.data, self.head, self.code, self.generator = data, head, code, generator
        self.classes, self.shape = examples.classes, tuple(examples.train.pixels.shape[1:])
        self.train, self.test = _part(examples.train, examples.white), _part(examples.test, examples.white)
        self.size = len(self.train)
        self.sample = self.train.inputs[:MAX_SAMPLED]
        self._loss = loss_of(head)
        noise = torch.Generator().manual_seed(data.seed)  # the same noise in every report
        self._evaluated = {
            name: TaskPart(self.add_noise(x, noise), x)
            for name, x in (("train", self.train.inputs[:MAX_TRAINING]), ("test", self.test.inputs[:MAX_TEST]))
        }

    @property
    def output_kind(self) -> str:
        """The output layer by name: "linear" or "sigmoid"."""
        return self.head.output

    @property
    def loss_kind(self) -> str:
        """The loss by name: "mse" or "binary_cross_entropy"."""
        return self.head.loss

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the mean loss of the reconstructions of the training images at `indices` (B,), made noisy first."""
        x = self.train.inputs[indices]  # (B, D)
        return self._loss(net(self.add_noise(x, self.generator)), x)

    def add_noise(self, x: Tensor, generator: Generator) -> Tensor:
        """Return images x (B, D) with the noise that the data settings ask for."""
        noise = self.data.noise
        return x + noise * torch.empty_like(x).normal_(generator=generator) if noise else x

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return loss and R² of the first 500 training and the first 1000 test images, always with the same noise."""
        figures = {}
        for name, part in self._evaluated.items():
            outputs = net(part.inputs)  # (N, D)
            figures[f"{name}_loss"] = self._loss(outputs, part.targets)
            figures[f"{name}_r2"] = self.r2(self.answers(outputs), part.targets)
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The images that a report evaluates."""
        return Evaluated(len(self._evaluated["train"]), len(self._evaluated["test"]))

    def r2(self, reconstructions: Tensor, x: Tensor) -> Tensor:
        """Return R² of reconstructions (N, D) of x (N, D): 1 is exact, 0 is no better than the mean image."""
        error, variation = (reconstructions - x).square().sum(), (x - self._mean_image).square().sum()
        return 1 - error / variation.clamp_min(1e-12)

    @cached_property
    def _mean_image(self) -> Tensor:
        """The mean of the training images, (D,)."""
        return self.train.inputs.mean(dim=0)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the images of both parts."""
        return {"inputs": self.train.inputs.numpy(), "test_inputs": self.test.inputs.numpy()}

    def answers(self, outputs: Tensor) -> Tensor:
        """Return raw outputs (B, D) as pixels, (B, D)."""
        return output_activation(outputs, self.head.output)

    @cached_property
    def pca(self) -> PrincipalComponents:
        """Principal components of the training images, as many as the code has numbers."""
        return fit_pca(self.train.inputs, self.code)

    def strangers(self) -> dict[str, Tensor]:
        """Return images unlike the training images by their kind, as rows of pixels (N, D)."""
        return strangers(self.data, self.test.inputs, self.shape)

    def guesses(self) -> dict[str, float]:
        """Return the R² that PCA with as many components reaches on the evaluated test images."""
        test = self._evaluated["test"]
        return {"pca_test_r2": float(self.r2(self.pca(test.inputs), test.targets))}


def _part(part: Part, white: float) -> LabelledPart:
    """Return images as rows of pixels from 0 to 1, (N, D), which are their own targets, with their labels (N,)."""
    x = torch.from_numpy(part.pixels).flatten(1).float() / white
    return LabelledPart(x, x, torch.from_numpy(part.labels))
