"""Own sentences cut into the words that a set knows; torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from nets.experiment.user_error import N_, Problem


def words(text: str, symbols: Sequence[str]) -> list[str]:
    """The words of a sentence: of Chinese ones the longest that are known, others by blanks and punctuation.

    Raises Problem for words that are not among `symbols`: no net can know what it has never seen.
    """
    known = set(symbols[1:])
    found = pieces(text, known)
    strange = [word for word in dict.fromkeys(found) if word not in known]
    if strange:
        message = N_("The net has never seen: {words}. Choose from the words it knows.")
        raise Problem(message, words=" ".join(strange)[:80])
    if not found:
        raise Problem(N_("Write a sentence of the words that the net knows."))
    return found


def pieces(text: str, known: Set[str]) -> list[str]:
    """A sentence cut into words, of Chinese runs the longest ones that are known; those that are not come as well."""
    return [word for run in _runs(text.lower()) for word in _cut(run, known)]


def characters(text: str, symbols: Sequence[str]) -> list[str]:
    """The characters of a text. Raises Problem for those that are not among `symbols`."""
    strange = sorted(set(text) - set(symbols[1:]))
    if strange:
        message = N_("The net has never seen: {words}. Choose from the words it knows.")
        raise Problem(message, words=" ".join(strange)[:80])
    if not text:
        raise Problem(N_("Write a sentence of the words that the net knows."))
    return list(text)


def _runs(text: str) -> list[str]:
    """Pieces that are words by themselves, or runs of Chinese characters."""
    return re.findall(r"[a-z']+|[一-鿿]+|[^\sa-z'一-鿿]", text.replace("，", ",").replace("。", "."))


def _cut(run: str, known: Set[str]) -> list[str]:
    """A run as words, the longest first that is known; a character that begins none stands alone."""
    if run in known or not "一" <= run[0] <= "鿿":
        return [run]
    found = []
    while run:
        size = next((size for size in range(min(6, len(run)), 0, -1) if run[:size] in known), 1)
        found.append(run[:size])
        run = run[size:]
    return found
