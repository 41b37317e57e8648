"""What a person can set on the page of classical models: the perceptron's data, and one setting a model; torch-free."""

from __future__ import annotations

from typing import Any, Literal, Self, get_args

from pydantic import model_validator

from nets.experiment.settings import setting
from nets.experiment.user_error import N_, Problem
from nets.models.perceptron.examples import Shape, shape
from nets.models.perceptron.settings import Data, World

Model = Literal["linear", "neighbours", "tree", "forest", "boosting", "svm", "bayes", "net"]

MODELS: tuple[Model, ...] = get_args(Model)
SETTINGS: dict[Model, str] = {  # what makes each model more complex, or simpler
    "linear": "degree",
    "neighbours": "k",
    "tree": "depth",
    "forest": "trees",
    "boosting": "rounds",
    "svm": "gamma",
    "bayes": "smoothing",
    "net": "width",
}
MOST_INPUTS = 600  # that powers and products of the inputs may make


def _like(name: str, default: Any) -> Any:
    """A setting of the data as the perceptron declares it, but for where it begins."""
    declared = Data.model_fields[name]
    (described,) = (each for each in declared.metadata if type(each).__name__ == "Setting")
    limits = {"low": described.low, "high": described.high}
    return setting(default, described.title, described.help, **limits, when=described.when, labels=described.labels)


class Classical(Data):
    """Data, split once for all models, and how complex each of them may be."""

    name: World = _like("name", "moons")
    size: int = _like("size", 300)
    noise: float = _like("noise", 0.3)
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
        """What the perceptron is told of the data."""
        return Data(**{name: getattr(self, name) for name in Data.model_fields})

    @property
    def shape(self) -> Shape:
        """How many examples, inputs and classes there are."""
        return shape(self.data)

    @property
    def most_degree(self) -> int:
        """The highest degree that does not make too many inputs."""
        return max(each for each in range(1, 9) if each == 1 or powers(self.shape.inputs, each) <= MOST_INPUTS)

    @property
    def fitted(self) -> tuple[Model, ...]:
        """The models that are fitted, in their order: naive Bayes tells classes apart and predicts no number."""
        return tuple(name for name in MODELS if name in self.models and (name != "bayes" or self.shape.classes))

    def value(self, model: Model) -> Any:
        """How complex this model may be."""
        found = getattr(self, SETTINGS[model])
        return min(found, self.most_degree) if model == "linear" else found

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.models or len(set(self.models)) < len(self.models):
            raise Problem(N_("Choose at least one model, and each only once."), key="data.models")
        _ = self.shape  # raises a Problem where the table is missing or cannot be read
        return self


def powers(inputs: int, degree: int) -> int:
    """How many powers and products of so many inputs there are up to a degree: (inputs + degree)! / … - 1."""
    count = 1
    for each in range(1, degree + 1):
        count = count * (inputs + each) // each
    return count - 1
