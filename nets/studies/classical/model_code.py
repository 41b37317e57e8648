"""Write a short program for each model that runs outside this app, with the data that it reads; torch-free."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.network_experiment import perceptron_experiment
from nets.studies.classical.settings import ClassicalSettings, Model

DATA, TABLE = "data.npz", "table.csv"
READ_DATA = f'x, y, test_x, test_y = np.load("{DATA}").values()'
SKLEARN: dict[str, tuple[str, str, str]] = {  # module, class without its end, arguments
    "neighbours": ("neighbors", "KNeighbors", "n_neighbors={value}"),
    "tree": ("tree", "DecisionTree", "max_depth={value}, random_state={seed}"),
    "forest": ("ensemble", "RandomForest", "n_estimators={value}, random_state={seed}"),
    "boosting": ("ensemble", "GradientBoosting", "n_estimators={value}, max_depth=3, random_state={seed}"),
}


def program(settings: ClassicalSettings, model: Model) -> str:
    """Return a program that fits this model to the data beside it and prints its test score."""
    if model == "net":
        return _net(settings)
    imports, expression = _sklearn_model(settings, model)
    lines = ["import numpy as np", *imports, "", READ_DATA, f"model = {expression}", "model.fit(x, y)"]
    return "\n".join([*lines, "print(model.score(test_x, test_y))", ""])


def _sklearn_model(settings: ClassicalSettings, model: Model) -> tuple[list[str], str]:
    """Return the imports from scikit-learn, and the expression that makes the model."""
    value, classes = settings.value(model), settings.shape.classes
    if model in SKLEARN:
        module, name, arguments = SKLEARN[model]
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


def _net(settings: ClassicalSettings) -> str:
    """Return a program that trains our net, to run in this project's folder; a user's table is read from its file."""
    experiment = perceptron_experiment(settings, settings.seed)
    settings_strings = experiment.strings()
    has_table = settings_strings.pop("data.csv", None) is not None
    table = [f'settings["data.csv"] = open("{TABLE}", encoding="utf-8").read()'] if has_table else []
    return "\n".join(
        [
            "from nets.models.perceptron.experiment import Perceptron",
            "from nets.training.trainer_state import train",
            "",
            f"settings = {settings_strings!r}",
            *table,
            "*_, last = train(Perceptron.from_strings(settings))",
            f'print(last.figures["test_{experiment.metric}"])',
            "",
        ]
    )


def package_programs(settings: ClassicalSettings, dataset: Dataset) -> bytes:
    """Return a zip of the programs of all fitted models, with their data."""
    arrays, content = io.BytesIO(), io.BytesIO()
    np.savez(arrays, x=dataset.inputs, y=dataset.targets, test_x=dataset.test_inputs, test_y=dataset.test_targets)
    files = {DATA: arrays.getvalue()} | {
        f"{model}.py": program(settings, model).encode() for model in settings.fitted_models
    }
    if settings.name == "csv":
        files[TABLE] = settings.csv.encode()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()
