"""The gap between what a net does on the training set and on the test set, in words and numbers."""

from __future__ import annotations

import streamlit as st

from nets.diagnosis.diagnosis import Finding
from ui.session.training_session import TrainingSession
from ui.text.formatting import difference
from ui.text.i18n import N_, _

WORDS = {
    "none": N_("no clear gap"),
    "wide": N_("the test set does worse"),
    "reversed": N_("the test set does better"),
    "overfitting": N_("overfitting"),
}


def gap_word(finding: Finding) -> str | None:
    """The key of WORDS that fits what the health line says; None where there is no test set, or nothing to say yet."""
    if finding.gap is None:
        return None
    return "overfitting" if finding.kind == "overfitting" else finding.gap.kind


def generalization_gap(session: TrainingSession) -> None:
    """One line beside the curves, orange while the net overfits."""
    finding = session.health()
    word, found = gap_word(finding), finding.gap
    if word is None or found is None:
        return
    words = [_(WORDS[word]), _("loss {difference}", difference=difference(found.loss, 3))]
    if found.figure == "accuracy":
        words.append(_("accuracy {difference} points", difference=difference(-100 * found.size, 1)))
    elif found.figure == "r2":
        words.append(f"R² {difference(-found.size, 3)}")
    colour = "orange" if word == "overfitting" else "gray"
    icon = ":material/warning:" if word == "overfitting" else ":material/compare_arrows:"
    title = _("Test vs. training")
    st.markdown(f":{colour}-background[{icon} {title}: {' · '.join(words)}]")
