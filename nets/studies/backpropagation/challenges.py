"""Three challenges on backpropagation, judged by predictions, updates and the graph; torch-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.formula.graph import INPUT
from nets.studies.backpropagation.records import GraphState, Prediction, TrainingRecord
from nets.training.challenge import Challenge, Verdict

PREDICTIONS = 3  # gradients to predict
UPDATES, LOSS_RATIO = 20, 10.0  # updates with and without zeroing, and how much higher the second loss has to end
MIN_TERM = 0.1  # of a gradient, for a use that counts
ZERO = 1e-9  # a gradient below this is zero
MIN_CHANGE = 0.1  # of the output, for an input that it depends on


def predict_gradients(records: Sequence[Any]) -> Verdict:
    """Pass if several gradients were predicted, one of them a sum over two uses."""
    correct = {(each.formula, each.name): each for each in records if isinstance(each, Prediction) and each.is_correct}
    correct = {key: each for key, each in correct.items() if each.uses}
    summed = any(each.uses > 1 for each in correct.values())
    share = min(1.0, (min(len(correct), PREDICTIONS) + summed) / (PREDICTIONS + 1))
    text = N_("{count} of {needed} predicted; one that is a sum over two uses: {summed}.")
    return Verdict(share, Problem(text, count=len(correct), needed=PREDICTIONS, summed="✓" if summed else "–"))


def cancel_uses(records: Sequence[Any]) -> Verdict:
    """Pass if the uses of an input cancel although the output depends on it."""
    state = next((each for each in reversed(records) if isinstance(each, GraphState)), None)
    best: tuple[float, Problem] = (
        0.0,
        Problem(
            N_(
                "No input is used twice, with {least} or more along each.",
            ),
            least=MIN_TERM,
        ),
    )
    for node, step in enumerate(state.graph.expression.steps if state else ()):
        assert state is not None
        terms = [term.upstream * term.local for term in state.passes.terms[node]]
        if step.operation != INPUT or len(terms) < 2 or not all(abs(term) >= MIN_TERM for term in terms):
            continue
        best = max(best, _judge_sum(state, node, terms), key=lambda each: each[0])
    return Verdict(*best)


def _judge_sum(state: GraphState, node: int, terms: Sequence[float]) -> tuple[float, Problem]:
    """Judge how close the gradient is to zero, and whether the output depends on the input."""
    name, total = state.graph.expression.steps[node].name, sum(terms)
    numbers = dict(state.graph.numbers)
    before = state.graph.expression.value(**numbers)
    after = state.graph.expression.value(**{**numbers, name: numbers[name] + 1.0})
    if abs(total) > ZERO:
        share = 0.9 * (1.0 - min(1.0, abs(total) / sum(map(abs, terms))))
        return share, Problem(N_("The gradient of {name} is {total}."), name=name, total=f"{total:.3g}")
    if not abs(after - before) >= MIN_CHANGE:
        return 0.5, Problem(N_("{name} cancels, but the output does not depend on it at all."), name=name)
    if not state.is_complete:
        return 0.95, Problem(N_("{name} may do it. Go through both passes to the end."), name=name)
    return 1.0, Problem(N_("{name} moves the output, and its gradient here is 0."), name=name)


def forget_zero_grad(records: Sequence[Any]) -> Verdict:
    """Pass if the same updates end much higher without zeroing the gradients."""
    best: tuple[float, Problem] = (0.0, Problem(N_("Make 20 updates with zeroed gradients, and 20 without.")))
    long = [each for each in records if isinstance(each, TrainingRecord) and len(each.losses) > UPDATES]
    for zeroed in (each for each in long if each.zero):
        best = max(best, (0.3, Problem(N_("Now the same without zeroing."))), key=lambda each: each[0])
        for other in long:
            same = (other.formula, other.start, other.frozen, other.lr) == (
                zeroed.formula,
                zeroed.start,
                zeroed.frozen,
                zeroed.lr,
            )
            if same and not other.zero:
                best = max(best, _judge_losses(zeroed.losses, other.losses), key=lambda each: each[0])
    return Verdict(*best)


def _judge_losses(zeroed: Sequence[float], other: Sequence[float]) -> tuple[float, Problem]:
    with_it, without = zeroed[UPDATES], other[UPDATES]
    values = {"with_it": f"{with_it:.3g}", "without": f"{without:.3g}"}
    text = N_("After 20 updates: {with_it} with zeroing, {without} without.")
    if not math.isfinite(with_it) or with_it <= 0 or with_it > zeroed[0] / LOSS_RATIO:
        return 0.4, Problem(text, **values)
    share = without / with_it / LOSS_RATIO if math.isfinite(without) else 1.0
    return max(0.5, min(1.0, share)), Problem(text, **values)


CHALLENGES = (
    Challenge(
        "called",
        N_("Called it"),
        N_(
            "Predict three gradients before they are shown. One of them has to be a sum over two uses. "
            "The output's own gradient does not count."
        ),
        predict_gradients,
        (
            N_("Switch “Predict first” on. Upstream times local: both are on the page already."),
            N_("A node that is used twice receives from both: add the two products."),
        ),
        {"sample": "formula"},
    ),
    Challenge(
        "cancelled",
        N_("Two ways that cancel"),
        N_(
            "Type a formula with an input whose gradient is 0 although it is used at least twice, with 0.1 or more "
            "along each use. Moving it by 1 must still change the output. Go through both passes."
        ),
        cancel_uses,
        (
            N_("The gradient is a sum over the uses. One has to bring what another takes away."),
            N_("At the lowest point of a parabola the slope is 0: x*x − 2*x. Put x there."),
        ),
        {"sample": "formula"},
    ),
    Challenge(
        "swept",
        N_("The forgotten zero_grad"),
        N_(
            "Make 20 updates that bring the output below a tenth of where it began. Reset, switch the zeroing of "
            "gradients off, change nothing else, and make 20 more that end ten times as high."
        ),
        forget_zero_grad,
        (
            N_("“One neuron” will do. Try learning rates between 0.03 and 0.2."),
            N_("Gradients that add up push on when the lowest point is long passed."),
        ),
        {"sample": "neuron"},
    ),
)
