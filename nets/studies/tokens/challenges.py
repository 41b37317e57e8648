"""Three challenges on tokens, judged by what was found in the person's text; torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.settings import Splitting
from nets.studies.tokens.tokenization import Found
from nets.training.challenge import Challenge, Verdict

LONG, LARGE = 100, 512  # characters of a text that counts; a vocabulary that should have been of use
PHRASE_WORDS, PHRASE_SIGNS = 3, 6  # words of a phrase, or Chinese characters where no blanks separate words
WORDS = re.compile(r"[^\W\d_一-鿿]{2,}")
CHINESE = re.compile(r"[一-鿿]")
SHORT = N_("The text has {count} characters; at least {least} are needed for this.")


def fewer(found: Sequence[Any]) -> Verdict:
    """Byte pairs that need fewer tokens than words do."""
    for found_one, _settings in _ours(found):
        pairs, words = found_one.splits["pairs"].total, found_one.splits["words"].total
        if found_one.characters < LONG:
            return Verdict(0, Problem(SHORT, count=found_one.characters, least=LONG))
        share = min(1.0, words / max(1, pairs))
        text = N_("{pairs} tokens by byte pairs, {words} by words.")
        return Verdict(1 if pairs < words else min(0.99, share), Problem(text, pairs=pairs, words=words))
    return Verdict(0, NOTHING)


def worse(found: Sequence[Any]) -> Verdict:
    """A text that byte pairs split finer than characters, in spite of a large vocabulary."""
    for found_one, settings in _ours(found):
        pairs, signs = found_one.splits["pairs"].total, found_one.splits["characters"].total
        if found_one.characters < LONG:
            return Verdict(0, Problem(SHORT, count=found_one.characters, least=LONG))
        if settings.vocabulary < LARGE:
            text = N_("Allow a vocabulary of {least} first; this one may have {size}.")
            return Verdict(0, Problem(text, least=LARGE, size=settings.vocabulary))
        text = N_("{pairs} tokens by byte pairs, {signs} by characters.")
        share = min(0.99, pairs / max(1, signs))
        return Verdict(1 if pairs > signs else share, Problem(text, pairs=pairs, signs=signs))
    return Verdict(0, NOTHING)


def phrase(found: Sequence[Any]) -> Verdict:
    """One token that is a whole phrase."""
    for found_one, _settings in _ours(found):
        tokens = [token.decode("utf-8", "ignore") for token in found_one.splits["pairs"].longest]
        if not tokens:
            return Verdict(0, NOTHING)
        best = max(tokens, key=_phrased)
        text = N_("The token that comes closest is “{token}”.")
        return Verdict(min(1.0, _phrased(best)), Problem(text, token=best.strip()))
    return Verdict(0, NOTHING)


def _phrased(token: str) -> float:
    """How much of a phrase a token is; 1 and more is a whole one."""
    return max(len(WORDS.findall(token)) / PHRASE_WORDS, len(CHINESE.findall(token)) / PHRASE_SIGNS)


def _ours(found: Sequence[Any]) -> list[tuple[Found, Splitting]]:
    return [pair for pair in found if isinstance(pair, tuple) and isinstance(pair[0], Found)]


NOTHING = Problem(N_("Nothing to judge yet."))
CHALLENGES = (
    Challenge(
        "fewer",
        N_("Shorter than words"),
        N_("Find a text of 100 characters or more that needs fewer tokens by byte pairs than by words."),
        fewer,
        (
            N_("What comes again and again is merged; a larger vocabulary allows more merges."),
            N_("Within words a token is a word at most. Merge across words, or write Chinese without punctuation."),
        ),
        {"vocabulary": 1024},
    ),
    Challenge(
        "worse",
        N_("Worse than characters"),
        N_(
            "Allow a vocabulary of 512 or more, and find a text of 100 characters that byte pairs split even finer "
            "than characters."
        ),
        worse,
        (
            N_("Where no pair comes twice, nothing is merged, and all bytes stay."),
            N_("A Chinese character takes three bytes, most emoji four. Take many different ones."),
        ),
        {"vocabulary": 512},
    ),
    Challenge(
        "phrase",
        N_("A phrase in one token"),
        N_("Make one token out of a whole phrase: three words, or six Chinese characters."),
        phrase,
        (
            N_("A phrase becomes a token when its parts always come together. Repeat it."),
            N_("In a language with blanks, pairs have to be merged across words."),
        ),
        {"vocabulary": 1024},
    ),
)
