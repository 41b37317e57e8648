"""The answer of a net to the current sequence, in words."""

from __future__ import annotations

import numpy as np

from nets.datasets.text.sequences import SKIP
from nets.models.recurrent.experiment import Recurrent
from ui.text.column_labels import class_label
from ui.text.i18n import _, plain

Answer = dict[str, np.ndarray]


def format_answer(experiment: Recurrent, answer: Answer, answers: str = "answers") -> str:
    """Return the answer as text; `answers` may be "plain", those without clamped gates."""
    if not experiment.info.classes:
        return _number(answer, answers)
    return _each(answer, answers) if experiment.info.per_step else _format_one(experiment, answer, answers)


def answer_names(experiment: Recurrent) -> list[str]:
    """Return the names of the classes."""
    return [class_label(experiment.data.name, name) for name in experiment.info.classes]


def _number(answer: Answer, answers: str) -> str:
    words = _("The net says **{value:.3f}**", value=float(answer[answers][0]))
    return words + (" · " + _("true: {wanted}", wanted=f"{float(answer['truth']):.3f}") if "truth" in answer else "")


def _format_one(experiment: Recurrent, answer: Answer, answers: str) -> str:
    shares, names = np.nan_to_num(answer[answers]), answer_names(experiment)
    best = int(shares.argmax())
    words = _("The net says **{name}**, {share:.0%} sure", name=plain(names[best]), share=float(shares[best]))
    target = int(answer["truth"]) if "truth" in answer else int(answer["meant"])
    if target < 0:
        return words
    mark = "✓" if best == target else "✗"
    true = _("true: {wanted}") if "truth" in answer else _("you mean: {wanted}")
    return f"{words} {mark} · " + true.format(wanted=plain(names[target]))


def _each(answer: Answer, answers: str) -> str:
    shares = np.nan_to_num(answer[answers])  # (T, K)
    truth = answer.get("truth")
    if truth is None:
        return _("The net is {share:.0%} sure on average.", share=float(shares.max(axis=1).mean()))
    truth = np.atleast_1d(truth)
    targets = truth != SKIP
    if not targets.any():
        return _("Nothing is asked of this sequence.")
    right = int((shares.argmax(axis=1) == truth)[targets].sum())
    mean = float(shares[np.arange(len(truth)), np.maximum(truth, 0)][targets].mean())
    words = _("**{right} of {all}** answers are right; the true ones get {share:.0%} on average.")
    return words.format(right=right, all=int(targets.sum()), share=mean)
