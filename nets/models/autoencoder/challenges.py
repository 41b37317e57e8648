"""Three challenges for autoencoders. Each judges the runs by their figures and by what probes saw; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.models.autoencoder.experiment import Autoencoder
from nets.training.challenge import Attempt, Challenge, Verdict, probe_answer, runs_of, sustained_value

FEW, AIM = 3, 0.66  # numbers of a code, and the R² that PCA reaches with 8 of them
ALIKE = 0.005  # difference of R² from PCA's
GOOD = 0.5  # R² of a net that knows what a digit is
STRANGE = 0.99  # of the test digits come out better


def few(runs: Sequence[Attempt]) -> Verdict:
    """Pass if a code of three numbers is as good as PCA with eight, on all the digits of 8 by 8."""
    candidates = [
        run for run, experiment in runs_of(Autoencoder, runs) if experiment.net.code <= FEW and _whole(experiment)
    ]
    if not candidates:
        text = N_("No run yet on all of the digits of 8×8, without noise, with a code of at most {most} numbers.")
        return Verdict(0, Problem(text, most=FEW))
    best = max(sustained_value(run.history, "test_r2") for run in candidates)
    if best >= AIM:
        return Verdict(1, Problem(N_("R² on the test images is {best:.3f}, with {most} numbers."), best=best, most=FEW))
    text = N_("R² on the test images is {best:.3f} at best; {aim} is asked for.")
    return Verdict(max(0.0, min(0.99, best / AIM)), Problem(text, best=best, aim=AIM))


def disguise(runs: Sequence[Any]) -> Verdict:
    """Pass if a linear net reaches the R² of PCA."""
    candidates = [
        (run, probe_answer(run, "reconstructions"))
        for run, experiment in runs_of(Autoencoder, runs)
        if experiment.linear
    ]
    apart = [abs(float(answer["r2"]) - float(answer["pca_r2"])) for _run, answer in candidates if answer]
    apart = [value for value in apart if np.isfinite(value)]
    if not apart:
        return Verdict(0, Problem(N_("No run of a net yet that is linear from its pixels to its outputs.")))
    best = min(apart)
    if best <= ALIKE:
        return Verdict(1, Problem(N_("Its R² is that of PCA but for {best:.4f}."), best=best))
    text = N_("The R² of the linear net and of PCA are {best:.3f} apart; {aim} is near enough.")
    return Verdict(max(0.0, min(0.99, 1 - best)), Problem(text, best=best, aim=ALIKE))


def stranger(runs: Sequence[Any]) -> Verdict:
    """Pass if a good net reconstructs a drawing worse than nearly all test digits, with no more ink than a digit."""
    share, words = 0.0, Problem(N_("Train a net, open “What is no digit”, and draw something that is none."))
    for run, _experiment in runs_of(Autoencoder, runs):
        answer = probe_answer(run, "anomalies")
        if not answer or str(answer["part"]) != "drawn" or not answer["ink"][0]:
            continue
        better = float((answer["test/errors"] < answer["error"]).mean())
        if sustained_value(run.history, "test_r2") < GOOD:
            words = Problem(N_("The net must know digits first: an R² of {good} on the test images."), good=GOOD)
        elif answer["ink"][0] > answer["ink"][1]:
            words = Problem(N_("Your drawing has more ink than a digit has on average. Draw less."))
        elif better >= STRANGE:
            return Verdict(1, Problem(N_("{better:.0%} of the test digits come out better."), better=better))
        else:
            share = max(share, min(0.99, better))
            words = Problem(N_("{better:.0%} of the test digits come out better; {aim:.0%} are asked for."),
                            better=better, aim=STRANGE)  # fmt: skip
    return Verdict(share, words)


def _whole(experiment: Autoencoder) -> bool:
    data = experiment.data
    return data.name == "digits" and not data.classes and not data.noise and data.train_share <= 0.8


CHALLENGES = (
    Challenge(
        "few",
        N_("Three for eight"),
        N_("PCA needs 8 numbers for an R² of 0.66 on the test images of the digits. Do it with 3."),
        few,
        (
            N_("What PCA cannot do is bend. Keep an activation, and give the hidden layers room."),
            N_("Hidden layers of 128 and 64 neurons do it in some thousand steps."),
            N_("A learning rate that falls towards the end (cosine) wins the last hundredths."),
        ),
        {"data.name": "digits", "data.classes": (), "data.noise": 0.0, "net.code": 3},
    ),
    Challenge(
        "disguise",
        N_("PCA in disguise"),
        N_("Build an autoencoder that, trained to the end, is as good as PCA of equal size, and no better."),
        disguise,
        (
            N_("PCA is linear: a weighted sum for each number of the code, a weighted sum for each pixel."),
            N_("Nothing in the net may bend: neither the hidden layers nor the output."),
            N_("No hidden layers, linear output, squared error. Then be patient, or raise the learning rate."),
        ),
        {"data.name": "digits", "data.classes": (), "data.noise": 0.0},
    ),
    Challenge(
        "stranger",
        N_("The stranger"),
        N_(
            "Draw something with no more ink than a digit that a good net (R² of 0.5) gives back worse than 99% of the "
            "test digits."
        ),
        stranger,
        (
            N_("Open “What is no digit” and draw: it tells the error of your drawing."),
            N_("The net knows where digits have ink. Put yours where they have none."),
            N_("Strokes along the edges or in the corners of the pad are quite foreign to it."),
        ),
        panel="strangers",
    ),
)
