"""The models: the very same split for all, the net trained as on its own page, code that arrives at the same scores."""

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
from nets.studies.classical.dataset import held, telling
from nets.studies.classical.evaluation import GRID, View, fitted, measured, question, region, values_of
from nets.studies.classical.model_code import code, package
from nets.studies.classical.models import TITLES, scores
from nets.studies.classical.network_experiment import experiment_of
from nets.studies.classical.settings import MODELS, Classical, powers
from nets.training.trainer_state import Training, train

SMALL = {"size": 60, "steps": 20, "width": 4, "trees": 5, "rounds": 5}
POINTS = tuple(float(v) for at in range(30) for v in (at % 6 - 3, at // 6 - 2, (at % 6 > 2) + (at // 6 > 3)))


def made(**changes: object) -> Classical:
    return Classical.model_validate(SMALL | changes)


def test_all_models_see_what_the_perceptron_sees() -> None:
    settings = made(name="iris", label_noise=0.2)
    task, known = Training(experiment_of(settings)).task, held(settings.data)
    np.testing.assert_array_equal(known.inputs, task.inputs.numpy())
    np.testing.assert_array_equal(known.targets, task.truth.numpy())
    np.testing.assert_array_equal(known.test_inputs, task.test_inputs.numpy())
    np.testing.assert_array_equal(known.test_targets, task.test_truth.numpy())


@pytest.mark.parametrize("name", ["moons", "sine"])
def test_the_net_is_the_perceptron_of_the_app(name: str) -> None:
    settings = made(name=name)
    *_before, last = train(experiment_of(settings))
    metric = "accuracy" if name == "moons" else "r2"
    found = measured(question(settings, "net"))
    assert (found.train, found.test) == pytest.approx(
        (last.figures[f"train_{metric}"], last.figures[f"test_{metric}"]), abs=1e-5
    )


@pytest.mark.parametrize(
    "changes", [{"name": "moons"}, {"name": "sine"}, {"name": "wine"}, {"name": "points", "points": POINTS}]
)
def test_every_model_is_fitted_measured_and_drawn(changes: dict) -> None:
    settings = made(**changes)
    known = held(settings.data)
    assert set(MODELS) - set(settings.fitted) == (set() if known.classes else {"bayes"})
    for model in settings.fitted:
        asked = question(settings, model)
        found, drawn = measured(asked), region(asked, View(*telling(known)))
        assert found.said.shape == (len(known.test_inputs), max(1, len(known.classes)))
        assert found.train > (0.4 if known.classes else -0.1), model
        assert found.pieces > 0 < found.seconds
        assert drawn.levels.shape == (GRID, GRID)
        assert (drawn.winner is not None) == (len(known.classes) > 2)


def test_a_map_shows_what_the_model_says_there() -> None:
    settings = made()
    asked, known = question(settings, "tree"), held(settings.data)
    drawn = region(asked, View()).levels
    cells = np.clip(((known.test_xy + 6) / 12 * GRID).astype(int), 0, GRID - 1)
    middles = (cells + 0.5) / GRID * 12 - 6
    inputs = ((middles - known.mean) / known.deviation).astype(np.float32)
    said = scores(fitted(asked)[0], inputs, 2)[:, 1]
    assert np.abs(drawn[cells[:, 1], cells[:, 0]] / 255 - said).max() < 0.003


Run = Callable[[str, Path], float]


@pytest.fixture
def run(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Run:
    """run(program, folder) is the figure that a program prints there."""

    def figure(program: str, folder: Path) -> float:
        monkeypatch.chdir(folder)
        exec(compile(program, "program.py", "exec"), {})
        return float(capsys.readouterr().out)

    return figure


@pytest.mark.parametrize("changes", [{}, {"name": "sine", "degree": 2}], ids=["classes", "numbers"])
def test_code_is_short_runs_and_prints_the_same_score(changes: dict, run: Run, tmp_path: Path) -> None:
    settings = made(**changes)
    with zipfile.ZipFile(io.BytesIO(package(settings, held(settings.data)))) as archive:
        archive.extractall(tmp_path)
    for model in settings.fitted:
        program = (tmp_path / f"{model}.py").read_text()
        assert len([line for line in program.splitlines() if line]) <= 10
        assert run(program, tmp_path) == pytest.approx(measured(question(settings, model)).test, abs=1e-5), model


def test_the_net_of_an_own_table_reads_it_from_its_file(run: Run, tmp_path: Path) -> None:
    csv = "a,b,kind\n" + "\n".join(f"{at % 7},{at % 5},{'yes' if at % 7 > 3 else 'no'}" for at in range(40))
    settings = made(name="csv", csv=csv, target="kind")
    (tmp_path / "table.csv").write_text(csv)
    assert run(code(settings, "net"), tmp_path) == pytest.approx(measured(question(settings, "net")).test, abs=1e-6)


def test_settings_travel_in_a_link_and_what_does_not_fit_is_told() -> None:
    settings = made(name="points", points=POINTS, models=("tree", "net"))
    assert link.salvage(Classical, link.strings(settings)) == (settings, [])
    kept, problems = link.salvage(
        Classical, {"data.name": "csv", "data.depth": "3", "data.k": "many", "data.models": "tree"}
    )
    assert (kept.name, kept.depth, kept.models) == ("moons", 3, ("tree",))
    assert [str(each) for each in problems] == [
        "data.k cannot be many.",
        "There is no table yet. Choose a file, or other data.",
    ]
    with pytest.raises(ValidationError):
        made(models=())


def test_the_degree_keeps_the_inputs_within_bounds() -> None:
    from sklearn.preprocessing import PolynomialFeatures

    for inputs, degree in ((2, 8), (5, 3), (30, 2)):
        assert (
            powers(inputs, degree)
            == PolynomialFeatures(degree, include_bias=False).fit(np.zeros((1, inputs))).n_output_features_
        )
    wide = made(name="breast_cancer", degree=8)
    assert (wide.most_degree, wide.value("linear")) == (2, 2)
    assert values_of("linear", wide) == (1, 2)


def test_every_model_has_a_name() -> None:
    assert set(TITLES) == set(MODELS)
    assert set(Data.model_fields) < set(Classical.model_fields)
