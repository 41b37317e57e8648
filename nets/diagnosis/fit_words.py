"""The verdict on over- and underfitting as a sentence with its figures. Torch-free."""

from __future__ import annotations

from nets.diagnosis.evidence import Evidence
from nets.diagnosis.generalization import Verdict, measure, verdict
from nets.diagnosis.trends import RISE_FACTOR, best_of
from nets.experiment.user_error import N_, Problem

WIDE_GAP_WORDS = {  # by metric: the test loss does not rise, but the gap is wide
    "accuracy": N_("Overfitting: {train:.1%} of the training set is right, but only {test:.1%} of the test set."),
    "r2": N_("Overfitting: R² is {train:.3f} on the training set, but only {test:.3f} on the test set."),
    "loss": N_("Overfitting: the loss is {train:.3g} on the training set, but {test:.3g} on the test set."),
}
UNDERFITTING_WORDS = {
    "accuracy": N_(
        "Underfitting: the training loss stands at {loss:.3g}, and only {train:.1%} of the training set is right. "
        "A larger net, other features or another learning rate may help."
    ),
    "r2": N_(
        "Underfitting: the training loss stands at {loss:.3g}, and R² is only {train:.3f} on the training set. "
        "A larger net, other features or another learning rate may help."
    ),
    "loss": N_(
        "Underfitting: the training loss stands at {loss:.3g}. "
        "A larger net, other features or another learning rate may help."
    ),
}


def fit_finding(evidence: Evidence) -> tuple[Verdict, str, Problem]:
    """Return the verdict of the table, its tone, and a sentence; the verdict "" has no sentence."""
    kind = verdict(measure(evidence))
    if kind == "overfitting":
        return kind, "bad", _overfitting_words(evidence)
    figure = evidence.metric or "loss"
    train, loss = evidence.last(f"train_{figure}", 1), evidence.last("train_loss", 1)
    if kind == "underfitting":
        return kind, "bad", Problem(UNDERFITTING_WORDS[figure], loss=loss, train=train)
    text = N_(
        "A plateau: the loss stands at {loss:.3g}. A larger net, other features or another learning rate may help."
    )
    return kind, "note", Problem(text, loss=loss)


def _overfitting_words(evidence: Evidence) -> Problem:
    """Return when the test loss was lowest, if it rises since; else how far the parts are apart."""
    best, figure, last_loss = best_of(evidence), evidence.metric or "loss", float(evidence.test[-1])
    if best is None or last_loss < RISE_FACTOR * best.loss:
        train, test = (evidence.last(f"{part}_{figure}", 1) for part in ("train", "test"))
        return Problem(WIDE_GAP_WORDS[figure], train=train, test=test)
    text = N_(
        "Overfitting: since step {step} the test loss rises, from {best:.3g} to {now:.3g}, "
        "while the training loss falls."
    )
    return Problem(text, step=best.step, best=best.loss, now=last_loss)
