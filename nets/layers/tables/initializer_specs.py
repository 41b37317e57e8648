"""The table of initial weights: label, formula and source of each; torch-free.

`nets.layers.initializers` has the functions themselves under the same names; scripts show their very lines.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nets.experiment.source_excerpts import Source, excerpt
from nets.experiment.user_error import N_

MODULE = "nets/layers/initializers.py"


@dataclass(frozen=True)
class InitializerSpec:
    """A rule for initial weights as people write it.

    Attributes:
        label: Name in a list of options, English, marked for translation.
        formula: Distribution of a weight w or a matrix W, as LaTeX; D inputs come into a layer of W neurons.
        reference: The paper that introduced the rule, if any.
    """

    label: str
    formula: str
    reference: str = ""


INITIALIZER_SPECS = {
    "zero": InitializerSpec(N_("zero"), r"w = 0"),
    "small": InitializerSpec(N_("small"), r"w \sim \mathcal{N}(0,\; 0.01^2)"),
    "large": InitializerSpec(N_("too large"), r"w \sim \mathcal{N}(0,\; 3^2)"),
    "xavier": InitializerSpec(
        "Xavier",
        r"w \sim \mathcal{U}\left(-\sqrt{\tfrac{6}{D + W}},\; \sqrt{\tfrac{6}{D + W}}\right)",
        "Glorot & Bengio 2010",
    ),
    "he": InitializerSpec("He", r"w \sim \mathcal{N}\left(0,\; \tfrac{2}{D}\right)", "He et al. 2015"),
    "orthogonal": InitializerSpec(N_("orthogonal"), r"W W^\top = I \;\lor\; W^\top W = I", "Saxe et al. 2013"),
}
INITIALIZER_LABELS = {name: spec.label for name, spec in INITIALIZER_SPECS.items()}


def initializer_source(name: str) -> list[str]:
    """Return the statements about `weight` in the initializer's function, the first one with its reference.

    Args:
        name: A key of INITIALIZER_SPECS.
    """
    text = excerpt(Source("", MODULE, name)).text
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    first, *others = (line.strip() for line in text.splitlines()[function.body[1].lineno - 1 :])  # without docstring
    reference = INITIALIZER_SPECS[name].reference
    return [f"{first}  # {reference}" if reference else first, *others]


def initializer_table(name: str, path: str = MODULE) -> str:
    """Return the source of one initializer, and of a table INITS with it only, for scripts.

    Args:
        name: A key of INITIALIZER_SPECS.
        path: The file of the function, counted from the project's folder.
    """
    return excerpt(Source("", path, name)).text + f'\n\n\nINITS = {{"{name}": {name}}}'
