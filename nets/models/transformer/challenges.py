"""Three challenges for Transformers, judged by the figures of runs and by probe answers; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.transformer.experiment import Transformer
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, runs_of, step_reached, sustained_value

GOOD = 0.9  # share of unseen pairs that are right
SHARP, LETTERS = 0.8, 6  # the mean weight of a head on the right letter, and the fewest letters
WELL, HARDLY = 0.8, 0.2  # shares of right answers with a part and without it
DEEP = 3  # layers
PARTS = ("net.residual", "net.norm")


def orderless(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a net without positions that is right nevertheless."""
    best = 0.0
    for run, experiment in runs_of(Transformer, runs):
        if experiment.net.positions == "none" and experiment.data.name != "own":
            best = max(best, sustained_value(run.history, "test_accuracy"))
    if best >= GOOD:
        text = N_("{best:.0%} are right, and the net does not know where anything stands in the source.")
        return Verdict(1, Problem(text, best=best))
    text = N_("Without positions {best:.0%} are right at best; {good:.0%} are wanted.")
    return Verdict(0.9 * best / GOOD, Problem(text, best=best, good=GOOD))


def finger(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a head of cross-attention that attends to each letter while it is written backwards."""
    best, where = 0.0, (0, 0)
    for run, experiment in runs_of(Transformer, runs):
        answer = probe_answer(run, "translation")
        if experiment.data.name == "reverse" and "layer" in answer and "weights" in answer:
            share = pointing(answer)
            if share > best:
                best, where = share, (int(answer["layer"]) + 1, int(answer["head"]) + 1)
    values = {"best": best, "layer": where[0], "head": where[1]}
    if best >= SHARP:
        text = N_("Layer {layer}, head {head} gives {best:.0%} of its attention to the very letter that is written.")
        return Verdict(1, Problem(text, **values))
    if best:
        text = N_(
            "Layer {layer}, head {head} gives the right letter {best:.0%} of its attention; {sharp:.0%} is wanted."
        )
        return Verdict(0.9 * best / SHARP, Problem(text, **values, sharp=SHARP))
    text = N_("Write {count} letters or more backwards, and choose a single head below the alignment.")
    return Verdict(0, Problem(text, count=LETTERS))


def pointing(answer: dict[str, np.ndarray]) -> float:
    """Return the mean weight on the letter to be written, in an answer of at least LETTERS letters; else 0."""
    weights = answer["weights"]
    count = weights.shape[1]
    if count < LETTERS or len(weights) < count:
        return 0.0
    return float(weights[np.arange(count), np.arange(count)[::-1]].mean())


def crutch(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on two deep nets that differ in residual connections or norms: only one of them learns."""
    ours = [(run, experiment) for run, experiment in runs_of(Transformer, runs) if experiment.net.layers >= DEEP]
    good = [
        (experiment, at)
        for run, experiment in ours
        if (at := step_reached(run.history, "test_accuracy", WELL)) is not None
    ]
    for run, experiment in ours:
        for whole, needed in good:
            hardly = sustained_value(run.history, "test_accuracy", 1, until=needed)
            if run.index >= needed and hardly <= HARDLY and _apart(experiment, whole):
                text = N_("With it {well:.0%} are right after {needed} updates, without it {hardly:.0%}.")
                return Verdict(1, Problem(text, well=WELL, hardly=hardly, needed=needed))
    if good:
        whole, needed = good[-1]
        text = N_(
            "The whole net of {count} layers has learnt in {needed} updates. Now take one part away, and nothing else, "
            "for as many updates."
        )
        return Verdict(0.5, Problem(text, count=whole.net.layers, needed=needed))
    text = N_("Let a net of {count} layers or more learn first: {well:.0%} right.")
    return Verdict(0.2 * bool(ours), Problem(text, count=DEEP, well=WELL))


def _apart(broken: Transformer, whole: Transformer) -> bool:
    """Return whether two experiments differ only in residual connections or norms that the first lacks."""
    apart = set(broken.changes_to(whole)) - {"fit.steps", "fit.seconds"}
    lacks = {"net.residual": not broken.net.residual, "net.norm": broken.net.norm == "off"}
    return len(apart) == 1 and any(lacks[part] for part in apart & set(PARTS))


CHALLENGES = (
    Challenge(
        "orderless",
        N_("In no order"),
        N_("Get 90% of the answers right with a net that is told no positions."),
        orderless,
        (
            N_("Without positions the encoder reads a bag of symbols. For which task is a bag enough?"),
            N_("Letters in order: the answer stays the same however the source is shuffled."),
            N_("The decoder can still count what it has written: it sees ever more symbols before it."),
        ),
        {"net.positions": "none"},
    ),
    Challenge(
        "finger",
        N_("The pointing finger"),
        N_("Find a head that gives 80% of its attention to the very letter that is written next, backwards."),
        finger,
        (
            N_("Train on letters backwards until most are right."),
            N_("Choose an example of six letters or more, then try the heads below the alignment one by one."),
            N_("The wall of heads under “Attention” shows at a glance which head draws a line."),
            N_("Fewer heads have to share the work: each of them becomes clearer."),
        ),
        {"data.name": "reverse"},
    ),
    Challenge(
        "crutch",
        N_("It cannot walk without"),
        N_("Show that three layers or more learn, and learn nothing when one part is taken away."),
        crutch,
        (
            N_("Train three layers on letters backwards to 80%."),
            N_("Then switch the residual connections off: the training starts again with the same seed."),
            N_("Open “What breaks” and see what is left of the gradient at the first block."),
        ),
        {"data.name": "reverse", "net.layers": 3},
        "breaks",
    ),
)
