"""Declare the settings of the Classical page: the perceptron's data, and one setting for each model; torch-free."""

from __future__ import annotations

from typing import Any, Literal, Self, get_args

from pydantic import model_validator

from nets.experiment.settings import setting
from nets.experiment.user_error import N_, Problem
from nets.models.perceptron.examples import Shape, shape
from nets.models.perceptron.settings import Data, World

Model = Literal["linear", "neighbours", "tree", "forest", "boosting", "svm", "bayes", "net"]

MODELS: tuple[Model, ...] = get_args(Model)
COMPLEXITY: dict[Model, str] = {  # the setting that makes each model more complex or simpler
    "linear": "degree",
    "neighbours": "k",
    "tree": "depth",
    "forest": "trees",
    "boosting": "rounds",
    "svm": "gamma",
    "bayes": "smoothing",
    "net": "width",
}
MAX_INPUTS = 600  # after powers and products of the inputs


def _redeclare(name: str, default: Any) -> Any:
    """Declare a setting of the data as the perceptron does, with another default."""
    declared = Data.model_fields[name]
    (described,) = (each for each in declared.metadata if type(each).__name__ == "Setting")
    limits = {"low": described.low, "high": described.high}
    return setting(default, described.title, described.help, **limits, when=described.when, labels=described.labels)


class ClassicalSettings(Data):
    """Data, split once for all models, and the complexity of each model."""

    name: World = _redeclare("name", "moons")
    size: int = _redeclare("size", 300)
    noise: float = _redeclare("noise", 0.3)
    models: tuple[Model, ...] = setting(
        MODELS, N_("Models"), N_("Which models are fitted. All of them see the very same training examples.")
    )
    degree: int = setting(
        1,
        N_("Degree"),
        N_("1: a straight line. Above: powers and products of the inputs up to this degree are inputs as well."),
        low=1,
        high=8,
    )
    k: int = setting(
        9,
        N_("Neighbours"),
        N_("How many of the nearest examples have a say. One: all is learnt by heart."),
        low=1,
        high=100,
    )
    depth: int = setting(5, N_("Depth"), N_("How many questions the tree may ask one after the other."), low=1, high=20)
    trees: int = setting(
        50,
        N_("Trees"),
        N_("How many trees have a vote. More of them do not overfit; they only take longer."),
        low=1,
        high=200,
    )
    rounds: int = setting(
        60,
        N_("Rounds"),
        N_("How many small trees are added, each to mend what those before got wrong."),
        low=1,
        high=300,
    )
    gamma: float = setting(
        1.0,
        N_("Sharpness of the kernel"),
        N_(
            "How fast the say of a support vector fades with its distance: gamma times the number of inputs. The "
            "larger, the more wrinkled the border."
        ),
        low=0.01,
        high=100.0,
        scale="log",
    )
    smoothing: float = setting(
        1e-5,
        N_("Smoothing"),
        N_(
            "What is added to every variance, as a share of the largest one. The more, the rounder and wider the bells."
        ),
        low=1e-5,
        high=10.0,
        scale="log",
    )
    width: int = setting(
        16,
        N_("Neurons a layer"),
        N_("The net has two hidden layers with tanh, of so many neurons each."),
        low=1,
        high=64,
    )
    steps: int = setting(
        300,
        N_("Updates of the net"),
        N_("How long the net trains: updates with Adam, rate 0.01, 32 examples each."),
        low=10,
        high=5000,
        scale="log",
    )

    @property
    def data(self) -> Data:
        """The settings of the data, as the perceptron takes them."""
        return Data(**{name: getattr(self, name) for name in Data.model_fields})

    @property
    def shape(self) -> Shape:
        """Numbers of examples, inputs and classes."""
        return shape(self.data)

    @property
    def max_degree(self) -> int:
        """The highest degree within the limit of inputs."""
        return max(each for each in range(1, 9) if each == 1 or count_powers(self.shape.inputs, each) <= MAX_INPUTS)

    @property
    def fitted_models(self) -> tuple[Model, ...]:
        """The models that are fitted, in order; naive Bayes only for classes."""
        return tuple(name for name in MODELS if name in self.models and (name != "bayes" or self.shape.classes))

    def value(self, model: Model) -> Any:
        """Return the value of the setting of this model."""
        value = getattr(self, COMPLEXITY[model])
        return min(value, self.max_degree) if model == "linear" else value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.models or len(set(self.models)) < len(self.models):
            raise Problem(N_("Choose at least one model, and each only once."), key="data.models")
        _ = self.shape  # raises a Problem if the table is missing or cannot be read
        return self


def count_powers(inputs: int, degree: int) -> int:
    """Return the number of powers and products of inputs up to a degree: C(inputs + degree, degree) - 1."""
    count = 1
    for power in range(1, degree + 1):
        count = count * (inputs + power) // power
    return count - 1
