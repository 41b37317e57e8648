"""Races: every recorded step is what the optimizer's paper says, noise is shared, bad formulas are refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der

from nets.experiment.optimizer_specs import BUFFER_TITLES, OPTIMIZER_NAMES, OPTIMIZERS
from nets.experiment.user_error import Problem
from nets.studies.backpropagation.formula.expression import parse
from nets.studies.optimizers.height_map import compute_height_map
from nets.studies.optimizers.race import run_race
from nets.studies.optimizers.result import Path
from nets.studies.optimizers.settings import Race, apply_rules
from nets.studies.optimizers.surfaces import SURFACES

STEPS = 30


def by_hand(name: str, slopes: np.ndarray, rates: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The steps (T, 2) that an optimizer makes of slopes (T, 2), as its paper has it."""
    moves, velocity, square = np.zeros_like(slopes), np.zeros(2), np.zeros(2)
    for t, (slope, rate) in enumerate(zip(slopes, rates, strict=True)):
        match name:
            case "sgd":
                moves[t] = -rate * slope
            case "momentum":
                velocity = 0.9 * velocity + slope
                moves[t] = -rate * velocity
            case "nesterov":
                velocity = 0.9 * velocity + slope
                moves[t] = -rate * (slope + 0.9 * velocity)
            case "adagrad":
                square = square + slope**2
                moves[t] = -rate * slope / (np.sqrt(square) + 1e-10)
            case "rmsprop":
                square = 0.99 * square + 0.01 * slope**2
                moves[t] = -rate * slope / (np.sqrt(square) + 1e-8)
            case _:
                velocity, square = 0.9 * velocity + 0.1 * slope, 0.999 * square + 0.001 * slope**2
                mean, root = velocity / (1 - 0.9 ** (t + 1)), np.sqrt(square / (1 - 0.999 ** (t + 1)))
                moves[t] = -rate * mean / (root + 1e-8) - (rate * 0.01 * places[t] if name == "adamw" else 0)
    return moves


