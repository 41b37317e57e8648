"""Three challenges on optimizers, judged by the current race; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.experiment.user_error import N_, Problem
from nets.studies.optimizers.result import Path, Result
from nets.training.challenge import Challenge, Verdict

RIDGE, HURRY, SLOW = 1e-4, 80, 0.01  # of the saddle: how near the ridge, in how many steps, at which rate
STEEP, QUICK, NEAR = 100.0, 50, 1e-4  # of the ravine: its condition, the steps that are allowed, the target
LOUD, PATIENT, CALM = 1.0, 400, 0.003  # the noise, the steps that are allowed, the height at the end
NOTHING = Problem(N_("Nothing to judge yet."))
SET_UP = Problem(N_("Press “Set it up” first: the start, the noise and the length of the race matter."))


def saddle(results: Sequence[Any]) -> Verdict:
    """Pass if a single optimizer leaves the saddle in few steps, all rates being equal."""
    for result in results:
        race = result.race
        fair = race.surface == "saddle" and abs(race.y) <= RIDGE and race.steps <= HURRY and race.momentum <= 0.9
        rates = {race.rate(name) for name in OPTIMIZER_NAMES}
        if not fair or rates != {SLOW} or race.noise or race.schedule != "constant":
            return Verdict(0, SET_UP)
        if len(race.optimizers) > 1:
            text = N_("{count} optimizers are in the race; choose the one.")
            return Verdict(0.1, Problem(text, count=len(race.optimizers)))
        (path,) = result.paths
        if path.arrival >= 0:
            return Verdict(1, Problem(N_("It has left the saddle after {steps} steps."), steps=path.arrival))
        text = N_("After {steps} steps it has not arrived: y = {y:.3g}.")
        return Verdict(0.3, Problem(text, steps=path.last, y=float(path.positions[path.last][1])))
    return Verdict(0, NOTHING)


def ravine(results: Sequence[Any]) -> Verdict:
    """Pass if momentum crosses a steep ravine in few steps: its rate and its momentum fit the curvatures."""
    for result in results:
        path = _quiet(result)
        if path is None:
            return Verdict(0, SET_UP)
        if path.arrival < 0:
            return Verdict(0.2, Problem(N_("Momentum has not arrived yet; {most} steps are allowed."), most=QUICK))
        text = N_("Momentum needs {steps} steps; {most} are allowed.")
        share = 1.0 if path.arrival <= QUICK else min(0.99, QUICK / path.arrival)
        return Verdict(share, Problem(text, steps=path.arrival, most=QUICK))
    return Verdict(0, NOTHING)


def _quiet(result: Result) -> Path | None:
    """Return the path of momentum if the race has the settings of the challenge."""
    race = result.race
    fair = race.surface == "ravine" and race.condition >= STEEP and race.target <= NEAR and not race.noise
    return result.path("momentum") if fair and abs(race.x) >= 2 and abs(race.y) >= 1 else None


def calm(results: Sequence[Any]) -> Verdict:
    """Pass if SGD with noisy gradients comes to rest at the bottom, which only a falling rate achieves."""
    for result in results:
        race, path = result.race, result.path("sgd")
        fair = race.surface == "ravine" and race.condition >= 20 and abs(race.x) >= 2 and race.noise >= LOUD
        if path is None or not fair or race.steps > PATIENT:
            return Verdict(0, SET_UP)
        height = path.unrest()
        text = N_("In the last tenth of the steps SGD is up to {height:.2g} high; {most} is allowed.")
        share = 1.0 if height <= CALM else min(0.99, CALM / height)
        return Verdict(share, Problem(text, height=height, most=CALM))
    return Verdict(0, NOTHING)


def _rates(rate: float) -> dict[str, Any]:
    return {f"rate_{name}": rate for name in OPTIMIZER_NAMES}


PLAIN = {"noise": 0.0, "schedule": "constant", "momentum": 0.9, "target": 0.01}
CHALLENGES = (
    Challenge(
        "saddle",
        N_("Off the saddle"),
        N_("All rates are 0.01, and only 80 steps are left. Choose the one optimizer that leaves the saddle."),
        saddle,
        (
            N_("The gradient along y is tiny at first. Whose step does not shrink with the gradient?"),
            N_("Several divide by the root of an average of squares. Whose average is still too small at first?"),
        ),
        {**PLAIN, "surface": "saddle", "x": -2.0, "y": RIDGE, "steps": HURRY, "target": 0.1, "optimizers": ("sgd",)}
        | _rates(SLOW),
    ),
    Challenge(
        "ravine",
        N_("Through the ravine"),
        N_("The walls are 100 times as steep as the floor. Let momentum arrive within 50 steps, without noise."),
        ravine,
        (
            N_("Open the map of stability: it shows for every rate and momentum how fast the error goes."),
            N_("The best rate is (2 / (√a + √b))², a and b being the lowest and the highest curvature."),
        ),
        {**PLAIN, "surface": "ravine", "condition": STEEP, "x": -2.6, "y": 1.4, "steps": 300, "target": NEAR}
        | {"optimizers": ("sgd", "momentum"), "rate_sgd": 0.01, "rate_momentum": 0.003},
    ),
    Challenge(
        "calm",
        N_("Calm in spite of noise"),
        N_("Every gradient has noise. Let SGD come to rest: never higher than 0.003 in the last tenth of 400 steps."),
        calm,
        (
            N_("A small rate comes to rest but never arrives; a large one arrives but never comes to rest."),
            N_("A schedule can be both, one after the other."),
        ),
        {**PLAIN, "surface": "ravine", "condition": 20.0, "x": -2.6, "y": 1.4, "steps": PATIENT, "noise": LOUD}
        | {"optimizers": ("sgd",), "rate_sgd": 0.02},
    ),
)
