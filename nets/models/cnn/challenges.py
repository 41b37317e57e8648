"""Three challenges for convolutional nets. Each judges the runs by their figures and by what probes saw; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.kernels import SMALL, vertical_edges
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, recent_median, runs_of, sustained_value

ACCURACY = 0.97
FEW = 10_000  # parameters
GOOD = 0.9  # test accuracy of a net that is worth fooling
SURE = 0.5  # probability of the right class before the patch
PATCH = 1 / 8  # of the image's area


def small(runs: Sequence[Attempt]) -> Verdict:
    """Pass if a net with fewer than FEW parameters learns all ten digits, at least a fifth of them for the test."""
    candidates = [
        run
        for run, experiment in runs_of(Convolutional, runs)
        if _whole_digits(experiment) and experiment.parameters < FEW
    ]
    if not candidates:
        text = N_("No run yet on all ten digits of the set digits with fewer than {most} parameters.")
        return Verdict(0, Problem(text, most=FEW))
    best = max(sustained_value(run.history, "test_accuracy") for run in candidates)
    if best >= ACCURACY:
        return Verdict(1, Problem(N_("{accuracy:.1%} of the test images are right."), accuracy=best))
    text = N_("At best {accuracy:.1%} of the test images are right; {aim:.0%} are asked for.")
    return Verdict(min(0.99, best / ACCURACY), Problem(text, accuracy=best, aim=ACCURACY))


def _whole_digits(experiment: Convolutional) -> bool:
    data = experiment.data
    return data.name == "digits" and not data.classes and data.train_share <= 0.8


def vertical(runs: Sequence[Any]) -> Verdict:
    """Pass if a first-layer or sandbox kernel responds to vertical edges only."""
    kernels = [kernel for run in runs for kernel in _kernels(run)]
    if not kernels:
        return Verdict(0, Problem(N_("No kernel to try yet. Open the filters, or set one up in the sandbox.")))
    best = max(map(vertical_edges, kernels))
    aim = 1 - SMALL
    if best >= aim:
        return Verdict(
            1, Problem(N_("Your kernel sees vertical edges: anything else moves it by {rest:.0%}."), rest=1 - best)
        )
    text = N_(
        "The best kernel so far answers to other things {rest:.0%} as strongly as to vertical edges; aim: {aim:.0%}."
    )
    return Verdict(min(0.99, best / aim), Problem(text, rest=1 - best, aim=SMALL))


def _kernels(run: Any) -> list[np.ndarray]:
    """Return the kernels (k, k) of a run's first block from the last answer of `filters`, or the sandbox's `kernel`."""
    if getattr(run, "kernel", None) is not None:
        return [np.asarray(run.kernel)]
    weight = probe_answer(run, "filters").get("blocks.0/weight")
    return [] if weight is None or weight.ndim != 4 else list(weight.reshape(-1, *weight.shape[2:]))


def fooled(runs: Sequence[Attempt]) -> Verdict:
    """Pass if a small patch on a test image changes the prediction of a good net that was right."""
    share = 0.0
    words = Problem(N_("Lay the patch over a test image that the net gets right."))
    for run, experiment in runs_of(Convolutional, runs):
        answer = probe_answer(run, "patch")
        if not answer or str(answer["part"]) != "test":
            continue
        truth, before, after = (int(answer[name]) for name in ("truth", "before_predicted", "after_predicted"))
        sure, left = (float(answer[name][truth]) for name in ("before", "after"))
        area = float(answer["area"])
        if recent_median(run.history, "test_accuracy") < GOOD or before != truth or sure < SURE:
            text = N_(
                "The net must have {good:.0%} of the test images right, and be sure of this one without the patch."
            )
            words = Problem(text, good=GOOD)
        elif area > PATCH:
            text = N_("The patch covers {area:.0%} of the image; {most:.0%} is the most.")
            words = Problem(text, area=area, most=PATCH)
        elif after != truth:
            classes = experiment.classes
            text = N_("Fooled: {truth} is taken for {said}, with {area:.0%} of the image covered.")
            return Verdict(1, Problem(text, truth=classes[truth], said=classes[after], area=area))
        elif 1 - left > share:
            share = min(0.99, 1 - left)
            words = Problem(N_("The net is still {left:.0%} sure of the right class."), left=left)
    return Verdict(share, words)


CHALLENGES = (
    Challenge(
        "small",
        N_("Small but sharp"),
        N_("Tell the ten digits apart with fewer than 10,000 parameters: 97% of the test images right."),
        small,
        (
            N_("The table of costs says where the parameters are: channels before times channels after, times nine."),
            N_("Two blocks of 16 and 32 channels have about 6,000 parameters. That is enough."),
            N_("A learning rate that falls towards the end (cosine) and a little rotation of the images help."),
        ),
        {"data.name": "digits", "data.classes": (), "net.kind": "cnn"},
    ),
    Challenge(
        "vertical",
        N_("An eye for verticals"),
        N_("Find or write a kernel that answers to vertical edges, and hardly to anything else."),
        vertical,
        (
            N_("An even area must give 0: what the kernel adds on one side it must take away on the other."),
            N_("A horizontal edge must give 0 as well: every row of the kernel should do the same."),
            N_("Rows of −1, 0, 1 do it; so do rows of −1, 1."),
        ),
        {"net.kind": "cnn"},
        "weights",
    ),
    Challenge(
        "fooled",
        N_("Fool the net"),
        N_("Train a net to 90%. Then drag one small patch over a test image so that it is taken for another class."),
        fooled,
        (
            N_("The saliency map shows which pixels the net relies on. Cover those."),
            N_("A bright patch may do more than a dark one: it can close a loop or open one."),
            N_("Choose an image of which the net is not quite so sure."),
        ),
        panel="patch",
    ),
)
