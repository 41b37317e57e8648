"""The task of a perceptron: examples as tensors, the loss, and figures about the training and the test part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.datasets.examples import Examples
from nets.datasets.split import standardise
from nets.datasets.toy import plane_sets as plane
from nets.layers.activations import output_activation
from nets.models.perceptron.examples import order
from nets.models.perceptron.head import PROBABILITY_OUTPUTS, Head
from nets.training.step import Evaluated
from nets.training.task import LabelledPart

MAX_EVALUATED = 1000  # examples of the training part, and of the test part, that a report evaluates
MAX_SAMPLED = 256

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class Standardisation:
    """Mean and standard deviation of the training part: (F,) of inputs, floats of targets; by default 0 and 1."""

    mean: Any = 0.0
    deviation: Any = 1.0


class SupervisedTask:
    """Examples with known targets; implements `nets.training.task.Task`.

    Attributes:
        head: The output layer and the loss.
        features: The names of the inputs.
        classes: The names of the classes; empty for a regression.
        flat: Whether the examples are points of the plane, between `low` and `high` in x and y.
        train: The training part, shuffled. `inputs` (N, F); `targets` in the form that the loss takes: class indices
            (N,) for cross-entropy, else floats (N, K): 0 or 1 for sigmoid and one-hot, -1 or 1 for a linear neuron
            between two classes (Widrow & Hoff 1960), a standardised number for a regression; `truth` (N,), the class
            index, or the number in its own unit.
        test: The test part.
        input_scale: How the inputs were standardised.
        target_scale: How the numbers to predict were standardised.
        sample: (S, F), up to 256 training inputs.
    """

    low, high = -plane.EDGE, plane.EDGE

    def __init__(
        self, table: Examples, head: Head, seed: int, flat: bool, scaled: tuple[bool, bool] = (True, True)
    ) -> None:
        """Shuffle and standardise the examples.

        Args:
            table: The examples, in their own units.
            head: The output layer and the loss.
            seed: Shuffles the examples.
            flat: Whether they are points of the plane.
            scaled: Whether the inputs, and the numbers to predict, are standardised.
        """
        self.head, self.features, self.classes, self.flat = head, table.features, table.classes, flat
        inputs, self.input_scale = _standardised(table.inputs, table.test, scaled[0])
        targets, self.target_scale = _standardised(table.targets, table.test, scaled[1] and not self.classes)
        self.train, self.test = (
            LabelledPart(
                torch.from_numpy(inputs[rows]), self._targets(targets[rows]), torch.from_numpy(table.targets[rows])
            )
            for rows in order(seed, table.test)
        )
        self.size = len(self.train)
        self.sample = self.train.inputs[:MAX_SAMPLED]
        self._loss = loss_of(head)

    @property
    def _evaluated(self) -> dict[str, LabelledPart]:
        """The examples that a report evaluates."""
        return {"train": self.train.first(MAX_EVALUATED), "test": self.test.first(MAX_EVALUATED)}

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the mean loss of the training examples at `indices` (B,)."""
        return self._loss(net(self.train.inputs[indices]), self.train.targets[indices])

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return loss, and accuracy or R², of up to 1000 training and 1000 test examples.

        The losses are those the net is trained with; for a regression that is in units of the targets' deviation,
        while `test_mae`, the mean absolute error, is in the targets' own unit.
        """
        train, test = self._evaluated.values()
        outputs = net(torch.cat([train.inputs, test.inputs]))  # (training examples, then test examples, K)
        figures = self._figures("train", outputs[: len(train)], train)
        figures |= self._figures("test", outputs[len(train) :], test)
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The examples that a report evaluates."""
        train, test = (part.truth.numpy() for part in self._evaluated.values())
        return Evaluated.classes(train, test) if self.classes else Evaluated(len(train), len(test))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return `inputs` … `test_truth`; for a regression also `centre` and `unit`, which give outputs their unit."""
        parts = {"": self.train, "test_": self.test}
        arrays = {
            prefix + name: values.numpy() for prefix, part in parts.items() for name, values in vars(part).items()
        }
        scale = self.target_scale
        return arrays if self.classes else arrays | {"centre": np.array(scale.mean), "unit": np.array(scale.deviation)}

    def inputs_at(self, xy: np.ndarray) -> Tensor:
        """Return the net's inputs (N, F) at the points xy (N, 2) of the plane: the features, standardised."""
        return self.scaled(plane.compute_features(xy, self.features))  # type: ignore[arg-type]

    def scaled(self, inputs: np.ndarray) -> Tensor:
        """Return inputs (N, F), in their own units, as the net takes them."""
        return torch.from_numpy(((inputs - self.input_scale.mean) / self.input_scale.deviation).astype(np.float32))

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Return the probability of each class, (B, classes), from raw outputs (B, K).

        Answers of output layers that give no probabilities are clipped to 0 … 1.
        """
        answers = output_activation(outputs, self.head.output)
        if self.head.output not in PROBABILITY_OUTPUTS:
            answers = ((answers + 1) / 2 if self.head.neurons == 1 else answers).clamp(0, 1)
        return torch.cat([1 - answers, answers], dim=1) if self.head.neurons == 1 else answers

    def predictions(self, outputs: Tensor) -> Tensor:
        """Return the class index (B,) int64, or the number (B,) in its own unit, from raw outputs (B, K)."""
        if not self.classes:
            return self.answers(outputs)[:, 0] * self.target_scale.deviation + self.target_scale.mean
        return (outputs[:, 0] > 0).long() if self.head.neurons == 1 else outputs.argmax(dim=1)

    def loss_of(self, outputs: Tensor) -> Tensor:
        """Return the mean loss () of the whole training part, from raw outputs (N, K)."""
        return self._loss(outputs, self.train.targets)

    def losses(self, outputs: Tensor, indices: Tensor) -> Tensor:
        """Return the loss (B,) of each of the training examples at `indices` (B,), from raw outputs (B, K)."""
        targets = self.train.targets[indices]
        return torch.stack([self._loss(outputs[i : i + 1], targets[i : i + 1]) for i in range(len(indices))])

    def answers(self, outputs: Tensor) -> Tensor:
        """Return raw outputs (B, K) as the output layer shows them, (B, K)."""
        return output_activation(outputs, self.head.output)

    @property
    def output_kind(self) -> str:
        """The output layer by name: "linear", "sigmoid", "softmax" or another activation."""
        return self.head.output

    @property
    def loss_kind(self) -> str:
        """The loss by name: "mse", "binary_cross_entropy", "cross_entropy" or "perceptron"."""
        return self.head.loss

    def signed(self, outputs: Tensor) -> Tensor:
        """Return one value (B,) around 0 from raw outputs (B, K): -1 is certainly class 0, 1 certainly class 1.

        For a regression, the predicted number over the largest absolute target.
        """
        if not self.classes:
            return self.predictions(outputs) / self.train.truth.abs().max().clamp_min(1e-12)
        probabilities = self.probabilities(outputs)
        return probabilities[:, 1] - probabilities[:, 0]

    def _targets(self, targets: np.ndarray) -> Tensor:
        """Return targets (N,) in the form that the loss takes."""
        tensor = torch.from_numpy(targets)
        if self.head.loss == "cross_entropy":
            return tensor
        if self.head.neurons > 1:
            return functional.one_hot(tensor, self.head.neurons).float()  # (N, K)
        if self.classes and self.head.output not in PROBABILITY_OUTPUTS:
            return (2 * tensor - 1).float()[:, None]  # (N, 1)
        return tensor.float()[:, None]  # (N, 1)

    def _figures(self, name: str, outputs: Tensor, part: LabelledPart) -> dict[str, Tensor]:
        """Return the loss and the metrics of one part, as scalars."""
        predicted = self.predictions(outputs)
        figures = {f"{name}_loss": self._loss(outputs, part.targets)}
        if self.classes:
            return figures | {f"{name}_accuracy": (predicted == part.truth).float().mean()}
        if len(part) > 1:  # a single number has no variance
            figures[f"{name}_r2"] = r2(predicted, part.truth)
        if name == "test":
            figures["test_mae"] = (predicted - part.truth).abs().mean()
        return figures


def _standardised(values: np.ndarray, test: np.ndarray, scaled: bool) -> tuple[np.ndarray, Standardisation]:
    """Return inputs (N, F) or targets (N,) as the net takes them, and how they were standardised."""
    if not scaled:
        return values, Standardisation()
    standardised, mean, deviation = standardise(values, test)
    scale = Standardisation(mean, deviation) if values.ndim > 1 else Standardisation(float(mean), float(deviation))
    return standardised, scale


def loss_of(head: Head) -> Loss:
    """Return the function that gives the mean loss () of raw outputs (B, K) and targets.

    The squared error is that of the answers, so of outputs after the output activation.
    """
    if head.loss == "cross_entropy":
        return functional.cross_entropy
    if head.loss == "binary_cross_entropy":
        return functional.binary_cross_entropy_with_logits
    if head.loss == "perceptron":
        return perceptron_loss
    if head.output == "linear":
        return functional.mse_loss
    return lambda outputs, targets: functional.mse_loss(output_activation(outputs, head.output), targets)


def perceptron_loss(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean of max(0, -y z) for outputs z and targets y of -1 or 1, both (B, 1).

    Its gradient is -y x for a mistake, z = 0 included, and else 0: a step of size 1 is Rosenblatt's rule of 1958,
    w + y x.
    """
    return (-targets * outputs).clamp_min(0).mean()


def r2(predicted: Tensor, truth: Tensor) -> Tensor:
    """Return R² of predictions for `truth` (N,): 1 is perfect, 0 no better than the mean of `truth`."""
    error, variation = (truth - predicted).square().sum(), (truth - truth.mean()).square().sum()
    return torch.where(variation > 0, 1 - error / variation.clamp_min(1e-30), (error == 0).float())
