"""The columns and classes of the built-in tables, as people read them."""

from __future__ import annotations

from ui.options import ANSWERS, NUMBERS
from ui.words import N_, _

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
COLUMNS = {
    "sepal length (cm)": N_("sepal length (cm)"),
    "sepal width (cm)": N_("sepal width (cm)"),
    "petal length (cm)": N_("petal length (cm)"),
    "petal width (cm)": N_("petal width (cm)"),
    "setosa": N_("setosa"),
    "versicolor": N_("versicolor"),
    "virginica": N_("virginica"),
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
    "class_0": N_("vineyard 1"),
    "class_1": N_("vineyard 2"),
    "class_2": N_("vineyard 3"),
    "malignant": N_("malignant"),
    "benign": N_("benign"),
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
    "month": N_("month"),
}


def column_title(name: str) -> str:
    """How a column or class of a built-in table is shown; any other name stands as it is."""
    known = COLUMNS | NUMBERS | ANSWERS  # the last two of the weather
    if name in known:
        return _(known[name])
    for pattern, title in MEASURED.items():
        before, after = pattern.split("{name}")
        inner = name.removeprefix(before).removesuffix(after)
        if inner in CELL and pattern.format(name=inner) == name:
            return _(title, name=_(CELL[inner]))
    return name
