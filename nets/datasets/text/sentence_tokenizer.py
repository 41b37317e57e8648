"""Split user-written sentences into the tokens of a vocabulary; torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from nets.experiment.user_error import N_, Problem


def words(text: str, vocabulary: Sequence[str]) -> list[str]:
    """Return the words of a sentence; Chinese is split into the longest known words.

    Raises Problem for words that are not in `vocabulary`, whose first token is padding.
    """
    known = set(vocabulary[1:])
    tokens = pieces(text, known)
    unknown = [word for word in dict.fromkeys(tokens) if word not in known]
    if unknown:
        message = N_("The net has never seen: {words}. Choose from the words it knows.")
        raise Problem(message, words=" ".join(unknown)[:80])
    if not tokens:
        raise Problem(N_("Write a sentence of the words that the net knows."))
    return tokens


def pieces(text: str, known: Set[str]) -> list[str]:
    """Return the words of a sentence, also unknown ones; Chinese is split into the longest known words."""
    return [word for run in _runs(text.lower()) for word in _split_run(run, known)]


def characters(text: str, vocabulary: Sequence[str]) -> list[str]:
    """Return the characters of a text. Raises Problem for characters that are not in `vocabulary`."""
    unknown = sorted(set(text) - set(vocabulary[1:]))
    if unknown:
        message = N_("The net has never seen: {words}. Choose from the words it knows.")
        raise Problem(message, words=" ".join(unknown)[:80])
    if not text:
        raise Problem(N_("Write a sentence of the words that the net knows."))
    return list(text)


def _runs(text: str) -> list[str]:
    """Return words, signs, and runs of Chinese characters."""
    return re.findall(r"[a-z']+|[一-鿿]+|[^\sa-z'一-鿿]", text.replace("，", ",").replace("。", "."))


def _split_run(run: str, known: Set[str]) -> list[str]:
    """Return a run as words, always the longest known one; an unknown character is a word of its own."""
    if run in known or not "一" <= run[0] <= "鿿":
        return [run]
    tokens = []
    while run:
        size = next((size for size in range(min(6, len(run)), 0, -1) if run[:size] in known), 1)
        tokens.append(run[:size])
        run = run[size:]
    return tokens
