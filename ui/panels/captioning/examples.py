"""Newly generated training strips, and the origin of the data."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import BETWEEN, TRAIN_SHARE, WHITE, digit_words
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import counts, others
from nets.models.captioner.experiment import Captioner
from ui.components.gallery import gallery
from ui.components.pictures import inked
from ui.fragments.rerun import redraw
from ui.inspect.inspectors import Inspector
from ui.panels.captioning.strip_input import caption
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _, problem

SHOWN = 12  # strips
ORIGINS = {
    "digits": N_("1,797 digits of 43 people, 8 × 8 pixels, from scikit-learn (Alpaydin and Kaynak 1998)."),
    "mnist5k": N_("5,000 digits of MNIST, 500 of each, averaged to 14 × 14 pixels."),
}


def examples_panel(session: TrainingSession) -> None:
    """Draw generated training strips, and how the data are divided."""
    experiment, state = of_family(session, Captioner), caption(session)
    data = experiment.data
    st.button(_("New examples"), key="examples/new", icon=":material/casino:", on_click=lambda: _new(session))
    try:
        strips = others(data, SHOWN, state.another)
    except Problem as found:
        st.warning(problem(found), icon=":material/block:")
        return
    gallery(
        "examples/strips",
        stack=inked(strips.pixels, float(WHITE)),
        captions=[BETWEEN[data.language].join(digit_words(each, data.language)) for each in strips.digits],
        words={"alt": _("Strips to learn from, with their words"), "row": _("row"), "column": _("column")},
        width=192,
    )
    st.caption(_(ORIGINS[data.name]) + " " + _parts(session))


def _parts(session: TrainingSession) -> str:
    data = of_family(session, Captioner).data
    sizes = counts(data)
    combinations = sum(10**digits for digits in range(2, data.longest + 1))
    return _(
        "The strips are **generated**: the handwriting is real, where it stands is drawn anew for each. {share:.0%} of "
        "the images go into {train:,} strips to learn from. The {test:,} strips of the test are made of the others, "
        "and show only combinations that training never shows: {held:,} of {all:,}.",
        share=TRAIN_SHARE,
        train=sizes["train"],
        test=sizes["test"],
        held=round(data.held * combinations),
        all=combinations,
    )


def _new(session: TrainingSession) -> None:
    caption(session).another = int(np.random.default_rng().integers(1, 2**31 - 2))
    redraw("live")


EXAMPLES = Inspector(N_("Examples of strips"), lambda session: {}, examples_panel)
