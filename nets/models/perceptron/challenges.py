"""Three challenges for the perceptron. Each judges the runs by their figures; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nets.diagnosis.diagnosis import diagnose
from nets.experiment.user_error import N_, Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training.challenge import (
    Attempt,
    Challenge,
    Overfit,
    Verdict,
    find_overfit,
    recent_median,
    runs_of,
    sustained_value,
)

FEW = 4  # hidden neurons
XOR_ACCURACY = 0.95
SPIRAL_ACCURACY = 0.95
RAW = {"x", "y"}
RISE = 1.4  # test loss of an overfitting run over its own least value
BETTER = 0.95  # test loss of the cured run over that of the overfitting one
LONG_ENOUGH = 100  # updates of a run that ends before the step at which the other one overfitted
LEARNT = 0.9  # test loss of the cured run over that of its untrained net: a net that learns nothing is no cure


def xor(runs: Sequence[Attempt]) -> Verdict:
    """Pass if at most FEW hidden neurons learn XOR from the raw coordinates."""
    candidates = [run for run, experiment in _raw_on(runs, "xor") if sum(experiment.net.hidden) <= FEW]
    if not candidates:
        text = N_("No run yet on xor with at most {most} hidden neurons and the features x₁ and x₂ alone.")
        return Verdict(0, Problem(text, most=FEW))
    return _accurate(candidates, XOR_ACCURACY)


def spiral(runs: Sequence[Attempt]) -> Verdict:
    """Pass if a net learns the spiral from the raw coordinates."""
    candidates = [run for run, _experiment in _raw_on(runs, "spiral")]
    if not candidates:
        return Verdict(0, Problem(N_("No run yet on the spiral with the features x₁ and x₂ alone.")))
    return _accurate(candidates, SPIRAL_ACCURACY)


def overfitting(runs: Sequence[Any]) -> Verdict:
    """Pass if after a run that overfits another one on the same data does not, with a clearly lower test loss.

    The first run that overfits sets the goal, which stays when that run trains on.
    """
    goals = {fact.data: fact for fact in runs if isinstance(fact, Overfit)}
    ours = [run for run in runs if not isinstance(run, Overfit)]
    risen = 1.0
    for index, run in enumerate(ours):
        overfit, ratio = find_overfit(run, RISE)
        risen = max(risen, ratio)
        if overfit is not None and overfit.data not in goals:
            goals[overfit.data] = replace(overfit, earlier=frozenset(map(_identity, ours[:index])))
    facts = tuple(goals.values())
    if not facts:
        text = N_("No run has overfitted yet: the test loss is {risen:.0%} above its least, {rise:.0%} are needed.")
        share = max(0.0, min(0.45, 0.45 * (risen - 1) / (RISE - 1)))
        return Verdict(share, Problem(text, risen=risen - 1, rise=RISE - 1))
    for run in ours:
        goal = goals.get(run.experiment.data)
        if goal is not None and _cured(run, goal):
            text = N_("Overfitted at a test loss of {worst:.3g}, then cured: {now:.3g}.")
            return Verdict(1, Problem(text, worst=goal.loss, now=recent_median(run.history, "test_loss")), facts)
    goal = goals.get(ours[-1].experiment.data, facts[-1]) if ours else facts[-1]
    text = N_(
        "Overfitted, at a test loss of {worst:.3g} after {step} updates. Now train on the same data, for as many "
        "updates, to {aim:.3g} or less."
    )
    return Verdict(0.5, Problem(text, worst=goal.loss, step=goal.step, aim=BETTER * goal.loss), facts)


def _cured(run: Any, goal: Overfit) -> bool:
    """Return whether `run`, perhaps the overfitting one with other settings, reaches the goal without overfitting."""
    if _identity(run) in goal.earlier or run.state == "diverged":
        return False
    if run.index < (min(LONG_ENOUGH, goal.step) if run.state == "done" else goal.step):
        return False
    begun, now = run.history.line("test_loss").last[:1].sum(), recent_median(run.history, "test_loss")
    if not now <= min(BETTER * goal.loss, LEARNT * begun):
        return False
    return diagnose(run.experiment, run.history, None, "running").kind != "overfitting"


def _identity(run: Any) -> Any:
    return getattr(run, "id", id(run))


def _raw_on(runs: Sequence[Attempt], name: str) -> list[tuple[Attempt, Perceptron]]:
    """Return the runs on a dataset whose inputs are the raw coordinates only, with their experiments."""
    return [
        (run, experiment)
        for run, experiment in runs_of(Perceptron, runs)
        if experiment.data.name == name and set(experiment.data.features) <= RAW
    ]


def _accurate(runs: Sequence[Attempt], aim: float) -> Verdict:
    """Judge the runs by the best test accuracy that one of them kept."""
    best = max(sustained_value(run.history, "test_accuracy") for run in runs)
    if best >= aim:
        return Verdict(1, Problem(N_("{accuracy:.0%} of the test examples are right."), accuracy=best))
    text = N_("At best {accuracy:.0%} of the test examples are right; {aim:.0%} are asked for.")
    return Verdict(min(0.99, best / aim), Problem(text, accuracy=best, aim=aim))


CHALLENGES = (
    Challenge(
        "xor",
        N_("Four neurons for XOR"),
        N_(
            "Separate the xor points with at most 4 hidden neurons, from x₁ and x₂ alone: "
            "95% of the test examples right."
        ),
        xor,
        (
            N_("A single neuron draws one straight line. XOR needs at least two, so it takes a hidden layer."),
            N_("One hidden layer of 4 neurons with tanh does it. A learning rate of 0.3 gets there sooner than 0.03."),
            N_("If it gets stuck, press New seed: other random weights may find the way."),
        ),
        {"data.name": "xor", "data.features": ("x", "y")},
    ),
    Challenge(
        "spiral",
        N_("The spiral, bare"),
        N_("Solve the spiral with the features x₁ and x₂ alone: 95% of the test examples right."),
        spiral,
        (
            N_("Two arms that wind around each other need many bends: try two hidden layers of 16 neurons."),
            N_("Plain SGD is slow here. Adam with a learning rate of 0.01 gets there in some thousand steps."),
            N_("ReLU bends sharply and is often quicker than tanh on this one."),
        ),
        {"data.name": "spiral", "data.features": ("x", "y")},
    ),
    Challenge(
        "overfitting",
        N_("Overfit, then cure"),
        N_(
            "First make a run overfit: the test loss rises while the training loss falls. "
            "Then, on the same data, train to a clearly lower test loss without overfitting."
        ),
        overfitting,
        (
            N_("Few examples with wrong labels and a large net: 32 and 32 neurons, Adam, a learning rate of 0.01."),
            N_("Then leave the data alone and change the net or the training: a smaller net, dropout, weight decay."),
            N_("Dropout of 0.5 or weight decay of 0.03 work here. So does a single layer of three neurons."),
        ),
        {"data.name": "moons", "data.size": 150, "data.noise": 0.3, "data.label_noise": 0.2},
    ),
)
