"""Wrap our perceptron as a scikit-learn estimator, trained by our own training; imports torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.studies.classical.network_experiment import perceptron_experiment
from nets.studies.classical.settings import ClassicalSettings
from nets.training.trainer_state import Training


class PerceptronEstimator:
    """A perceptron on the data of these settings, with the methods of a scikit-learn estimator."""

    def __init__(self, settings: ClassicalSettings, seed: int) -> None:
        self.experiment = perceptron_experiment(settings, seed)
        self.training: Training | None = None

    def fit(self, rows: np.ndarray) -> PerceptronEstimator:
        """Train on these rows of the task's examples (N,), which may repeat."""
        self.training = Training(self.experiment)
        examples = torch.from_numpy(rows)
        while not self.training.over:
            self.training.update(examples[self.training.batches.draw(self.experiment.fit.batch) % len(examples)])
        return self

    def outputs(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs (N, K) for inputs (N, F)."""
        with torch.no_grad():
            return self._trained.net.eval()(torch.from_numpy(np.ascontiguousarray(inputs, np.float32))).numpy()

    def hidden(self, inputs: np.ndarray) -> np.ndarray:
        """Return the activations of the last hidden layer (N, W)."""
        x = torch.from_numpy(np.ascontiguousarray(inputs, np.float32))
        with torch.no_grad():
            for layer in self._trained.net.hidden:  # type: ignore[union-attr]
                x = layer(x)
        return x.numpy()

    def predict_proba(self, inputs: np.ndarray) -> np.ndarray:
        """Return the probabilities of the classes (N, K)."""
        return torch.softmax(torch.from_numpy(self.outputs(inputs)), dim=1).numpy()

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """Return the predicted numbers (N,), standardised over the training part."""
        return self.outputs(inputs)[:, 0]

    @property
    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights (K, W) and biases (K,) of the output layer."""
        last: Any = self._trained.net.output
        return last.weight.detach().numpy(), last.bias.detach().numpy()

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return self.experiment.parameters

    @property
    def bytes(self) -> int:
        """Bytes of the weights."""
        return 4 * self.parameters

    @property
    def _trained(self) -> Training:
        assert self.training is not None
        return self.training
