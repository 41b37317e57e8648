"""Read the texts of the pages of pairs."""

from __future__ import annotations

import re

from tests.support.pages.texts import latin_words

LETTERS = re.compile(r"\*\*[a-z]+|[a-z]{2,}  \n")  # outputs of a net that writes letters
TERMS = {"rnn", "gru", "lstm", "cnn", "pytorch", "tanh", "softmax", "exp", "max", "pca", "sne", "cldr", "unicode"}


def english_words(text: str) -> list[str]:
    """Return the English words that are not terms of textbooks."""
    return [word for word in latin_words(text) if word.lower() not in TERMS]
