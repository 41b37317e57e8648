"""Our perceptron with the face of a model of scikit-learn, trained by our own training; imports torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.studies.classical.network_experiment import experiment_of
from nets.studies.classical.settings import Classical
from nets.training.trainer_state import Training


class Net:
    """A perceptron on these settings' data. `predict_proba` and `predict` are those of the trained net."""

    def __init__(self, settings: Classical, seed: int) -> None:
        self.experiment = experiment_of(settings, seed)
        self.training: Training | None = None

    def fit(self, rows: np.ndarray) -> Net:
        """Train on these of the task's examples (N,), each as often as it is there."""
        self.training = Training(self.experiment)
        chosen = torch.from_numpy(rows)
        while not self.training.over:
            self.training.update(chosen[self.training.batches.draw(self.experiment.fit.batch) % len(chosen)])
        return self

    def outputs(self, inputs: np.ndarray) -> np.ndarray:
        """What the output layer gives for inputs (N, F): (N, K)."""
        with torch.no_grad():
            return self._made.net.eval()(torch.from_numpy(np.ascontiguousarray(inputs, np.float32))).numpy()

    def hidden(self, inputs: np.ndarray) -> np.ndarray:
        """What the last hidden layer gives, (N, W)."""
        x = torch.from_numpy(np.ascontiguousarray(inputs, np.float32))
        with torch.no_grad():
            for layer in self._made.net.hidden:  # type: ignore[union-attr]
                x = layer(x)
        return x.numpy()

    def predict_proba(self, inputs: np.ndarray) -> np.ndarray:
        """Chances of the classes, (N, K)."""
        return torch.softmax(torch.from_numpy(self.outputs(inputs)), dim=1).numpy()

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """The predicted numbers (N,), with mean 0 and deviation 1 over the training part."""
        return self.outputs(inputs)[:, 0]

    @property
    def weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights (K, W) and biases (K,) of the output layer."""
        last: Any = self._made.net.output
        return last.weight.detach().numpy(), last.bias.detach().numpy()

    @property
    def parameters(self) -> int:
        """How many weights and biases are learnt."""
        return self.experiment.parameters

    @property
    def content(self) -> int:
        """Bytes of the weights."""
        return 4 * self.parameters

    @property
    def _made(self) -> Training:
        assert self.training is not None
        return self.training
