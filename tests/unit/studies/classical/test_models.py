"""All models share one split, the net equals the perceptron, and the code reproduces the scores."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from nets.experiment import link
from nets.models.perceptron.settings import Data
from nets.studies.classical.dataset import load_dataset, most_informative_inputs
from nets.studies.classical.evaluation import (
    GRID,
    MapView,
    curve_values,
    decision_map,
    evaluate,
    fit_model,
    fit_request,
)
from nets.studies.classical.model_code import package_programs, program
from nets.studies.classical.models import TITLES, predict_scores
from nets.studies.classical.network_experiment import perceptron_experiment
from nets.studies.classical.settings import MODELS, ClassicalSettings, count_powers
from nets.training.trainer_state import Training, train

SMALL = {"size": 60, "steps": 20, "width": 4, "trees": 5, "rounds": 5}
POINTS = tuple(float(v) for at in range(30) for v in (at % 6 - 3, at // 6 - 2, (at % 6 > 2) + (at // 6 > 3)))


def settings_of(**changes: object) -> ClassicalSettings:
    return ClassicalSettings.model_validate(SMALL | changes)


def test_dataset_equals_that_of_the_perceptron() -> None:
    settings = settings_of(name="iris", label_noise=0.2)
    task, dataset = Training(perceptron_experiment(settings)).task, load_dataset(settings.data)
    np.testing.assert_array_equal(dataset.inputs, task.train.inputs.numpy())
    np.testing.assert_array_equal(dataset.targets, task.train.truth.numpy())
    np.testing.assert_array_equal(dataset.test_inputs, task.test.inputs.numpy())
    np.testing.assert_array_equal(dataset.test_targets, task.test.truth.numpy())


@pytest.mark.parametrize("name", ["moons", "sine"])
def test_net_equals_the_perceptron_of_the_app(name: str) -> None:
    settings = settings_of(name=name)
    *_before, last = train(perceptron_experiment(settings))
    metric = "accuracy" if name == "moons" else "r2"
    result = evaluate(fit_request(settings, "net"))
    assert (result.train, result.test) == pytest.approx(
        (last.figures[f"train_{metric}"], last.figures[f"test_{metric}"]), abs=1e-5
    )


@pytest.mark.parametrize(
    "changes", [{"name": "moons"}, {"name": "sine"}, {"name": "wine"}, {"name": "points", "points": POINTS}]
)
def test_every_model_is_fitted_scored_and_mapped(changes: dict) -> None:
    settings = settings_of(**changes)
    dataset = load_dataset(settings.data)
    assert set(MODELS) - set(settings.fitted_models) == (set() if dataset.classes else {"bayes"})
    for model in settings.fitted_models:
        request = fit_request(settings, model)
        result, map_ = evaluate(request), decision_map(request, MapView(*most_informative_inputs(dataset)))
        assert result.predictions.shape == (len(dataset.test_inputs), max(1, len(dataset.classes)))
        assert result.train > (0.4 if dataset.classes else -0.1), model
        assert result.size > 0 < result.seconds
        assert map_.levels.shape == (GRID, GRID)
        assert (map_.classes is not None) == (len(dataset.classes) > 2)


def test_map_shows_the_predictions_of_the_model() -> None:
    settings = settings_of()
    request, dataset = fit_request(settings, "tree"), load_dataset(settings.data)
    map_ = decision_map(request, MapView()).levels
    cells = np.clip(((dataset.test_xy + 6) / 12 * GRID).astype(int), 0, GRID - 1)
    middles = (cells + 0.5) / GRID * 12 - 6
    inputs = ((middles - dataset.mean) / dataset.std).astype(np.float32)
    predictions = predict_scores(fit_model(request)[0], inputs, 2)[:, 1]
    assert np.abs(map_[cells[:, 1], cells[:, 0]] / 255 - predictions).max() < 0.003


Run = Callable[[str, Path], float]


@pytest.fixture
def run(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a program in a folder and returns the number that it prints."""

    def figure(program: str, folder: Path) -> float:
        monkeypatch.chdir(folder)
        exec(compile(program, "program.py", "exec"), {})
        return float(capsys.readouterr().out)

    return figure


@pytest.mark.parametrize("changes", [{}, {"name": "sine", "degree": 2}], ids=["classes", "numbers"])
def test_code_is_short_and_prints_the_same_score(changes: dict, run: Run, tmp_path: Path) -> None:
    settings = settings_of(**changes)
    with zipfile.ZipFile(io.BytesIO(package_programs(settings, load_dataset(settings.data)))) as archive:
        archive.extractall(tmp_path)
    for model in settings.fitted_models:
        program = (tmp_path / f"{model}.py").read_text()
        assert len([line for line in program.splitlines() if line]) <= 10
        assert run(program, tmp_path) == pytest.approx(evaluate(fit_request(settings, model)).test, abs=1e-5), model


def test_net_of_own_table_reads_it_from_its_file(run: Run, tmp_path: Path) -> None:
    csv = "a,b,kind\n" + "\n".join(f"{at % 7},{at % 5},{'yes' if at % 7 > 3 else 'no'}" for at in range(40))
    settings = settings_of(name="csv", csv=csv, target="kind")
    (tmp_path / "table.csv").write_text(csv)
    assert run(program(settings, "net"), tmp_path) == pytest.approx(
        evaluate(fit_request(settings, "net")).test, abs=1e-6
    )


def test_settings_survive_a_link_and_invalid_ones_are_reported() -> None:
    settings = settings_of(name="points", points=POINTS, models=("tree", "net"))
    assert link.salvage(ClassicalSettings, link.strings(settings)) == (settings, [])
    kept, problems = link.salvage(
        ClassicalSettings, {"data.name": "csv", "data.depth": "3", "data.k": "many", "data.models": "tree"}
    )
    assert (kept.name, kept.depth, kept.models) == ("moons", 3, ("tree",))
    assert [str(each) for each in problems] == [
        "data.k cannot be many.",
        "There is no table yet. Choose a file, or other data.",
    ]
    with pytest.raises(ValidationError):
        settings_of(models=())


def test_degree_keeps_the_inputs_within_the_limit() -> None:
    from sklearn.preprocessing import PolynomialFeatures

    for inputs, degree in ((2, 8), (5, 3), (30, 2)):
        assert (
            count_powers(inputs, degree)
            == PolynomialFeatures(degree, include_bias=False).fit(np.zeros((1, inputs))).n_output_features_
        )
    wide = settings_of(name="breast_cancer", degree=8)
    assert (wide.max_degree, wide.value("linear")) == (2, 2)
    assert curve_values("linear", wide) == (1, 2)


def test_every_model_has_a_title() -> None:
    assert set(TITLES) == set(MODELS)
    assert set(Data.model_fields) < set(ClassicalSettings.model_fields)
