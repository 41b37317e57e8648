"""What a person can set on the page of backpropagation; torch-free."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import field_validator

from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_
from nets.studies.backpropagation.formula.expression import MOST_CHARACTERS
from nets.studies.backpropagation.formula.samples import SAMPLES

NOBODY = "-"  # as the frozen nodes: a link cannot carry an empty text


class Backpropagation(Settings):
    """A formula, numbers put in by hand, frozen nodes by their names, and how an update is made."""

    sample: Literal["formula", "neuron", "net", "softmax", "chain"] = setting(
        "neuron", N_("Example"), N_("A formula to begin with.")
    )
    text: str | None = setting(None, N_("Formula"), N_("The last line is the output."), max_length=MOST_CHARACTERS)
    numbers: str = setting(
        "", N_("Numbers put in by hand"), N_("Inputs with their values, as in x=1,w=2."), max_length=MOST_CHARACTERS
    )
    frozen: str | None = setting(
        None,
        N_("Frozen nodes"),
        N_("A frozen node receives no gradient and passes none on: requires_grad=False, or detach()."),
        max_length=MOST_CHARACTERS,
    )
    lr: float = setting(
        0.1, N_("Learning rate"), N_("An update takes it times the gradient away from each input."), low=1e-4, high=10.0
    )
    zero: bool = setting(
        True,
        N_("Zero the gradients"),
        N_("zero_grad() before each backward pass. Without it gradients add up from pass to pass: the usual mistake."),
    )
    digits: int = setting(
        6,
        N_("Step of the finite difference, 10⁻ⁿ"),
        N_("How far an input is moved to measure a gradient: too far is inexact, too little drowns in rounding."),
        low=0,
        high=16,
    )

    @field_validator("numbers")
    @classmethod
    def _are_numbers(cls, text: str) -> str:
        return written(read(text))

    @property
    def by_hand(self) -> dict[str, float]:
        """The numbers that a person put in, by the names of the inputs."""
        return read(self.numbers)

    @property
    def formula(self) -> str:
        """The text that was typed, or that of the example."""
        return SAMPLES[self.sample].text if self.text is None else self.text

    @property
    def names_frozen(self) -> tuple[str, ...]:
        """The names of frozen nodes: those that were chosen, or what is data in the example."""
        if self.frozen is not None:
            return tuple(name for name in self.frozen.split(",") if name and name != NOBODY)
        return SAMPLES[self.sample].frozen if self.text is None else ()


def read(text: str) -> dict[str, float]:
    """The numbers of a text such as "x=1,w=2"."""
    found = {}
    for part in filter(None, text.split(",")):
        name, _equals, number = part.partition("=")
        found[name.strip()] = float(number)
        if not math.isfinite(found[name.strip()]):
            raise ValueError(part)
    return found


def written(numbers: Mapping[str, float]) -> str:
    """The text that `read` reads."""
    return ",".join(f"{name}={number!r}" for name, number in numbers.items())
