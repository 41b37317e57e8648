"""The settings of the Optimizers page; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import create_model

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES, OPTIMIZERS, Optimizer
from nets.experiment.settings import Setting, Settings, setting, settings_of
from nets.experiment.training_config import Schedule
from nets.experiment.user_error import N_
from nets.studies.optimizers.surfaces import OWN, SURFACES, Range, formula

MAX_STEPS, MAX_TYPED, FARTHEST = 1000, 200, 1000.0


def _rate(name: str) -> float:
    """Declare the learning rate of one optimizer."""
    words = N_("How far one step goes. Each optimizer has its own: equal numbers mean different things to them.")
    rate: float = setting(OPTIMIZERS[name].surface_rate, N_("Learning rate"), words, low=1e-6, high=10.0, scale="log")
    return rate


if TYPE_CHECKING:
    Rates = Settings
else:
    Rates = create_model(
        "Rates", __base__=Settings, **{f"rate_{name}": (float, _rate(name)) for name in OPTIMIZER_NAMES}
    )


class Race(Rates):
    """A race: surface, start, optimizers with their rates, and number of steps."""

    surface: Literal["ravine", "saddle", "rosenbrock", "plateau", "minima", "himmelblau", "own"] = setting(
        "ravine", N_("Surface"), N_("What is descended. A surface brings a start and rates that suit it.")
    )
    formula: str = setting(
        "x^2 + 3*sin(y)^2",
        N_("f(x, y)"),
        N_("Your own surface: + - * / ^, sin, cos, exp, log, sqrt, tanh, sigmoid, relu, abs, max, min."),
        max_length=MAX_TYPED,
        when=lambda race: race.surface == OWN,
    )
    reach: float = setting(
        3.0,
        N_("Size of the map"),
        N_("The map shows x and y from minus this to this."),
        low=0.1,
        high=100.0,
        when=lambda race: race.surface == OWN,
    )
    condition: float = setting(
        20.0,
        N_("Steepness of the walls"),
        N_("How many times more the ravine curves across than along: its condition number."),
        low=1.0,
        high=200.0,
        when=lambda race: race.surface == "ravine",
    )
    x: float = setting(
        -2.6, N_("Start x"), N_("Where all begin. A click on the map moves it."), low=-FARTHEST, high=FARTHEST
    )
    y: float = setting(
        1.4, N_("Start y"), N_("Where all begin. A click on the map moves it."), low=-FARTHEST, high=FARTHEST
    )
    optimizers: tuple[Optimizer, ...] = setting(
        OPTIMIZER_NAMES,
        N_("In the race"),
        N_("Which optimizers run, all from the same start."),
        min_length=1,
        max_length=len(OPTIMIZER_NAMES),
    )
    momentum: float = setting(
        0.9, N_("Momentum"), N_("How much of the last step momentum and Nesterov carry on."), low=0.0, high=0.999
    )
    weight_decay: float = setting(
        0.01,
        N_("Weight decay"),
        N_("AdamW alone: how strongly it pulls towards 0, apart from the gradient."),
        low=0.0,
        high=1.0,
    )
    schedule: Schedule = setting("constant", N_("Schedule"), N_("How the rates change over the steps."))
    noise: float = setting(
        0.0,
        N_("Gradient noise"),
        N_("Chance added to each gradient, as a small batch does. It is the same for all, and drawn by the seed."),
        low=0.0,
        high=10.0,
    )
    seed: int = setting(0, N_("Seed"), N_("Equal seeds draw equal noise."), low=0, high=9999)
    steps: int = setting(200, N_("Steps"), N_("How long the race is."), low=10, high=MAX_STEPS)
    target: float = setting(
        0.01,
        N_("Target"),
        N_("Who has come down to this share of the height between the start and the lowest point has arrived."),
        low=0.0001,
        high=0.5,
        scale="log",
    )

    @property
    def formula_text(self) -> str:
        """The formula of the surface as text that can be parsed."""
        return formula(self.surface, self.condition, self.formula)

    @property
    def extent(self) -> tuple[Range, Range]:
        """The ranges of x and y on the map."""
        if self.surface == OWN:
            return (-self.reach, self.reach), (-self.reach, self.reach)
        return SURFACES[self.surface].x, SURFACES[self.surface].y

    def rate(self, name: str) -> float:
        """Return the learning rate of an optimizer."""
        rate: float = getattr(self, f"rate_{name}")
        return rate

    @classmethod
    def rules(cls) -> dict[str, Setting]:
        """Return the settings of the rules, by name: all but the surface, the start, the seed and the length."""
        settings = settings_of(Race, "data")
        return {name: settings[f"data.{name}"] for name in RULES}


RULES = (*(f"rate_{name}" for name in OPTIMIZER_NAMES), "optimizers", "momentum", "weight_decay", "schedule", "noise")


def apply_rules(pinned: Race, current: Race) -> Race:
    """Return the current race with the rules of the pinned one; surface, start and seed stay."""
    return current.model_copy(update={name: getattr(pinned, name) for name in RULES})


class Optimizing(Race):
    """All settings of the page: the race, and the same race on a real net."""

    examples: Literal["circles", "moons", "xor", "spiral"] = setting(
        "moons", N_("Examples"), N_("What the net learns: points of the plane in two classes.")
    )
    shared_rate: float = setting(
        0.0,
        N_("One rate for all"),
        N_("The learning rate of all optimizers; 0: each has one that suits it."),
        low=0.0,
        high=10.0,
        scale="log",
    )

    @property
    def race(self) -> Race:
        """The race alone."""
        return Race.model_validate(self.model_dump(include=set(Race.model_fields)))
