"""The operations of a formula on several kinds of numbers: floats, numpy arrays, torch tensors."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from nets.studies.backpropagation.rules import RULES

Arithmetic = Mapping[str, Callable[..., Any]]
OPERATORS: Arithmetic = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
}


FLOATS: Arithmetic = {**RULES, "number": float}


@cache
def arrays() -> Arithmetic:
    """Numpy arrays of floats. What does not exist becomes nan or infinity without a warning."""
    import numpy as np
    from scipy.special import erf, expit

    def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
        def computed(*given: Any) -> Any:
            with np.errstate(all="ignore"):
                return function(*given)

        return computed

    functions = {name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs")}
    others = {
        "sigmoid": expit,
        "relu": lambda a: np.maximum(a, 0.0),
        "gelu": lambda a: a * 0.5 * (1.0 + erf(a / math.sqrt(2.0))),
        "max": np.maximum,
        "min": np.minimum,
    }
    operations = {**OPERATORS, **functions, **others}
    return {name: quiet(made) for name, made in operations.items()} | {"number": np.float64}


@cache
def tensors() -> Arithmetic:
    """Torch tensors, in double precision where nothing else is given."""
    import torch

    functions = {name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs")}
    others = {"relu": torch.relu, "sigmoid": torch.sigmoid, "max": torch.maximum, "min": torch.minimum}
    number = {"number": lambda value: torch.tensor(value, dtype=torch.float64)}
    return {**OPERATORS, **functions, **others, **number, "gelu": torch.nn.functional.gelu}
