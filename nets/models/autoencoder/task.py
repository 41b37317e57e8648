"""What an autoencoder learns from: images that are their own targets, and figures about both parts."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import torch
from torch import Generator, Tensor, nn

from nets.layers.activations import output_activation
from nets.models.autoencoder.examples import images
from nets.models.autoencoder.principal import PrincipalComponents, fit_pca
from nets.models.autoencoder.settings import Data
from nets.models.autoencoder.strangers import strangers
from nets.models.cnn.examples import Part
from nets.models.perceptron.head import Head
from nets.models.perceptron.task import loss_of
from nets.training.step import Evaluated

MAX_TRAINING, MAX_TEST = 500, 1000  # images of either part that a report looks at
MAX_SAMPLED = 256


class Reconstruction:
    """Images to be given back; implements `nets.training.task.Task`.

    `inputs` (N, D) are the training images as rows of pixels from 0 to 1, and `targets` the very same;
    `test_inputs` and `test_targets` those of the test part. `truth` and `test_truth` (N,) say which digit an image
    shows, for the eye alone: neither the loss nor a figure knows of them. `sample` (S, D) are 256 training images.
    """

    white, mean, deviation, black = 1.0, 0.0, 1.0, 0.0  # how `nets.probes.images.image_input` makes inputs of images
    loss_kind: str

    def __init__(self, data: Data, head: Head, code: int, generator: Generator) -> None:
        held = images(data)
        self.data, self.head, self.generator, self.size_of_code = data, head, generator, code
        self.classes, self.shape = held.classes, tuple(held.train.pixels.shape[1:])
        self.inputs, self.truth = _tensors(held.train, held.white)
        self.test_inputs, self.test_truth = _tensors(held.test, held.white)
        self.targets, self.test_targets = self.inputs, self.test_inputs
        self.size = len(self.inputs)
        self.sample = self.inputs[:MAX_SAMPLED]
        self.output_kind, self.loss_kind = head.output, head.loss
        self._loss = loss_of(head)
        self._average = self.inputs.mean(dim=0)  # (D,)
        same = torch.Generator().manual_seed(data.seed)  # the same noise in every report
        seen, unseen = self.inputs[:MAX_TRAINING], self.test_inputs[:MAX_TEST]
        self._parts = {"train": (seen, self.disturbed(seen, same)), "test": (unseen, self.disturbed(unseen, same))}

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """How far the training images at `indices` (B,) are from what comes out when they, with noise, go in."""
        x = self.inputs[indices]  # (B, D)
        return self._loss(net(self.disturbed(x, self.generator)), x)

    def disturbed(self, x: Tensor, generator: Generator) -> Tensor:
        """Images (B, D) with the noise that the data ask for."""
        noise = self.data.noise
        return x + noise * torch.empty_like(x).normal_(generator=generator) if noise else x

    def report(self, net: nn.Module) -> dict[str, float]:
        """Loss and R squared of the first 500 training and the first 1000 test images; their noise is always the same.

        R squared is the share of what distinguishes the images from the average training image that comes out again.
        """
        figures = {}
        for part, (x, disturbed) in self._parts.items():
            outputs = net(disturbed)  # (N, D)
            figures[f"{part}_loss"] = self._loss(outputs, x)
            figures[f"{part}_r2"] = self.r2(self.answers(outputs), x)
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The images that a report evaluates."""
        return Evaluated(len(self._parts["train"][0]), len(self._parts["test"][0]))

    def r2(self, given: Tensor, x: Tensor) -> Tensor:
        """1 where images (N, D) are given back exactly, 0 where the average image would have done as well."""
        return 1 - (given - x).square().sum() / (x - self._average).square().sum().clamp_min(1e-12)

    def arrays(self) -> dict[str, np.ndarray]:
        """The images of both parts."""
        return {"inputs": self.inputs.numpy(), "test_inputs": self.test_inputs.numpy()}

    def answers(self, outputs: Tensor) -> Tensor:
        """Raw outputs (B, D) as pixels, (B, D)."""
        return output_activation(outputs, self.head.output)

    @cached_property
    def pca(self) -> PrincipalComponents:
        """Principal components of the training images, as many as the code has numbers."""
        return fit_pca(self.inputs, self.size_of_code)

    def strangers(self) -> dict[str, Tensor]:
        """Images that are nothing like these, by their kind, as rows of pixels (N, D)."""
        return strangers(self.data, self.test_inputs, self.shape)

    def guesses(self) -> dict[str, float]:
        """The R squared that PCA reaches on the same test images with as many numbers, from the same inputs."""
        x, disturbed = self._parts["test"]
        return {"pca_test_r2": float(self.r2(self.pca(disturbed), x))}


def _tensors(part: Part, white: float) -> tuple[Tensor, Tensor]:
    """Images as rows of pixels from 0 to 1, (N, D), and their labels (N,)."""
    return torch.from_numpy(part.pixels).flatten(1).float() / white, torch.from_numpy(part.labels)
