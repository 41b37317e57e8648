"""Three challenges on backpropagation, judged by what was predicted, trained and built; torch-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.formula.graph import INPUT
from nets.studies.backpropagation.records import Both, Predicted, Trained
from nets.training.challenge import Challenge, Verdict

NEEDED = 3  # gradients to predict
UPDATES, WORSE = 20, 10.0  # updates with and without zeroing; how much worse the second has to end
LEAST, NOUGHT, MOVED = 0.1, 1e-9, 0.1  # of a path that counts; of a sum that is nought; of an output that moves


def called(records: Sequence[Any]) -> Verdict:
    """Gradients that were predicted: several, one of them the sum of two uses."""
    right = {(each.formula, each.name): each for each in records if isinstance(each, Predicted) and each.right}
    right = {key: each for key, each in right.items() if each.uses}
    summed = any(each.uses > 1 for each in right.values())
    share = min(1.0, (min(len(right), NEEDED) + summed) / (NEEDED + 1))
    text = N_("{count} of {needed} predicted; one that is a sum over two uses: {summed}.")
    return Verdict(share, Problem(text, count=len(right), needed=NEEDED, summed="✓" if summed else "–"))


def cancelled(records: Sequence[Any]) -> Verdict:
    """An input whose uses cancel, although the output depends on it."""
    shown = next((each for each in reversed(records) if isinstance(each, Both)), None)
    best: tuple[float, Problem] = (
        0.0,
        Problem(
            N_(
                "No input is used twice, with {least} or more along each.",
            ),
            least=LEAST,
        ),
    )
    for at, step in enumerate(shown.graph.expression.steps if shown else ()):
        assert shown is not None
        parts = [term.upstream * term.local for term in shown.passes.terms[at]]
        if step.operation != INPUT or len(parts) < 2 or not all(abs(part) >= LEAST for part in parts):
            continue
        found = _nought(shown, at, parts)
        best = max(best, found, key=lambda each: each[0])
    return Verdict(*best)


def _nought(shown: Both, at: int, parts: Sequence[float]) -> tuple[float, Problem]:
    """How near the sum of these is to nought, and whether that is more than a formula that does not depend on it."""
    name, total = shown.graph.expression.steps[at].name, sum(parts)
    numbers = dict(shown.graph.numbers)
    before = shown.graph.expression.value(**numbers)
    after = shown.graph.expression.value(**{**numbers, name: numbers[name] + 1.0})
    if abs(total) > NOUGHT:
        share = 0.9 * (1.0 - min(1.0, abs(total) / sum(map(abs, parts))))
        return share, Problem(N_("The gradient of {name} is {total}."), name=name, total=f"{total:.3g}")
    if not abs(after - before) >= MOVED:
        return 0.5, Problem(N_("{name} cancels, but the output does not depend on it at all."), name=name)
    if not shown.done:
        return 0.95, Problem(N_("{name} may do it. Go through both passes to the end."), name=name)
    return 1.0, Problem(N_("{name} moves the output, and its gradient here is 0."), name=name)


def swept(records: Sequence[Any]) -> Verdict:
    """The same updates with zeroing and without: what the forgotten line costs."""
    best: tuple[float, Problem] = (0.0, Problem(N_("Make 20 updates with zeroed gradients, and 20 without.")))
    long = [each for each in records if isinstance(each, Trained) and len(each.losses) > UPDATES]
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
                best = max(best, _worse(zeroed.losses, other.losses), key=lambda each: each[0])
    return Verdict(*best)


def _worse(zeroed: Sequence[float], other: Sequence[float]) -> tuple[float, Problem]:
    with_it, without = zeroed[UPDATES], other[UPDATES]
    values = {"with_it": f"{with_it:.3g}", "without": f"{without:.3g}"}
    text = N_("After 20 updates: {with_it} with zeroing, {without} without.")
    if not math.isfinite(with_it) or with_it <= 0 or with_it > zeroed[0] / WORSE:
        return 0.4, Problem(text, **values)
    share = without / with_it / WORSE if math.isfinite(without) else 1.0
    return max(0.5, min(1.0, share)), Problem(text, **values)


CHALLENGES = (
    Challenge(
        "called",
        N_("Called it"),
        N_(
            "Predict three gradients before they are shown. One of them has to be a sum over two uses. "
            "The output's own gradient does not count."
        ),
        called,
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
        cancelled,
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
        swept,
        (
            N_("“One neuron” will do. Try learning rates between 0.03 and 0.2."),
            N_("Gradients that add up push on when the lowest point is long passed."),
        ),
        {"sample": "neuron"},
    ),
)
