"""The tape: the net unrolled over the sequence that is looked at, with all that goes on inside it at every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.data.sequences import SKIP
from nets.recurrent.experiment import Recurrent
from ui.bench import Bench
from ui.options import answer_named
from ui.sequence import asked, made, told
from ui.words import _, plain

Found = dict[str, np.ndarray]


def question(bench: Bench) -> dict[str, dict[str, Any]]:
    """What to ask the net for the tape."""
    return {"tape": asked(bench)}


def tape(bench: Bench) -> None:
    """The net over the sequence, and its answer in words."""
    found = told(bench)
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    st.markdown(said(made(bench), found))


def said(experiment: Recurrent, found: Found, answers: str = "answers") -> str:
    """What the net answers, in words; `answers` may be "plain", those without forced gates."""
    if not experiment.about.classes:
        return _number(found, answers)
    return _each(found, answers) if experiment.about.each else _one(experiment, found, answers)


def answer_names(experiment: Recurrent) -> list[str]:
    """What the classes are called."""
    return [answer_named(experiment.data.name, name) for name in experiment.about.classes]


def _number(found: Found, answers: str) -> str:
    words = _("The net says **{value:.3f}**", value=float(found[answers][0]))
    return words + (" · " + _("true: {wanted}", wanted=f"{float(found['truth']):.3f}") if "truth" in found else "")


def _one(experiment: Recurrent, found: Found, answers: str) -> str:
    shares, names = found[answers], answer_names(experiment)
    best = int(np.nan_to_num(shares).argmax())
    words = _("The net says **{name}**, {share:.0%} sure", name=plain(names[best]), share=float(shares[best]))
    if "truth" not in found:
        return words
    mark = "✓" if best == int(found["truth"]) else "✗"
    return words + f" {mark} · " + _("true: {wanted}", wanted=plain(names[int(found["truth"])]))


def _each(found: Found, answers: str) -> str:
    shares = np.nan_to_num(found[answers])
    if "truth" not in found:
        return _("The net is {share:.0%} sure on average.", share=float(shares.max(axis=1).mean()))
    truth = found["truth"]
    asked_of = truth != SKIP
    right = int((shares.argmax(axis=1) == truth)[asked_of].sum())
    mean = float(shares[np.arange(len(truth)), np.maximum(truth, 0)][asked_of].mean())
    return _(
        "**{right} of {all}** answers are right; the true ones get {share:.0%} on average.",
        right=right,
        all=int(asked_of.sum()),
        share=mean,
    )
