"""Bundled tables: those of scikit-learn, and Seattle's weather, described so that a page need not load them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from nets.datasets.examples import Examples
from nets.datasets.split import split
from nets.datasets.tables import weather

Name = Literal["iris", "wine", "breast_cancer", "diabetes", "seattle"]

NAMES: tuple[Name, ...] = get_args(Name)


@dataclass(frozen=True)
class Table:
    """The number of rows of a table, the names of its inputs, and its classes (empty for a regression)."""

    rows: int
    features: tuple[str, ...]
    classes: tuple[str, ...] = ()


_WINE = (
    "alcohol malic_acid ash alcalinity_of_ash magnesium total_phenols flavanoids nonflavanoid_phenols "
    "proanthocyanins color_intensity hue od280/od315_of_diluted_wines proline"
)
_CELL = (
    "radius", "texture", "perimeter", "area", "smoothness",
    "compactness", "concavity", "concave points", "symmetry", "fractal dimension",
)  # fmt: skip

TABLES: dict[Name, Table] = {
    "iris": Table(
        150,
        ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
        ("setosa", "versicolor", "virginica"),
    ),
    "wine": Table(178, tuple(_WINE.split()), ("class_0", "class_1", "class_2")),
    "breast_cancer": Table(
        569,
        (
            *(f"mean {name}" for name in _CELL),
            *(f"{name} error" for name in _CELL),
            *(f"worst {name}" for name in _CELL),
        ),
        ("malignant", "benign"),
    ),
    "diabetes": Table(442, ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")),
    "seattle": Table(1461, (*weather.NUMBERS, "month"), weather.CLASSES),
}


def examples(name: Name, train_share: float = 0.8, seed: int = 0) -> Examples:
    """Return the table as examples: inputs (N, F) in their own units. Imports scikit-learn."""
    from sklearn import datasets

    table = TABLES[name]
    inputs, values = weather.table() if name == "seattle" else getattr(datasets, f"load_{name}")(return_X_y=True)
    targets = values.astype(np.int64 if table.classes else np.float32)
    test = split(targets, train_share, seed)
    return Examples(inputs.astype(np.float32), targets, table.features, table.classes, test)
