"""The perceptron's experiment: data, net and fit settings that fit together. Free of torch and scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.tables import upload_table
from nets.datasets.tables.upload_table import TableFile
from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import FLOAT, Layer, dense
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import Problem
from nets.models.perceptron.examples import as_points, points_problem, shape
from nets.models.perceptron.head import Head, head
from nets.models.perceptron.settings import BENT, FLAT, Data, Net

__all__ = ["Data", "Net", "Perceptron"]


BUDGET = Budget(
    parameters=Limit(2_000_000, "net.hidden"),
    memory=Limit(512_000_000, "net.hidden"),  # bytes
)


class Perceptron(Experiment):
    """A multi-layer perceptron on points of the plane or on a table."""

    family: Literal["perceptron"] = "perceptron"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig()

    def parsed(self) -> TableFile | None:
        """Return the user's table, if it is the dataset."""
        return upload_table.read(self.data.csv) if self.data.name == "csv" else None

    def remember(self, parsed: object) -> None:
        """Store that table."""
        if isinstance(parsed, TableFile):
            upload_table.remember(self.data.csv, parsed)

    @property
    def pending(self) -> Problem | None:
        """What is missing: custom points of two classes, if there are none."""
        return points_problem(self.data)

    @property
    def learnt(self) -> int:
        """The number of training examples, up to rounding."""
        count = round(self.data.train_share * shape(self.data).examples)
        return min(count, self.data.examples or count)

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes; custom points begin with the current ones."""
        if changes.get("data.name") == "points" and not self.data.points:
            changes = {**changes, "data.points": as_points(self.data)}
        return super().completed(changes)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return shape(self.data).inputs

    @property
    def classes(self) -> int:
        """The number of classes; 0 for a regression."""
        return shape(self.data).classes

    @property
    def flat(self) -> bool:
        """Whether the examples are points of the plane."""
        return self.data.name in FLAT

    @property
    def metric(self) -> str:
        """Accuracy; R² for a regression."""
        return "accuracy" if self.classes else "r2"

    @property
    def too_simple(self) -> bool:
        """Whether the net draws straight lines only, on points that no straight line separates."""
        net = self.net
        straight = net.hidden[:1] in ((), (1,)) or set(net.activation) == {"identity"}
        return straight and self.data.name in BENT and set(self.data.features) <= {"x", "y"}

    @property
    def head(self) -> Head:
        """The output layer and the loss, with every "auto" decided."""
        return head(self.net, self.classes)

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.head.neurons

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons in each layer, from the inputs to the outputs."""
        return (self.inputs, *self.net.hidden, self.outputs)

    def layers(self) -> tuple[Layer, ...]:
        """Return hidden layers and output layer, under the names of their modules."""
        names = [*(f"hidden.{number}" for number in range(len(self.net.hidden))), "output"]
        shapes = zip(names, pairwise(self.widths), strict=True)
        return tuple(dense(name, *shape, first=name == names[0]) for name, shape in shapes)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum((before + 1) * after for before, after in pairwise(self.widths))

    @property
    def memory(self) -> int:
        """An upper estimate of the memory of a training in bytes: data, parameters, activations."""
        data = shape(self.data)
        batch = max(self.fit.batch, 3000)  # a report evaluates 2000 examples, a map 2900 points
        examples = FLOAT * 2 * data.examples * (data.inputs + 1)
        return examples + training_bytes(self.layers(), batch, copies=4, inputs=self.inputs)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_limits(self.layers(), BUDGET, self.memory, self.fit.batch)
        return self
