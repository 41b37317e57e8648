"""Three challenges for encoder-decoders, judged by the figures of runs and by probe answers; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.seq2seq.experiment import Seq2Seq
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, runs_of, sustained_value

GOOD = 0.95  # share of unseen dates that are right
SMALL = 5_000  # parameters
WELL, HARDLY = 0.8, 0.3  # share of the pairs of a length that are right


class Mended(NamedTuple):
    """A dataset pair that was wrong, and right after the user edited its attention; stored by the page."""

    source: str
    target: str
    before: str
    after: str


def small(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on learning dates in both languages with few parameters."""
    dates = [(run, experiment) for run, experiment in runs_of(Seq2Seq, runs) if _dates(experiment)]
    good = [experiment.parameters for run, experiment in dates if sustained_value(run.history, "test_accuracy") >= GOOD]
    if good and min(good) <= SMALL:
        text = N_("{good:.0%} of the unseen dates are right, with {count} parameters.")
        return Verdict(1, Problem(text, good=GOOD, count=min(good)))
    if good:
        text = N_("{good:.0%} with {count} parameters so far; wanted are {most} or fewer.")
        return Verdict(min(0.99, 0.5 + 0.5 * SMALL / min(good)), Problem(text, good=GOOD, count=min(good), most=SMALL))
    best = max((sustained_value(run.history, "test_accuracy") for run, _experiment in dates), default=0.0)
    text = N_("Of the unseen dates {best:.0%} are right at best; {good:.0%} are wanted first.")
    return Verdict(0.5 * best / GOOD, Problem(text, best=best, good=GOOD))


def _dates(experiment: Seq2Seq) -> bool:
    return experiment.data.name == "dates" and experiment.data.language == "both" and experiment.data.way == "forward"


def fails(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a net without attention that writes short answers well and fails at long ones."""
    text = N_("Train a net without attention, and look at its accuracy by length.")
    verdict = Verdict(0, Problem(text))
    for run, experiment in runs_of(Seq2Seq, runs):
        answer = probe_answer(run, "accuracy_by_length")
        if experiment.has_attention or not answer or not len(answer["lengths"]):
            continue
        is_trained = answer["lengths"] <= answer["longest"]
        lengths, shares = answer["lengths"][is_trained], answer["accuracy"][is_trained]
        well = lengths[shares >= WELL]
        if not len(well):
            best = float(shares.max(initial=0.0))
            text = N_("No length is written well yet: {best:.0%} are right at best, {well:.0%} are wanted.")
            verdict = Verdict(0.4 * best / WELL, Problem(text, best=best, well=WELL))
            continue
        hardly = lengths[(shares <= HARDLY) & (lengths > well.min())]
        if len(hardly):
            text = N_("With {short} symbols it is right, with {long} hardly ever: one vector is too short for them.")
            return Verdict(1, Problem(text, short=int(well.min()), long=int(hardly.min())))
        text = N_("Up to {long} symbols it still holds. Give it longer ones, or a shorter vector.")
        verdict = Verdict(0.6, Problem(text, long=int(np.max(lengths))))
    return verdict


def mended(runs: Sequence[Any]) -> Verdict:
    """Return the verdict on a wrong answer that an edit of attention alone made right."""
    for run in runs:
        if isinstance(run, Mended):
            text = N_("{source}: {before} became {after}, and nothing but attention was edited.")
            return Verdict(1, Problem(text, source=run.source, before=run.before, after=run.after))
    edited, wrong = False, False
    for run, _experiment in runs_of(Seq2Seq, runs):
        answer = probe_answer(run, "what_if")
        if answer and bool(answer["repaired"]):
            return Verdict(1, Problem(N_("The answer was wrong, and it is right now.")))
        wrong |= bool(answer) and "right" in answer and not bool(answer["right"])
        edited |= bool(answer) and int(answer["edited"]) >= 0
    if edited and wrong:
        return Verdict(0.5, Problem(N_("The answer is still wrong. Let the decoder look elsewhere.")))
    if wrong:
        return Verdict(0.3, Problem(N_("This answer is wrong. Now edit where the decoder looks.")))
    return Verdict(0, Problem(N_("Find a pair that the net gets wrong, and edit where the decoder looks.")))


CHALLENGES = (
    Challenge(
        "small",
        N_("Dates with little"),
        N_("Get 95% of unseen dates in both languages right with 5,000 parameters or fewer."),
        small,
        (
            N_("What costs most? The table of layers tells: cells grow with the square of the hidden units."),
            N_("With attention the state need not hold the source, so it can be small."),
            N_("Dot-product attention has the fewest weights; a higher learning rate suits a small net."),
            N_(
                "14 hidden units and an embedding of 8 stay below 5,000 parameters. At a learning rate of 0.02 they "
                "need up to 2,000 updates."
            ),
        ),
        {"data.name": "dates"},
    ),
    Challenge(
        "fails",
        N_("Too long for one vector"),
        N_("Find a length at which a net without attention fails, though it writes shorter ones well."),
        fails,
        (
            N_("Letters backwards can be made as long as you like."),
            N_("Without attention, one vector of fixed length has to hold every letter."),
            N_("Open the accuracy by length, and train until the short ones are right."),
        ),
        {"data.name": "reverse", "data.length": 10, "net.attention": "none"},
        "length",
    ),
    Challenge(
        "mended",
        N_("Look there!"),
        N_("Make a wrong answer right by editing attention only."),
        mended,
        (
            N_("A net that has learnt for a moment only makes mistakes; stop it, or go back to an early moment."),
            N_("Look for the first wrong symbol: where did the decoder look, and where should it have?"),
            N_("Letters backwards are easiest: each letter of the answer has one letter to look at."),
        ),
        {"data.name": "reverse"},
        "what_if",
    ),
)
