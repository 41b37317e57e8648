"""Define the operations of a formula on floats, numpy arrays and torch tensors."""

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
    """Return the operations on numpy arrays of floats. Undefined results are nan or infinity, without a warning."""
    import numpy as np
    from scipy.special import erf, expit

    def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
        def compute(*inputs: Any) -> Any:
            with np.errstate(all="ignore"):
                return function(*inputs)

        return compute

    functions = {name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs")}
    others = {
        "sigmoid": expit,
        "relu": lambda a: np.maximum(a, 0.0),
        "gelu": lambda a: a * 0.5 * (1.0 + erf(a / math.sqrt(2.0))),
        "max": np.maximum,
        "min": np.minimum,
    }
    operations = {**OPERATORS, **functions, **others}
    return {name: quiet(operation) for name, operation in operations.items()} | {"number": np.float64}


@cache
def tensors() -> Arithmetic:
    """Return the operations on torch tensors; numbers in the formula get double precision."""
    import torch

    functions = {name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs")}
    others = {"relu": torch.relu, "sigmoid": torch.sigmoid, "max": torch.maximum, "min": torch.minimum}
    number = {"number": lambda value: torch.tensor(value, dtype=torch.float64)}
    return {**OPERATORS, **functions, **others, **number, "gelu": torch.nn.functional.gelu}
