"""Show the gap between training set and test set in words and numbers."""

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
    """Return the key of WORDS that fits the finding; None if there is no test set, or no finding yet."""
    if finding.gap is None:
        return None
    return "overfitting" if finding.kind == "overfitting" else finding.gap.kind


def generalization_gap(session: TrainingSession) -> None:
    """Draw the gap in one line below the curves, orange while the net overfits."""
    finding = session.health()
    word, gap = gap_word(finding), finding.gap
    if word is None or gap is None:
        return
    words = [_(WORDS[word]), _("loss {difference}", difference=difference(gap.loss, 3))]
    if gap.figure == "accuracy":
        words.append(_("accuracy {difference} points", difference=difference(-100 * gap.size, 1)))
    elif gap.figure == "r2":
        words.append(f"R² {difference(-gap.size, 3)}")
    colour = "orange" if word == "overfitting" else "gray"
    icon = ":material/warning:" if word == "overfitting" else ":material/compare_arrows:"
    title = _("Test vs. training")
    st.markdown(f":{colour}-background[{icon} {title}: {' · '.join(words)}]")
