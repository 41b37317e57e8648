"""Define what each operation computes, and its derivatives by its inputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

ROOT_2, ROOT_2_PI = math.sqrt(2.0), math.sqrt(2.0 * math.pi)


@dataclass(frozen=True)
class Rule:
    """An operation and its derivatives.

    Attributes:
        value: The result for the inputs a, b.
        slopes: The derivatives for the inputs and the result y.
        formulas: The derivatives as text, in a, b and y.
    """

    value: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]
    formulas: tuple[str, ...]

    def __call__(self, *inputs: float) -> float:
        """Return the result; infinity if it overflows, nan if it is undefined."""
        try:
            return self.value(*inputs)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    def local_gradients(self, *inputs: float, y: float) -> tuple[float, ...]:
        """Return the derivative by each input, where the result is y; nan where it is undefined."""
        try:
            return self.slopes(*inputs, y)
        except (ValueError, ZeroDivisionError, OverflowError):
            return (math.nan,) * len(inputs)


def sigmoid(a: float) -> float:
    """Return 1 / (1 + e^-a), without overflow."""
    small = math.exp(-abs(a))
    return 1.0 / (1.0 + small) if a >= 0 else small / (1.0 + small)


def normal_cdf(a: float) -> float:
    """Return the cumulative distribution function of the standard normal distribution."""
    return 0.5 * (1.0 + math.erf(a / ROOT_2))


def sign(a: float) -> float:
    """Return -1, 0 or 1."""
    return math.copysign(1.0, a) if a else 0.0


def max_slope(a: float, b: float) -> float:
    """Return the derivative of max(a, b) by a: 1 or 0, and 0.5 at a tie, as torch does."""
    return 0.5 if a == b else float(a > b)


def power_slopes(a: float, b: float, y: float) -> tuple[float, float]:
    """Return the derivatives of a^b; nan by b where log a is undefined, except 0 at a = 0."""
    by_a = b * math.pow(a, b - 1.0) if b else 0.0
    return by_a, y * math.log(a) if a > 0 else 0.0 if a == 0 and b >= 0 else math.nan


def larger(a: float, b: float) -> float:
    """Return the larger of two numbers; nan if one of them is nan."""
    return math.nan if a != a or b != b else max(a, b)


def smaller(a: float, b: float) -> float:
    """Return the smaller of two numbers; nan if one of them is nan."""
    return -larger(-a, -b)


RULES = {
    "+": Rule(lambda a, b: a + b, lambda a, b, y: (1.0, 1.0), ("1", "1")),
    "-": Rule(lambda a, b: a - b, lambda a, b, y: (1.0, -1.0), ("1", "−1")),
    "*": Rule(lambda a, b: a * b, lambda a, b, y: (b, a), ("b", "a")),
    "/": Rule(lambda a, b: a / b, lambda a, b, y: (1.0 / b, -a / b / b), ("1/b", "−a/b²")),
    "**": Rule(math.pow, power_slopes, ("b·a^(b−1)", "y·log a")),
    "neg": Rule(lambda a: -a, lambda a, y: (-1.0,), ("−1",)),
    "sin": Rule(math.sin, lambda a, y: (math.cos(a),), ("cos a",)),
    "cos": Rule(math.cos, lambda a, y: (-math.sin(a),), ("−sin a",)),
    "tan": Rule(math.tan, lambda a, y: (1.0 + y * y,), ("1+y²",)),
    "exp": Rule(math.exp, lambda a, y: (y,), ("y",)),
    "log": Rule(math.log, lambda a, y: (1.0 / a,), ("1/a",)),
    "sqrt": Rule(math.sqrt, lambda a, y: (0.5 / y,), ("1/(2y)",)),
    "tanh": Rule(math.tanh, lambda a, y: (1.0 - y * y,), ("1−y²",)),
    "sigmoid": Rule(sigmoid, lambda a, y: (y * (1.0 - y),), ("y·(1−y)",)),
    "relu": Rule(lambda a: larger(a, 0.0), lambda a, y: (float(a > 0),), ("a>0 ? 1 : 0",)),
    "gelu": Rule(
        lambda a: a * normal_cdf(a),
        lambda a, y: (normal_cdf(a) + a * math.exp(-a * a / 2.0) / ROOT_2_PI,),
        ("Φ(a)+a·φ(a)",),
    ),
    "abs": Rule(abs, lambda a, y: (sign(a),), ("sign a",)),
    "max": Rule(larger, lambda a, b, y: (max_slope(a, b), max_slope(b, a)), ("a>b ? 1 : 0", "b>a ? 1 : 0")),
    "min": Rule(smaller, lambda a, b, y: (max_slope(b, a), max_slope(a, b)), ("a<b ? 1 : 0", "b<a ? 1 : 0")),
}
OPERATORS = ("+", "-", "*", "/", "**", "neg")
FUNCTIONS = {name: len(rule.formulas) for name, rule in RULES.items() if name not in OPERATORS}
