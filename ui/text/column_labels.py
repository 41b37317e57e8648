"""Labels of the classes and columns of the built-in datasets, in the user's language.

Each dataset has its own list, because a name may mean something else in another dataset. A name that no list declares
is the user's, such as a class or a column of their own: it is shown as it is, never looked up in a catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping

from nets.datasets.toy.plane_sets import FEATURE_LABELS, PLANE_SETS
from ui.text.i18n import N_, _

CELL = {
    "radius": N_("radius"),
    "texture": N_("texture"),
    "perimeter": N_("perimeter"),
    "area": N_("area"),
    "smoothness": N_("smoothness"),
    "compactness": N_("compactness"),
    "concavity": N_("concavity"),
    "concave points": N_("concave points"),
    "symmetry": N_("symmetry"),
    "fractal dimension": N_("fractal dimension"),
}
MEASURED = {
    "mean {name}": N_("mean {name}"),
    "{name} error": N_("spread of {name}"),
    "worst {name}": N_("worst {name}"),
}
WEATHER = {
    "drizzle": N_("drizzle"),
    "fog": N_("fog"),
    "rain": N_("rain"),
    "snow": N_("snow"),
    "sun": N_("sun"),
}
DAY = {
    "precipitation": N_("precipitation"),
    "temp_max": N_("highest temperature"),
    "temp_min": N_("lowest temperature"),
    "wind": N_("wind"),
}
CLASSES: Mapping[str, Mapping[str, str]] = {  # by dataset
    "exam": {"failed": N_("not passed"), "passed": N_("passed")},
    "iris": {"setosa": N_("setosa"), "versicolor": N_("versicolor"), "virginica": N_("virginica")},
    "wine": {"class_0": N_("vineyard 1"), "class_1": N_("vineyard 2"), "class_2": N_("vineyard 3")},
    "breast_cancer": {"malignant": N_("malignant"), "benign": N_("benign")},
    "seattle": WEATHER,
    "weather": WEATHER,
    "parentheses": {"none": N_("none is open")},
    "sentiment": {"negative": N_("negative"), "positive": N_("positive")},
    "tagging": {
        "pronoun": N_("pronoun"),
        "noun": N_("noun"),
        "verb": N_("verb"),
        "adjective": N_("adjective"),
        "adverb": N_("adverb"),
        "determiner": N_("determiner"),
        "preposition": N_("preposition"),
        "auxiliary": N_("auxiliary"),
        "number": N_("numeral"),
        "measure": N_("measure word"),
        "particle": N_("particle"),
        "mark": N_("punctuation"),
    },
}
COLUMNS: Mapping[str, Mapping[str, str]] = {  # by dataset
    "houses": {
        "area": N_("area (1,000 square feet)"),
        "lot": N_("lot (10,000 square feet)"),
        "rooms": N_("bedrooms"),
    },
    "exam": {"hours": N_("hours of study")},
    **dict.fromkeys(("line", "bend", "two", "three"), FEATURE_LABELS),  # of a neuron
    **dict.fromkeys((*PLANE_SETS, "points"), FEATURE_LABELS),
    "iris": {
        "sepal length (cm)": N_("sepal length (cm)"),
        "sepal width (cm)": N_("sepal width (cm)"),
        "petal length (cm)": N_("petal length (cm)"),
        "petal width (cm)": N_("petal width (cm)"),
    },
    "wine": {
        "alcohol": N_("alcohol"),
        "malic_acid": N_("malic acid"),
        "ash": N_("ash"),
        "alcalinity_of_ash": N_("alkalinity of ash"),
        "magnesium": N_("magnesium"),
        "total_phenols": N_("phenols"),
        "flavanoids": N_("flavonoids"),
        "nonflavanoid_phenols": N_("other phenols"),
        "proanthocyanins": N_("proanthocyanins"),
        "color_intensity": N_("colour intensity"),
        "hue": N_("hue"),
        "od280/od315_of_diluted_wines": N_("protein (OD280/OD315)"),
        "proline": N_("proline"),
    },
    "diabetes": {
        "age": N_("age"),
        "sex": N_("sex"),
        "bmi": N_("body mass index"),
        "bp": N_("blood pressure"),
        "s1": N_("cholesterol"),
        "s2": N_("LDL"),
        "s3": N_("HDL"),
        "s4": N_("cholesterol / HDL"),
        "s5": N_("triglycerides (log)"),
        "s6": N_("blood sugar"),
    },
    "seattle": DAY | {"month": N_("month")},
    "weather": DAY,
    "adding": {"value": N_("value"), "mark": N_("counts")},
    "mnist1d": {"signal": N_("signal")},
}


def class_label(dataset: str, name: str) -> str:
    """Return how a class of a dataset is shown."""
    return _declared(CLASSES, dataset, name)


def column_label(dataset: str, name: str) -> str:
    """Return how a column of a dataset is shown."""
    return _cell_label(name) if dataset == "breast_cancer" else _declared(COLUMNS, dataset, name)


def _declared(labels: Mapping[str, Mapping[str, str]], dataset: str, name: str) -> str:
    own = labels.get(dataset, {})
    return _(own[name]) if name in own else name


def _cell_label(name: str) -> str:
    """Return how a column of the table of cells is shown, such as "worst area"."""
    for pattern, title in MEASURED.items():
        before, after = pattern.split("{name}")
        inner = name.removeprefix(before).removesuffix(after)
        if inner in CELL and pattern.format(name=inner) == name:
            return _(title, name=_(CELL[inner]))
    return name
