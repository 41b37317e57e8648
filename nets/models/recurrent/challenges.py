"""Three challenges for nets that read sequences, judged by the figures of runs and by probe answers; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.recurrent.experiment import Recurrent
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, recent_median, runs_of, sustained_value

SOLVED = 0.95  # test accuracy
FARTHER = 8  # steps of delay that a gated cell must echo
EXPLODED = 100.0  # norm of a gradient
CLIPPED = 5.0
GOOD = 0.9


def echo(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on the longest delay that a plain cell solves, and a longer one that a gated cell solves."""
    plain, gated = (_reached(runs, cells) for cells in (("rnn",), ("gru", "lstm")))
    if plain and gated >= max(FARTHER, plain + 1):
        text = N_("The plain cell echoes over {plain} steps, the gated one over {gated}.")
        return Verdict(1, Problem(text, plain=plain, gated=gated))
    text = N_(
        "So far: the plain cell {plain} steps, the gated one {gated}; aim: {aim} steps, and more than the plain one."
    )
    share = 0.3 * bool(plain) + 0.6 * min(1.0, gated / max(FARTHER, plain + 1))
    return Verdict(min(0.99, share), Problem(text, plain=plain, gated=gated, aim=FARTHER))


def _reached(runs: Sequence[Any], cells: Sequence[str]) -> int:
    """Return the longest delay of the task echo that one of these cells has solved in any run; 0 if none."""
    solved = [
        experiment.data.delay
        for run, experiment in runs_of(Recurrent, runs)
        if experiment.data.name == "echo"
        and experiment.net.cell in cells
        and sustained_value(run.history, "test_accuracy") >= SOLVED
    ]
    return max(solved, default=0)


def exploded(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a plain net whose gradient explodes, and the same net that learns with clipping."""
    wild = [
        experiment
        for run, experiment in runs_of(Recurrent, runs)
        if experiment.net.cell == "rnn" and not experiment.fit.clip and _explodes(run)
    ]
    if not wild:
        text = N_("No plain recurrent net without clipping has exploded yet: no gradient has reached {norm:g}.")
        return Verdict(0, Problem(text, norm=EXPLODED))
    for run, experiment in runs_of(Recurrent, runs):
        tame = experiment.fit.clip and experiment.fit.clip <= CLIPPED
        same = any(experiment.net == other.net and experiment.data == other.data for other in wild)
        losses = run.history.line("test_loss").last
        calm = len(losses) > 10 and bool(np.isfinite(losses).all())
        if tame and same and calm and recent_median(run.history, "test_loss") < 0.8 * losses[0]:
            return Verdict(1, Problem(N_("Clipping tamed it: the same net now learns.")))
    return Verdict(0.5, Problem(N_("It has exploded. Now clip the gradient of the very same net, and let it learn.")))


def _explodes(run: Any) -> bool:
    """Return whether a gradient of a run has exploded, or its loss is not finite."""
    names = [name for name in run.history.names() if name.startswith("gradient/")]
    tops = [np.nanmax(line.high, initial=0.0) for line in map(run.history.line, names)]
    return run.state == "diverged" or max(tops, default=0.0) >= EXPLODED


def fooled(runs: Sequence[Attempt]) -> Verdict:
    """Return the verdict on a sentence that a good net classifies as the opposite."""
    words = Problem(N_("Write a sentence and say what it means; the net must get it wrong."))
    for run, experiment in runs_of(Recurrent, runs):
        answer = probe_answer(run, "unrolled")
        if (
            experiment.data.name != "sentiment"
            or not answer
            or str(answer["part"]) != "own"
            or int(answer["meant"]) < 0
        ):
            continue
        if recent_median(run.history, "test_accuracy") < GOOD:
            words = Problem(
                N_("Only a net that gets {good:.0%} of the test sentences right is worth fooling."), good=GOOD
            )
        elif int(answer["predicted"]) != int(answer["meant"]):
            return Verdict(1, Problem(N_("The net takes it for the opposite of what you mean.")))
        else:
            words = Problem(N_("The net understands this sentence."))
    return Verdict(0, words)


CHALLENGES = (
    Challenge(
        "echo",
        N_("How far back?"),
        N_("Find over how many steps a plain cell can echo letters, then go farther with a GRU or LSTM: 8 or more."),
        echo,
        (
            N_("Begin with a delay of 1 or 2 and the cell rnn; solved means 95% of the test letters."),
            N_("A delay of k needs room for k letters: give the gated cell more hidden units."),
            N_("Longer runs and a learning rate of 0.01 help; so does a small set of letters."),
        ),
        {"data.name": "echo", "data.delay": 2, "data.symbols": 2, "net.cell": "rnn"},
    ),
    Challenge(
        "exploded",
        N_("Explode and cure"),
        N_("Make the gradient of a plain recurrent net explode, then cure the same net by clipping alone."),
        exploded,
        (
            N_("Switch clipping off, take relu, and make the recurrent weights larger with the gain."),
            N_("Longer sequences multiply the gradient more often."),
            N_("Then set the clipping to 1 and leave everything else as it is; a small learning rate helps."),
        ),
        {"data.name": "adding", "net.cell": "rnn", "net.activation": "relu", "fit.clip": 0.0},
    ),
    Challenge(
        "fooled",
        N_("Say it so that the net is wrong"),
        N_("Train the sentiment net to 90%, then write a sentence that it takes for the opposite."),
        fooled,
        (
            N_("The net has learnt single and contrasting clauses. Try two contrasts in one sentence."),
            N_("Deny twice, or deny what stands after although."),
            N_("Use the words in an order in which no sentence of the grammar has them."),
        ),
        {"data.name": "sentiment"},
    ),
)
