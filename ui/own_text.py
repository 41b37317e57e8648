"""The person's own text to learn from."""

from __future__ import annotations

import streamlit as st

from nets.data.texts import MOST
from nets.recurrent.experiment import Recurrent
from ui.bench import Bench
from ui.controls import turned
from ui.shown import shown
from ui.words import _


def own_text(bench: Bench) -> None:
    """A box to paste a text into, for the task that learns one."""
    experiment = bench.experiment
    assert isinstance(experiment, Recurrent)
    if bench.hides("data.text") or experiment.data.name != "text":
        return
    own = experiment.data.text
    with st.popover(_("Own text …"), icon=":material/edit_note:", width="stretch"):
        st.caption(_("In any language. It stays on this server; only a short one travels in the link."))
        shown("own_text", own)
        st.text_area(_("Text"), key="own_text", height=260, max_chars=MOST)
        learn = lambda: turned(bench, {"data.text": st.session_state["own_text"].strip()})  # noqa: E731
        st.button(_("Learn this text"), key="own_text/learn", icon=":material/school:", on_click=learn)
    st.caption(_("Your own text: {count} characters.", count=len(own)) if own else _("The text that comes along."))
