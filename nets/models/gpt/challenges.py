"""Three challenges for GPT, judged by runs and by what probes saw; torch-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.gpt.experiment import GPT
from nets.training.challenge import Attempt, Challenge, Verdict, runs_of, step_reached, sustained_value

BEFORE = 0.5  # of a head's attention
PLACES = 16  # that a window needs, so that it is no accident
SOLVED, FAILED = 0.9, 0.7  # test accuracy
UPDATES = 150  # that a net is given before it counts as failed


def previous(runs: Sequence[Attempt]) -> Verdict:
    """A head that gives at least half of its attention to the symbol just before, on a window of the data."""
    best, where = 0.0, (0, 0)
    for run, _made in runs_of(GPT, runs):
        for seen in _looks(run, "attention_heads"):
            if str(seen["part"]) == "own" or len(seen["tokens"]) < PLACES:
                continue
            shares = np.nan_to_num(seen["before"])
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
    """Rows that repeat: solved with two layers, and not with one that was trained as long on the same."""
    deep, flat = ([found for found in _repeating(runs) if (found[1].net.layers > 1) == deep] for deep in (True, False))
    reached = [(made, step_reached(run.history, "test_accuracy", SOLVED)) for run, made in deep]
    solved = [(made, needed) for made, needed in reached if needed is not None]
    if not solved:
        best = max((sustained_value(run.history, "test_accuracy") for run, _made in deep), default=0.0)
        text = N_("With two layers or more {best:.0%} are right so far; {aim:.0%} are asked for.")
        return Verdict(0.5 * best / SOLVED, Problem(text, best=best, aim=SOLVED))
    for run, made in flat:
        for against, needed in solved:
            best = sustained_value(run.history, "test_accuracy", 1, until=needed)
            if made.data == against.data and run.index >= needed and best <= FAILED:
                text = N_("Two layers solve it; one layer is right {best:.0%} of the time after as many updates.")
                return Verdict(1, Problem(text, best=best))
    text = N_("Two layers solve it in {needed} updates. Now show that one layer does not, on the same data.")
    return Verdict(0.5, Problem(text, needed=min(needed for _made, needed in solved)))


def _repeating(runs: Sequence[Any]) -> list[tuple[Any, GPT]]:
    return [(run, made) for run, made in runs_of(GPT, runs) if made.data.name == "repeat" and made.net.mask == "causal"]


def past(runs: Sequence[Attempt]) -> Verdict:
    """A deep net that learns nothing without residual connections, and the same one that learns with them."""
    stuck = [(run, made) for run, made in runs_of(GPT, runs) if _deep(made) and not made.net.residual and _stuck(run)]
    if not stuck:
        text = N_("No net of four layers or more without residual connections has failed yet over {least} updates.")
        return Verdict(0, Problem(text, least=UPDATES))
    for run, made in runs_of(GPT, runs):
        for other, against in stuck:
            same = made.data == against.data and made.net.model_copy(update={"residual": False}) == against.net
            if made.net.residual and same and _last(run) < 0.8 * _last(other):
                return Verdict(1, Problem(N_("The way past the layers made the difference: nothing else has changed.")))
    return Verdict(0.5, Problem(N_("It learns next to nothing. Now the very same net with residual connections.")))


def _deep(made: GPT) -> bool:
    return made.net.layers >= 4


def _last(run: Any) -> float:
    """The newest test loss; NaN before there is one."""
    losses = run.history.line("test_loss").last
    return float(losses[-1]) if len(losses) else math.nan


def _stuck(run: Any) -> bool:
    """Whether the test loss has hardly fallen, over enough updates: by less than three tenths."""
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
