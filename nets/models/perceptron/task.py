"""What a perceptron learns from: preloaded tensors, a loss, and figures about the training and the test part."""

from __future__ import annotations

from collections.abc import Callable

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

MAX_EVALUATED = 1000  # examples of the training part, and of the test part, that a report looks at
MAX_SAMPLED = 256

Loss = Callable[[Tensor, Tensor], Tensor]


class Supervised:
    """Examples with known targets; implements `nets.training.task.Task`.

    `inputs` (N, F) and `targets` are the training part, shuffled, in the form the loss wants: class indices (N,) for
    cross-entropy, else floats (N, K): 0 or 1 for sigmoid and one-hot, -1 or 1 for a linear neuron between two classes
    (Widrow & Hoff 1960), a number with mean 0 and deviation 1 for a regression. `truth` (N,) is the same as a class
    index or in its own unit. The `test_` three are the test part. `sample` (S, F) are up to 256 training inputs.
    `flat` tells whether the examples are points of the plane, between `low` and `high` in x and y. `seed` shuffles
    them. `scaled`: whether inputs, and numbers to be predicted, have mean 0 and deviation 1 or are left as they are.
    """

    low, high = -plane.EDGE, plane.EDGE

    def __init__(
        self, table: Examples, head: Head, seed: int, flat: bool, scaled: tuple[bool, bool] = (True, True)
    ) -> None:
        self.head = head
        self.features, self.classes = table.features, table.classes
        self.flat = flat
        self.notes = table.notes
        inputs, self._mean, self._deviation = table.inputs, np.zeros(1, np.float32), np.ones(1, np.float32)
        if scaled[0]:
            inputs, self._mean, self._deviation = standardise(table.inputs, table.test)
        wanted, self._centre, self._unit = table.targets, 0.0, 1.0
        if scaled[1] and not self.classes:
            wanted, centre, unit = standardise(table.targets, table.test)
            self._centre, self._unit = float(centre), float(unit)
        train, test = order(seed, table.test)
        self.inputs, self.test_inputs = torch.from_numpy(inputs[train]), torch.from_numpy(inputs[test])
        self.truth, self.test_truth = torch.from_numpy(table.targets[train]), torch.from_numpy(table.targets[test])
        self.targets, self.test_targets = self._targets(wanted[train]), self._targets(wanted[test])
        self.size = len(train)
        self.sample = self.inputs[:MAX_SAMPLED]
        self._loss = loss_of(head)
        seen, unseen = slice(min(self.size, MAX_EVALUATED)), slice(MAX_EVALUATED)
        self._evaluated = torch.cat([self.inputs[seen], self.test_inputs[unseen]])
        self._train_part = (self.targets[seen], self.truth[seen])
        self._test_part = (self.test_targets[unseen], self.test_truth[unseen])

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """The mean loss of the training examples at `indices` (B,)."""
        return self._loss(net(self.inputs[indices]), self.targets[indices])

    def report(self, net: nn.Module) -> dict[str, float]:
        """Loss, and accuracy or R squared, of up to 1000 training and 1000 test examples.

        The losses are those the net is trained with; for a regression that is in units of the targets' deviation,
        while `test_mae`, the mean absolute error, is in the targets' own unit.
        """
        outputs = net(self._evaluated)  # (training examples, then test examples, K)
        count = len(self._train_part[0])
        figures = self._figures("train", outputs[:count], *self._train_part)
        figures |= self._figures("test", outputs[count:], *self._test_part)
        return dict(zip(figures, torch.stack(list(figures.values())).tolist(), strict=True))

    @property
    def evaluated(self) -> Evaluated:
        """The examples that a report evaluates."""
        train, test = self._train_part[1].numpy(), self._test_part[1].numpy()
        return Evaluated.classes(train, test) if self.classes else Evaluated(len(train), len(test))

    def arrays(self) -> dict[str, np.ndarray]:
        """The six parts as `inputs` … `test_truth`; for a regression also what turns outputs into its own unit."""
        names = ("inputs", "targets", "truth")
        parts = {part + name: getattr(self, part + name).numpy() for part in ("", "test_") for name in names}
        return parts if self.classes else parts | {"centre": np.array(self._centre), "unit": np.array(self._unit)}

    def inputs_at(self, xy: np.ndarray) -> Tensor:
        """The net's inputs (N, F) at the points xy (N, 2) of a flat world: the features, scaled."""
        return self.scaled(plane.compute_features(xy, self.features))  # type: ignore[arg-type]

    def scaled(self, inputs: np.ndarray) -> Tensor:
        """Inputs (N, F) as they were measured, as the net gets them."""
        return torch.from_numpy(((inputs - self._mean) / self._deviation).astype(np.float32))

    def probabilities(self, outputs: Tensor) -> Tensor:
        """How sure the net is of each class, (B, classes), from raw outputs (B, K); what are no chances are cut off."""
        shown = output_activation(outputs, self.head.output)
        if self.head.output not in PROBABILITY_OUTPUTS:
            shown = ((shown + 1) / 2 if self.head.neurons == 1 else shown).clamp(0, 1)
        return torch.cat([1 - shown, shown], dim=1) if self.head.neurons == 1 else shown

    def predictions(self, outputs: Tensor) -> Tensor:
        """From raw outputs (B, K) the class index (B,) int64, or the number (B,) in its own unit."""
        if not self.classes:
            return self.answers(outputs)[:, 0] * self._unit + self._centre
        return (outputs[:, 0] > 0).long() if self.head.neurons == 1 else outputs.argmax(dim=1)

    def loss_of(self, outputs: Tensor) -> Tensor:
        """The mean loss, a scalar, of the whole training part, from raw outputs (N, K)."""
        return self._loss(outputs, self.targets)

    def losses(self, outputs: Tensor, indices: Tensor) -> Tensor:
        """The loss (B,) of each of the training examples at `indices` (B,), from raw outputs (B, K)."""
        each = [self._loss(outputs[i : i + 1], self.targets[indices[i : i + 1]]) for i in range(len(indices))]
        return torch.stack(each)

    def answers(self, outputs: Tensor) -> Tensor:
        """Raw outputs (B, K) as the output layer shows them, (B, K)."""
        return output_activation(outputs, self.head.output)

    @property
    def output_kind(self) -> str:
        """What makes `answers` of raw outputs: "linear", "sigmoid", "softmax" or another activation."""
        return self.head.output

    @property
    def loss_kind(self) -> str:
        """The loss by name: "mse", "binary_cross_entropy", "cross_entropy" or "perceptron"."""
        return self.head.loss

    def signed(self, outputs: Tensor) -> Tensor:
        """From raw outputs (B, K) one value (B,) about 0: from sure of class 0 (-1) to sure of class 1 (1).

        For a regression, the predicted number over the largest absolute target.
        """
        if not self.classes:
            return self.predictions(outputs) / self.truth.abs().max().clamp_min(1e-12)
        chances = self.probabilities(outputs)
        return chances[:, 1] - chances[:, 0]

    def _targets(self, targets: np.ndarray) -> Tensor:
        """Targets (N,) in the form the loss wants."""
        tensor = torch.from_numpy(targets)
        if self.head.loss == "cross_entropy":
            return tensor
        if self.head.neurons > 1:
            return functional.one_hot(tensor, self.head.neurons).float()  # (N, K)
        if self.classes and self.head.output not in PROBABILITY_OUTPUTS:
            return (2 * tensor - 1).float()[:, None]  # (N, 1)
        return tensor.float()[:, None]  # (N, 1)

    def _figures(self, part: str, outputs: Tensor, targets: Tensor, truth: Tensor) -> dict[str, Tensor]:
        """The loss and the metrics of one part, as scalars."""
        predicted = self.predictions(outputs)
        figures = {f"{part}_loss": self._loss(outputs, targets)}
        if self.classes:
            return figures | {f"{part}_accuracy": (predicted == truth).float().mean()}
        if len(truth) > 1:  # the spread of a single number is none
            figures[f"{part}_r2"] = r2(predicted, truth)
        if part == "test":
            figures["test_mae"] = (predicted - truth).abs().mean()
        return figures


def loss_of(head: Head) -> Loss:
    """The mean loss, a scalar, of raw outputs (B, K) and targets; the squared error is that of what is shown."""
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
    """max(0, -y z): how far outputs z lie on the wrong side of 0, for targets y of -1 or 1; both (B, 1).

    Its gradient is -y x for a mistake, z = 0 among them, and else nothing: a step of size 1 is Rosenblatt's rule of
    1958, w + y x.
    """
    return (-targets * outputs).clamp_min(0).mean()


def r2(predicted: Tensor, truth: Tensor) -> Tensor:
    """The share of the spread of `truth` (N,) that is explained: 1 is perfect, 0 no better than its mean."""
    error, spread = (truth - predicted).square().sum(), (truth - truth.mean()).square().sum()
    return torch.where(spread > 0, 1 - error / spread.clamp_min(1e-30), (error == 0).float())
