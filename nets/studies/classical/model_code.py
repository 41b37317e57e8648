"""The code of each model in ten lines at most, as it runs outside this app, and the data that it reads; torch-free."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from nets.studies.classical.dataset import Held
from nets.studies.classical.network_experiment import experiment_of
from nets.studies.classical.settings import Classical, Model

DATA, TABLE = "data.npz", "table.csv"
READ = f'x, y, test_x, test_y = np.load("{DATA}").values()'
MADE: dict[str, tuple[str, str, str]] = {  # module, class without its end, arguments
    "neighbours": ("neighbors", "KNeighbors", "n_neighbors={value}"),
    "tree": ("tree", "DecisionTree", "max_depth={value}, random_state={seed}"),
    "forest": ("ensemble", "RandomForest", "n_estimators={value}, random_state={seed}"),
    "boosting": ("ensemble", "GradientBoosting", "n_estimators={value}, max_depth=3, random_state={seed}"),
}


def code(settings: Classical, model: Model) -> str:
    """A program that fits this model to the data beside it and prints its test score."""
    if model == "net":
        return _net(settings)
    imports, made = _made(settings, model)
    lines = ["import numpy as np", *imports, "", READ, f"model = {made}", "model.fit(x, y)"]
    return "\n".join([*lines, "print(model.score(test_x, test_y))", ""])


def _made(settings: Classical, model: Model) -> tuple[list[str], str]:
    """What to import of scikit-learn, and the model as it is made."""
    value, classes = settings.value(model), settings.shape.classes
    if model in MADE:
        module, name, arguments = MADE[model]
        name += "Classifier" if classes else "Regressor"
        return [f"from sklearn.{module} import {name}"], f"{name}({arguments.format(value=value, seed=settings.seed)})"
    if model == "svm":
        name = "SVC" if classes else "SVR"
        return [f"from sklearn.svm import {name}"], f"{name}(gamma={value} / {settings.shape.inputs})"
    if model == "bayes":
        return ["from sklearn.naive_bayes import GaussianNB"], f"GaussianNB(var_smoothing={value})"
    name, arguments = ("LogisticRegression", "C=10.0, max_iter=2000") if classes else ("LinearRegression", "")
    imports = [f"from sklearn.linear_model import {name}", "from sklearn.pipeline import make_pipeline"]
    imports += ["from sklearn.preprocessing import PolynomialFeatures"]
    return imports, f"make_pipeline(PolynomialFeatures({value}, include_bias=False), {name}({arguments}))"


def _net(settings: Classical) -> str:
    """Our own training, to be run in this project's folder; a person's table is read from the file beside it."""
    experiment = experiment_of(settings, settings.seed)
    written = experiment.strings()
    own = written.pop("data.csv", None) is not None
    table = [f'settings["data.csv"] = open("{TABLE}", encoding="utf-8").read()'] if own else []
    return "\n".join(
        [
            "from nets.models.perceptron.experiment import Perceptron",
            "from nets.training.trainer_state import train",
            "",
            f"settings = {written!r}",
            *table,
            "*_, last = train(Perceptron.from_strings(settings))",
            f'print(last.figures["test_{experiment.metric}"])',
            "",
        ]
    )


def package(settings: Classical, known: Held) -> bytes:
    """The programs of all models that are fitted, and their data, as a zip."""
    arrays, content = io.BytesIO(), io.BytesIO()
    np.savez(arrays, x=known.inputs, y=known.targets, test_x=known.test_inputs, test_y=known.test_targets)
    files = {DATA: arrays.getvalue()} | {f"{model}.py": code(settings, model).encode() for model in settings.fitted}
    if settings.name == "csv":
        files[TABLE] = settings.csv.encode()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()
