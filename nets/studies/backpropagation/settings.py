"""Declare the settings of the Backpropagation page; torch-free."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import field_validator

from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_
from nets.studies.backpropagation.formula.expression import MAX_CHARACTERS
from nets.studies.backpropagation.formula.samples import SAMPLES

NO_NODE = "-"  # stands for no frozen nodes: a link cannot carry an empty text


class Backpropagation(Settings):
    """A formula, the user's values of its inputs, frozen nodes by label, and how updates are made."""

    sample: Literal["formula", "neuron", "net", "softmax", "chain"] = setting(
        "neuron", N_("Example"), N_("A formula to begin with.")
    )
    text: str | None = setting(None, N_("Formula"), N_("The last line is the output."), max_length=MAX_CHARACTERS)
    numbers: str = setting(
        "", N_("Numbers put in by hand"), N_("Inputs with their values, as in x=1,w=2."), max_length=MAX_CHARACTERS
    )
    frozen: str | None = setting(
        None,
        N_("Frozen nodes"),
        N_("A frozen node receives no gradient and passes none on: requires_grad=False, or detach()."),
        max_length=MAX_CHARACTERS,
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
        return format_numbers(parse_numbers(text))

    @property
    def input_values(self) -> dict[str, float]:
        """The values that the user set, by the names of the inputs."""
        return parse_numbers(self.numbers)

    @property
    def formula(self) -> str:
        """The user's text, or that of the example."""
        return SAMPLES[self.sample].text if self.text is None else self.text

    @property
    def frozen_names(self) -> tuple[str, ...]:
        """The labels of frozen nodes: those that the user chose, or the data of the example."""
        if self.frozen is not None:
            return tuple(name for name in self.frozen.split(",") if name and name != NO_NODE)
        return SAMPLES[self.sample].frozen if self.text is None else ()


def parse_numbers(text: str) -> dict[str, float]:
    """Parse a text such as "x=1,w=2".

    Raises:
        ValueError: If a part is not a name with a finite number.
    """
    numbers = {}
    for part in filter(None, text.split(",")):
        name, _equals, number = part.partition("=")
        numbers[name.strip()] = float(number)
        if not math.isfinite(numbers[name.strip()]):
            raise ValueError(part)
    return numbers


def format_numbers(numbers: Mapping[str, float]) -> str:
    """Return the text that `parse_numbers` parses."""
    return ",".join(f"{name}={number!r}" for name, number in numbers.items())
