"""Three challenges for the neuron. Each judges the runs by their figures; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nets.datasets.split import standardise
from nets.experiment.user_error import N_, Problem
from nets.models.neuron.examples import examples
from nets.models.neuron.experiment import Neuron
from nets.models.neuron.settings import Data
from nets.probes.predictions.least_squares import mean_squared_error, solve_least_squares
from nets.training.challenge import Attempt, Challenge, Verdict, recent_median, runs_of

NEAR = 0.05  # above the best loss, by hand
NEARER = 0.01  # off the best weights, in FEW updates
FEW = 10
STUCK, LEARNT = 0.7, 0.85  # training accuracy of a neuron that is stuck, and of one that has learnt
LONG_ENOUGH = 200  # updates after which a stuck neuron counts as stuck


@lru_cache(maxsize=16)
def best_line(data: Data) -> tuple[np.ndarray, float]:
    """Return weights and bias (F + 1,) of the best straight line through the training part, and its loss."""
    table = examples(data)
    inputs = standardise(table.inputs, table.test)[0] if data.standard else table.inputs
    inputs, targets = inputs[~table.test], table.targets[~table.test][:, None]
    weight, bias = solve_least_squares(inputs, targets)
    return np.append(weight[0], bias), mean_squared_error(weight, bias, inputs, targets)


def by_hand(runs: Sequence[Attempt]) -> Verdict:
    """Pass if sliders alone, before any update, bring the loss of a straight line near the best."""
    ratios = [
        (_least(run, 0) / best_line(experiment.data)[1], run) for run, experiment in _lines(runs) if run.history.names()
    ]
    if not ratios:
        return Verdict(0, Problem(N_("No loss yet of a straight line that was moved by hand, before any training.")))
    over = min(ratio for ratio, _run in ratios) - 1
    text = N_("Your line's loss is {over:.1%} above the best; at most {aim:.0%} is asked for.")
    return Verdict(_share(over, NEAR), Problem(text, over=max(over, 0.0), aim=NEAR))


def few(runs: Sequence[Attempt]) -> Verdict:
    """Pass if at most FEW updates find the best weights of the houses; the loss surface has to be a round bowl."""
    houses = [(run, experiment) for run, experiment in _lines(runs) if experiment.data.name == "houses" and run.index]
    errors = [
        _relative_error(run, experiment.data) for run, experiment in houses if not _is_solved_at_start(run, experiment)
    ]
    if not errors:
        return Verdict(0, Problem(N_("No run yet on the houses with the activation identity.")))
    error = min(errors)
    if error <= NEARER:
        text = N_("After at most {few} updates every weight was within {off:.1%} of the best line's.")
        return Verdict(1, Problem(text, few=FEW, off=error))
    text = N_("After at most {few} updates a weight was still {off:.1%} off; at most {aim:.0%} is asked for.")
    return Verdict(_share(error, NEARER), Problem(text, few=FEW, off=min(error, 1e6), aim=NEARER))


def two_losses(runs: Sequence[Attempt]) -> Verdict:
    """Pass if from one start the squared error stays stuck and cross-entropy learns."""
    exams = [
        (run, experiment)
        for run, experiment in runs_of(Neuron, runs)
        if experiment.data.name == "exam" and experiment.net.activation == "sigmoid"
    ]
    stuck = [experiment for run, experiment in exams if experiment.net.loss == "mse" and _stuck(run)]
    if not stuck:
        return Verdict(0, Problem(N_("No run with the squared error has been stuck on the exam yet.")))
    free = [(run, experiment) for run, experiment in exams if experiment.net.loss == "binary_cross_entropy"]
    for run, experiment in free:
        if (
            any(_same_start(experiment, ill) for ill in stuck)
            and recent_median(run.history, "train_accuracy") >= LEARNT
        ):
            return Verdict(1, Problem(N_("The same start: stuck with one loss, learnt with the other.")))
    return Verdict(0.5, Problem(N_("Stuck. Now switch the loss to binary cross-entropy, with the same seed.")))


def _stuck(run: Attempt) -> bool:
    return run.index >= LONG_ENOUGH and recent_median(run.history, "train_accuracy") < STUCK


def _same_start(one: Neuron, other: Neuron) -> bool:
    return (one.data, one.net.init, one.fit.seed) == (other.data, other.net.init, other.fit.seed)


def _lines(runs: Sequence[Attempt]) -> list[tuple[Attempt, Neuron]]:
    """Return the runs that fit a straight line to numbers, with their experiments."""
    return [
        (run, experiment) for run, experiment in runs_of(Neuron, runs) if experiment.linear and not experiment.classes
    ]


def _least(run: Attempt, until: int) -> float:
    """Return the least training loss up to a step."""
    line = run.history.line("train_loss").until(until)
    return float(np.nanmin(line.low)) if len(line.low) and not np.isnan(line.low).all() else float("inf")


def _relative_error(run: Attempt, data: Data) -> float:
    """Return the largest relative error of weights and bias, at the best of the first FEW updates."""
    best = best_line(data)[0]
    names = [*(f"weight/0/{index}" for index in range(len(best) - 1)), "bias/0"]
    lines = [run.history.line(name).until(FEW).last for name in names]
    count = min(map(len, lines))
    off = [np.abs(line[:count] / value - 1) for line, value in zip(lines, best, strict=True)]
    return float(np.nan_to_num(np.max(off, axis=0), nan=np.inf).min(initial=np.inf))


def _is_solved_at_start(run: Attempt, experiment: Neuron) -> bool:
    """Return whether the line was near the best one before the first update."""
    return _least(run, 0) <= (1 + NEAR) * best_line(experiment.data)[1]


def _share(over: float, aim: float) -> float:
    """Return the progress, 0 to 1, of a loss that is `over` above the best, as a share of the best."""
    if over <= aim:
        return 1.0
    return float(min(0.99, aim / over)) if np.isfinite(over) else 0.0


CHALLENGES = (
    Challenge(
        "by_hand",
        N_("By hand"),
        N_("Fit the line to the houses with the two sliders, before any training: a loss within 5% of the best."),
        by_hand,
        (
            N_("The grey strokes are the errors; the loss is the mean of their squares. Long ones count most."),
            N_("Move w until the line is as steep as the cloud, then b until it runs through its middle. Repeat."),
            N_("On the loss surface, go along the bottom of the valley towards the ring."),
        ),
        {"data.name": "houses", "data.inputs": ("area",), "net.activation": "identity", "net.loss": "mse"},
        "hill",
    ),
    Challenge(
        "few",
        N_("Ten steps"),
        N_("Have gradient descent find the line of least squares: every weight within 1% after at most 10 updates."),
        few,
        (
            N_("The ball is soon in the valley, but the rate that is safe across it is far too small along it."),
            N_("Switch Standardised inputs on and look at the surface: the valley has become a round bowl."),
            N_("In a round bowl the gradient points straight at the bottom. Try a learning rate of 0.3."),
        ),
        {"data.name": "houses", "data.inputs": ("area",), "net.activation": "identity", "net.loss": "mse"},
        "hill",
    ),
    Challenge(
        "two_losses",
        N_("Stuck, and free"),
        N_(
            "Find a start from which the squared error leaves a sigmoid stuck on the exam: after 200 updates less than "
            "70% right. From the same start, learn it with binary cross-entropy: 85% right."
        ),
        two_losses,
        (
            N_("Choose initial weights that are too large, and press New seed until w is negative. Then train."),
            N_("Where the sigmoid is flat its slope is nearly 0, and the squared error's gradient with it."),
            N_("Keep the seed and change only the loss. A learning rate of 0.3 is quick enough."),
        ),
        {"data.name": "exam", "net.activation": "sigmoid", "net.loss": "mse", "net.init": "large"},
    ),
)
