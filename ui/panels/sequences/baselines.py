"""Baselines beside the net's figure."""

from __future__ import annotations

from math import isfinite

import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import Data
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.text.option_labels import option_label

KEPT = "baselines"
MAX_KEPT = 20  # data settings
NAMES = {
    "majority": N_("always the most frequent answer"),
    "persistence": N_("as the day before"),
    "logistic": N_("logistic regression"),
    "bag_of_words": N_("words without their order"),
    "each_symbol": N_("each step by itself"),
    "mean": N_("always the mean"),
    "unigram": N_("how frequent each symbol is"),
    "bigram": N_("which symbol follows which"),
}
FIGURES = {
    "accuracy": ("test_accuracy", N_("Test accuracy"), True),
    "r2": ("test_mse", N_("Test mean squared error"), False),
    "bits": ("test_bits", N_("Test bits a character"), False),
}


def question(session: TrainingSession) -> Watch:
    """Return the probe of the baselines until they are known: they depend on the data alone."""
    return {} if known_baselines(session) else {"baselines": {}}


def known_baselines(session: TrainingSession) -> dict[str, float]:
    """Return the baselines of the current data by name; empty before a trainer has sent them."""
    known: dict[Data, dict[str, float]] = session.selection.choices.setdefault(KEPT, {})
    data = of_family(session, Recurrent).data
    if data not in known and (answer := answers(session.run, "baselines")):
        values = zip(map(str, answer["names"]), map(float, answer["values"]), strict=True)
        for old in list(known)[: len(known) - MAX_KEPT + 1]:
            del known[old]
        known[data] = dict(values)
    return known.get(data, {})


def baselines_panel(session: TrainingSession) -> None:
    """Draw the baselines and the net, best first, and who is ahead."""
    baselines = known_baselines(session)
    if not baselines:
        st.caption(_("Working out what simple guesses reach …"))
        return
    figure, title, most = FIGURES[of_family(session, Recurrent).metric]
    value = session.run.shown.history.last(figure)
    rows = {_(NAMES[name]): guess for name, guess in baselines.items()}
    own = _("the net ({cell})", cell=option_label(of_family(session, Recurrent).net.cell, "net.cell"))
    if isfinite(value):
        rows[own] = value
    order = sorted(rows, key=lambda name: rows[name], reverse=most)
    lines = [f"| {_mark(name, name == own)} | {_mark(_format(rows[name], most), name == own)} |" for name in order]
    guess = _("Simple guess")
    st.markdown("\n".join([f"| {guess} | {_(title)} |", "|:--|--:|", *lines]))
    if isfinite(value):
        st.caption(verdict(baselines, value, most))


def _mark(text: str, strong: bool) -> str:
    return f"**{text}**" if strong else text


def _format(value: float, share: bool) -> str:
    return f"{value:.1%}" if share else f"{value:.3g}"


def verdict(baselines: dict[str, float], value: float, most: bool) -> str:
    """Return who is ahead, the net or the best baseline."""
    best = (max if most else min)(baselines, key=lambda name: baselines[name])
    values = {"guess": _(NAMES[best]), "best": _format(baselines[best], most), "value": _format(value, most)}
    ahead = value > baselines[best] if most else value < baselines[best]
    if ahead:
        return _("The net (**{value}**) is ahead of the best guess, {guess} (**{best}**).", **values)
    return _("The best guess, {guess} (**{best}**), is still ahead of the net (**{value}**).", **values)