@pytest.fixture(scope="module")
def ran() -> dict[str, Path]:
    race = Race(steps=STEPS, noise=0.5, schedule="cosine", seed=3)
    return {path.name: path for path in run_race(race).paths}


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_each_step_is_what_the_paper_says(name: str, ran: dict[str, Path]) -> None:
    path = ran[name]
    rates = Race().rate(name) * 0.5 * (1 + np.cos(np.pi * np.arange(STEPS) / STEPS))
    expected = by_hand(name, path.gradients, rates, path.positions)
    np.testing.assert_allclose(np.diff(path.positions, axis=0), expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_the_fraction_of_each_step_makes_the_step(name: str, ran: dict[str, Path]) -> None:
    path, decay = ran[name], Race().weight_decay if OPTIMIZERS[name].has_own_decay else 0.0
    rates = (Race().rate(name) * 0.5 * (1 + np.cos(np.pi * np.arange(STEPS) / STEPS)))[:, None]
    moves = -rates * (path.numerators / path.denominators + decay * path.positions[:-1])
    np.testing.assert_allclose(np.diff(path.positions, axis=0), moves, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_the_buffers_that_a_race_shows_have_titles(name: str) -> None:
    assert {OPTIMIZERS[name].velocity, OPTIMIZERS[name].squares} - {""} <= set(BUFFER_TITLES)


@pytest.mark.parametrize("surface", SURFACES)
def test_rates_of_a_surface_are_those_of_known_optimizers(surface: str) -> None:
    assert set(SURFACES[surface].rates) <= set(OPTIMIZER_NAMES)


def test_the_noise_is_the_same_for_all_and_the_true_slope_is_told(ran: dict[str, Path]) -> None:
    gradients = {name: path.positions[:-1] * [1, 20] for name, path in ran.items()}
    noises = [path.gradients - gradients[name] for name, path in ran.items()]
    assert np.abs(noises[0]).max() > 0.5
    for other in noises[1:]:
        np.testing.assert_allclose(other, noises[0], atol=1e-9)
    for name, path in ran.items():
        np.testing.assert_allclose(path.gradient_norms[:-1], np.hypot(*gradients[name].T), rtol=1e-9)


def test_heights_and_slopes_agree_with_scipy() -> None:
    setup = SURFACES["rosenbrock"].setup() | {"steps": 10, "optimizers": ("adam",)}
    result = run_race(Race.model_validate({"surface": "rosenbrock", **setup}))
    (path,) = result.paths
    np.testing.assert_allclose(path.heights, [rosen(place) for place in path.positions], rtol=1e-9)
    np.testing.assert_allclose(path.gradients, [rosen_der(place) for place in path.positions[:-1]], rtol=1e-9)


@pytest.mark.parametrize("name", SURFACES)
def test_the_known_minima_are_the_lowest_places_of_the_map(name: str) -> None:
    race, surface = Race.model_validate({"surface": name, **SURFACES[name].setup()}), SURFACES[name]
    formula = parse(race.formula_text, ("x", "y"))
    for x, y in surface.minima:
        assert formula.value(x=x, y=y) == pytest.approx(surface.lowest, abs=1e-6)
    assert compute_height_map(race, formula).heights.min() >= surface.lowest - 1e-9
    start_height = formula.value(x=race.x, y=race.y)
    assert start_height > surface.lowest + 0.5
    assert all(low <= side <= high for side, (low, high) in zip((race.x, race.y), race.extent, strict=True))


def test_what_diverges_stops_and_the_others_go_on() -> None:
    result = run_race(Race(rate_sgd=1.0, optimizers=("sgd", "adam"), steps=20))
    sgd, adam = result.paths
    assert 0 < sgd.diverged < 20
    assert np.isnan(sgd.heights[sgd.diverged :]).all()
    assert np.isfinite(sgd.heights[: sgd.diverged]).all()
    assert adam.diverged == -1
    assert np.isfinite(adam.heights).all()


def test_arrival_is_the_first_step_at_the_target() -> None:
    result = run_race(Race(optimizers=("sgd",), target=0.1))
    (path,) = result.paths
    assert result.target == pytest.approx(0.1 * path.heights[0])
    assert path.heights[path.arrival] <= result.target < path.heights[path.arrival - 1]


@pytest.mark.parametrize(("formula", "low", "high"), [("x^2 + 3*x*y + 4*y^2", None, None), ("7", 0, 0), ("x^2", 0, 2)])
def test_the_curvature_is_that_of_the_second_derivatives(formula: str, low: float | None, high: float | None) -> None:
    result = run_race(Race(surface="own", formula=formula, optimizers=("sgd",), steps=10))
    expected = np.linalg.eigvalsh([[2, 3], [3, 8]]) if low is None else np.array([low, high])
    np.testing.assert_allclose(result.curvature, expected, atol=1e-9)


@pytest.mark.parametrize("formula", ["__import__('os')", "x +", "log(x)", "z", "1/(x-x)", ""])
def test_a_formula_that_does_not_serve_is_refused_with_a_sentence(formula: str) -> None:
    with pytest.raises(Problem):
        run_race(Race(surface="own", formula=formula, steps=10))


def test_a_pinned_race_keeps_its_rules_and_takes_ground_start_and_seed() -> None:
    now = Race(surface="saddle", x=-2, y=0.1, seed=4, steps=50, rate_adam=0.3, schedule="cosine")
    both = apply_rules(Race(rate_adam=0.7, noise=1.0, optimizers=("adam",)), now)
    assert (both.surface, both.x, both.y, both.seed, both.steps) == ("saddle", -2, 0.1, 4, 50)
    assert (both.rate_adam, both.noise, both.optimizers, both.schedule) == (0.7, 1.0, ("adam",), "constant")
