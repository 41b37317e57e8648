"""The table of surfaces to descend: formulas in x and y, with region, start and rates; torch-free."""

from __future__ import annotations

from dataclasses import dataclass, field

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.user_error import N_

Range = tuple[float, float]

RATES = {name: spec.surface_rate for name, spec in OPTIMIZERS.items()}  # for most surfaces of this size
OWN = "own"


@dataclass(frozen=True)
class Surface:
    """A function of two numbers that optimizers descend.

    Attributes:
        title: Its name, marked for translation.
        about: A description, marked for translation.
        formula: In the language of `nets.studies.backpropagation.formula.expression`; `condition` in it stands for the
            setting of that name.
        x: The range of x on the map.
        y: The range of y on the map.
        start: The start of a race.
        lowest: The height of the deepest minimum.
        minima: Positions of that height.
        rates: Learning rates that suit the start.
        steps: A number of steps that suffices.
    """

    title: str
    about: str
    formula: str
    x: Range
    y: Range
    start: tuple[float, float]
    lowest: float
    minima: tuple[tuple[float, float], ...]
    rates: dict[str, float] = field(default_factory=dict)
    steps: int = 200

    def setup(self) -> dict[str, object]:
        """Return the settings with which a race over it begins."""
        rates = {f"rate_{name}": rate for name, rate in (RATES | self.rates).items()}
        return {"x": self.start[0], "y": self.start[1], "steps": self.steps, **rates}


SURFACES = {
    "ravine": Surface(
        N_("Ravine"),
        N_("A long valley with steep walls. The walls limit the rate, and the floor then takes for ever."),
        "(x^2 + condition*y^2)/2",
        (-3, 3),
        (-3, 3),
        (-2.6, 1.4),
        0.0,
        ((0, 0),),
    ),
    "saddle": Surface(
        N_("Saddle"),
        N_("Down along x, then hardly a slope: the way out runs along y, and the start is almost on the ridge."),
        "x^2 - y^2 + y^4/4",
        (-2.5, 2.5),
        (-2.5, 2.5),
        (-2.0, 0.001),
        -1.0,
        ((0, 2**0.5), (0, -(2**0.5))),
        dict.fromkeys(RATES, 0.01),
        300,
    ),
    "rosenbrock": Surface(
        N_("Banana valley (Rosenbrock)"),
        N_("A valley that bends. Its floor is almost flat, and no axis points along it."),
        "(1 - x)^2 + 100*(y - x^2)^2",
        (-2, 2),
        (-1, 3),
        (-1.2, 1.6),
        0.0,
        ((1, 1),),
        {"sgd": 0.0012, "momentum": 0.0006, "nesterov": 0.0006, "rmsprop": 0.01},
        500,
    ),
    "plateau": Surface(
        N_("Plateau"),
        N_(
            "Flat far away, like a loss whose units are saturated: a step in proportion to the slope is no step at all."
        ),
        "1 - exp(-(x^2 + 2*y^2)/2)",
        (-4, 4),
        (-4, 4),
        (-2.8, 1.4),
        0.0,
        ((0, 0),),
        {"sgd": 0.5, "momentum": 0.2, "nesterov": 0.2},
    ),
    "minima": Surface(
        N_("Many minima"),
        N_("A bowl full of hollows. Where one ends depends on the start, on momentum and on noise."),
        "(x^2 + y^2)/8 + (2 - cos(3*x) - cos(3*y))/4",
        (-5, 5),
        (-5, 5),
        (-4.0, 3.4),
        0.0,
        ((0, 0),),
        {"sgd": 0.2, "momentum": 0.05, "nesterov": 0.05, "adagrad": 1.0, "rmsprop": 0.05, "adam": 0.3, "adamw": 0.3},
    ),
    "himmelblau": Surface(
        N_("Four minima (Himmelblau)"),
        N_("Four hollows of equal depth. Optimizers that start together may end in different ones."),
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        (-5, 5),
        (-5, 5),
        (0.1, 0.0),
        0.0,
        ((3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)),
        {"sgd": 0.01, "momentum": 0.004, "nesterov": 0.004},
    ),
}


def formula(name: str, condition: float, own: str) -> str:
    """Return the formula of a surface as text that can be parsed."""
    return own if name == OWN else SURFACES[name].formula.replace("condition", f"{condition:g}")
