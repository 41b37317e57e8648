"""Read what the pages of pairs say."""

from __future__ import annotations

import re

from tests.support.pages.texts import english

LETTERS = re.compile(r"\*\*[a-z]+|[a-z]{2,}  \n")  # answers of a net that writes letters
TERMS = {"rnn", "gru", "lstm", "cnn", "pytorch", "tanh", "softmax", "exp", "max", "pca", "sne", "cldr", "unicode"}


def foreign(text: str) -> list[str]:
    """English words that are no terms of textbooks."""
    return [word for word in english(text) if word.lower() not in TERMS]
