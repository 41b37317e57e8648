"""Text inputs for words in the panels of a net with word vectors, remembered for each lexicon."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nets.experiment.user_error import Problem
from ui.panels.words.word_selection import MAX_WORD_CHARACTERS, lexicon
from ui.session.training_session import TrainingSession
from ui.text.i18n import _, problem
from ui.widgets.remembered import choice, choice_arguments


def typed_words(session: TrainingSession, names: Sequence[str], starts: Sequence[str]) -> tuple[str, ...]:
    """Return what the user typed for each of the names, by default the `starts`."""
    words = (choice(session, f"{name}/{lexicon(session)}", start) for name, start in zip(names, starts, strict=True))
    return tuple(str(word).strip() for word in words)


def boxes(
    session: TrainingSession,
    names: Sequence[str],
    labels: Sequence[str],
    words: Sequence[str],
    then: Callable[[], None],
    width: int = 150,
    longest: int = MAX_WORD_CHARACTERS,
) -> None:
    """Draw a text input for each word; `then` is called when one has changed."""
    for name, label, word in zip(names, labels, words, strict=True):
        widget = choice_arguments(session, f"{name}/{lexicon(session)}", word, lambda _word: then())
        st.text_input(label, max_chars=longest, width=width, **widget)


def waiting(refused: Problem | None) -> None:
    """Draw why there is no answer, or that it is on its way."""
    if refused is not None:
        st.warning(problem(refused), icon=":material/search_off:")
    else:
        st.caption(_("Waiting for the net …"))
