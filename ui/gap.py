"""The gap between what a net does on the training part and on the test part, in words and numbers."""

from __future__ import annotations

import streamlit as st

from nets.training.history import History
from ui.bench import Bench
from ui.words import N_, _

SMALL = 0.1  # of the training loss
NOTHING = 0.02  # a difference of losses that says nothing, however small they are
WORDS = {
    "small": N_("hardly any gap"),
    "test": N_("the test part is harder"),
    "train": N_("the test part is easier"),
    "overfitting": N_("overfitting"),
}


def apart(history: History, overfitting: bool) -> tuple[str, float, float] | None:
    """A word of WORDS, and how far the test part is above the training part: its loss, its metric (NaN for none)."""
    train, test = history.last("train_loss"), history.last("test_loss")
    if not (abs(train) < float("inf") and abs(test) < float("inf")):
        return None
    figure = next((name for name in ("accuracy", "r2") if f"test_{name}" in history), "")
    metric = history.last(f"test_{figure}") - history.last(f"train_{figure}")
    small = abs(test - train) <= max(SMALL * abs(train), NOTHING)
    return (
        ("overfitting" if overfitting else "small" if small else "test" if test > train else "train"),
        test - train,
        metric,
    )


def gap(bench: Bench) -> None:
    """One line beside the curves, orange while the net overfits."""
    history = bench.run.shown.history
    found = apart(history, bench.health().kind == "overfitting")
    if found is None:
        return
    word, loss, metric = found
    words = [_(WORDS[word]), _("loss {difference}", difference=_signed(f"{loss:+.3f}"))]
    if "test_accuracy" in history:
        words.append(_("accuracy {difference} points", difference=_signed(f"{100 * metric:+.1f}")))
    elif metric == metric:  # a number
        words.append(f"R² {_signed(f'{metric:+.3f}')}")
    colour = "orange" if word == "overfitting" else "gray"
    icon = ":material/warning:" if word == "overfitting" else ":material/compare_arrows:"
    title = _("Test against training")
    st.markdown(f":{colour}-background[{icon} {title}: {' · '.join(words)}]")


def _signed(text: str) -> str:
    return text.replace("-", "−")
