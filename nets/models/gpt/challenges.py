"""Three challenges for GPT, judged by the figures of runs and by probe answers; torch-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.gpt.experiment import GPT
from nets.training.challenge import Attempt, Challenge, Verdict, runs_of, step_reached, sustained_value

BEFORE = 0.5  # of a head's attention
POSITIONS = 16  # that a window must have, so that the result is no accident
SOLVED, FAILED = 0.9, 0.7  # test accuracy
UPDATES = 150  # before a net counts as failed


def previous(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a head with at least half of its attention on the previous token, in a dataset window."""
    best, where = 0.0, (0, 0)
    for run, _experiment in runs_of(GPT, runs):
        for step_answers in _looks(run, "attention_heads"):
            if str(step_answers["part"]) == "own" or len(step_answers["tokens"]) < POSITIONS:
                continue
            shares = np.nan_to_num(step_answers["before"])
            if shares.max() > best:
                best, where = float(shares.max()), np.unravel_index(shares.argmax(), shares.shape)
    layer, head = int(where[0]) + 1, int(where[1]) + 1
    values = {"share": best, "layer": layer, "head": head, "aim": BEFORE}
    if best >= BEFORE:
        text = N_("Head {head} of layer {layer} gives {share:.0%} of its attention to the symbol just before.")
        return Verdict(1, Problem(text, **values))
    if not best:
        text = N_("Train a net and open the wall of heads: no head was seen yet on a window of 16 symbols or more.")
        return Verdict(0, Problem(text))
    text = N_("At best head {head} of layer {layer}: {share:.0%} of its attention; {aim:.0%} are asked for.")
    return Verdict(min(0.99, best / BEFORE), Problem(text, **values))


def circle(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on rows that repeat: two layers solve them, one layer that was trained as long does not."""
    deep, flat = (
        [attempt for attempt in _repeating(runs) if (attempt[1].net.layers > 1) == deep] for deep in (True, False)
    )
    reached = [(experiment, step_reached(run.history, "test_accuracy", SOLVED)) for run, experiment in deep]
    solved = [(experiment, needed) for experiment, needed in reached if needed is not None]
    if not solved:
        best = max((sustained_value(run.history, "test_accuracy") for run, _experiment in deep), default=0.0)
        text = N_("With two layers or more {best:.0%} are right so far; {aim:.0%} are asked for.")
        return Verdict(0.5 * best / SOLVED, Problem(text, best=best, aim=SOLVED))
    for run, experiment in flat:
        for against, needed in solved:
            best = sustained_value(run.history, "test_accuracy", 1, until=needed)
            if experiment.data == against.data and run.index >= needed and best <= FAILED:
                text = N_("Two layers solve it; one layer is right {best:.0%} of the time after as many updates.")
                return Verdict(1, Problem(text, best=best))
    text = N_("Two layers solve it in {needed} updates. Now show that one layer does not, on the same data.")
    return Verdict(0.5, Problem(text, needed=min(needed for _experiment, needed in solved)))


def _repeating(runs: Sequence[Any]) -> list[tuple[Any, GPT]]:
    return [
        (run, experiment)
        for run, experiment in runs_of(GPT, runs)
        if experiment.data.name == "repeat" and experiment.net.mask == "causal"
    ]


def past(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a deep net that learns nothing without residual connections, and its twin that learns."""
    stuck = [
        (run, experiment)
        for run, experiment in runs_of(GPT, runs)
        if _deep(experiment) and not experiment.net.residual and _stuck(run)
    ]
    if not stuck:
        text = N_("No net of four layers or more without residual connections has failed yet over {least} updates.")
        return Verdict(0, Problem(text, least=UPDATES))
    for run, experiment in runs_of(GPT, runs):
        for other, against in stuck:
            same = (
                experiment.data == against.data and experiment.net.model_copy(update={"residual": False}) == against.net
            )
            if experiment.net.residual and same and _last(run) < 0.8 * _last(other):
                return Verdict(1, Problem(N_("The way past the layers made the difference: nothing else has changed.")))
    return Verdict(0.5, Problem(N_("It learns next to nothing. Now the very same net with residual connections.")))


def _deep(experiment: GPT) -> bool:
    return experiment.net.layers >= 4


def _last(run: Any) -> float:
    """Return the newest test loss; NaN if there is none yet."""
    losses = run.history.line("test_loss").last
    return float(losses[-1]) if len(losses) else math.nan


def _stuck(run: Any) -> bool:
    """Return whether the test loss has fallen by less than 0.3 over enough updates."""
    losses = run.history.line("test_loss").last
    return run.index >= UPDATES and len(losses) > 1 and not losses[-1] < 0.7 * losses[0]


def _looks(run: Any, probe: str) -> list[Any]:
    """Return the latest answers of a probe that hold "before", under any label."""
    latest = getattr(run, "probe_answers", None)
    if latest is None or not run.index:
        return []
    return [answer for name, answer in latest.answers.items() if name.split("/")[0] == probe and "before" in answer]


CHALLENGES = (
    Challenge(
        "previous",
        N_("The one before"),
        N_("Train a net in which a head gives at least half of its attention to the symbol just before."),
        previous,
        (
            N_(
                "What the next letter is depends on the last two or three: texts in letters teach it more than Chinese."
            ),
            N_("A place has to be easy to tell from the next one: try rotary positions."),
            N_(
                "A learning rate of 0.01 and 8 heads make them take sides; a window of 32 and a few hundred updates "
                "are enough."
            ),
        ),
        {"data.name": "help", "data.length": 32},
        "unit",
    ),
    Challenge(
        "circle",
        N_("Two layers see more than one"),
        N_("Solve the rows that repeat, 90%, with two layers; then show that one layer cannot in as many updates."),
        circle,
        (
            N_("Rotary positions make it easy; a few hundred updates are enough."),
            N_("Watch the curve: there is a moment at which it falls. What happens to the heads then?"),
            N_("For the second run change nothing but the number of layers."),
        ),
        {"data.name": "repeat", "net.layers": 2},
    ),
    Challenge(
        "past",
        N_("The way past"),
        N_("Train four layers or more without residual connections, see them fail, and cure them with these alone."),
        past,
        (
            N_("Switch the residual connections off, take four layers or more, and wait for 150 updates."),
            N_("Look at the gradient by depth in both runs."),
            N_("If it still learns, add layers, or switch the layer norm off."),
        ),
        {"net.layers": 4, "net.residual": False},
    ),
)
