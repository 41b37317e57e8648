"""Three challenges on tokens, judged by the analysis of the user's text; torch-free."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.settings import TokensSettings
from nets.studies.tokens.tokenization import TextAnalysis
from nets.training.challenge import Challenge, Verdict

MIN_CHARACTERS, MIN_VOCABULARY = 100, 512  # of a text that counts
PHRASE_WORDS, PHRASE_CHARACTERS = 3, 6  # English words or Chinese characters of a phrase
WORDS = re.compile(r"[^\W\d_一-鿿]{2,}")
CHINESE = re.compile(r"[一-鿿]")
TOO_SHORT = N_("The text has {count} characters; at least {least} are needed for this.")


def fewer_than_words(evidence: Sequence[Any]) -> Verdict:
    """Pass if byte pairs need fewer tokens than words."""
    for analysis, _settings in _analyses(evidence):
        pairs, words = analysis.tokenizations["pairs"].total, analysis.tokenizations["words"].total
        if analysis.characters < MIN_CHARACTERS:
            return Verdict(0, Problem(TOO_SHORT, count=analysis.characters, least=MIN_CHARACTERS))
        share = min(1.0, words / max(1, pairs))
        text = N_("{pairs} tokens by byte pairs, {words} by words.")
        return Verdict(1 if pairs < words else min(0.99, share), Problem(text, pairs=pairs, words=words))
    return Verdict(0, NOTHING)


def more_than_characters(evidence: Sequence[Any]) -> Verdict:
    """Pass if byte pairs need more tokens than characters, with a large vocabulary."""
    for analysis, settings in _analyses(evidence):
        pairs, characters = analysis.tokenizations["pairs"].total, analysis.tokenizations["characters"].total
        if analysis.characters < MIN_CHARACTERS:
            return Verdict(0, Problem(TOO_SHORT, count=analysis.characters, least=MIN_CHARACTERS))
        if settings.vocabulary < MIN_VOCABULARY:
            text = N_("Allow a vocabulary of {least} first; this one may have {size}.")
            return Verdict(0, Problem(text, least=MIN_VOCABULARY, size=settings.vocabulary))
        text = N_("{pairs} tokens by byte pairs, {signs} by characters.")
        share = min(0.99, pairs / max(1, characters))
        return Verdict(1 if pairs > characters else share, Problem(text, pairs=pairs, signs=characters))
    return Verdict(0, NOTHING)


def phrase_token(evidence: Sequence[Any]) -> Verdict:
    """Pass if one token is a whole phrase."""
    for analysis, _settings in _analyses(evidence):
        tokens = [token.decode("utf-8", "ignore") for token in analysis.tokenizations["pairs"].longest]
        if not tokens:
            return Verdict(0, NOTHING)
        best = max(tokens, key=_phrase_share)
        text = N_("The token that comes closest is “{token}”.")
        return Verdict(min(1.0, _phrase_share(best)), Problem(text, token=best.strip()))
    return Verdict(0, NOTHING)


def _phrase_share(token: str) -> float:
    """Return which share of a phrase a token holds; 1 or more for a whole one."""
    return max(len(WORDS.findall(token)) / PHRASE_WORDS, len(CHINESE.findall(token)) / PHRASE_CHARACTERS)


def _analyses(evidence: Sequence[Any]) -> list[tuple[TextAnalysis, TokensSettings]]:
    return [pair for pair in evidence if isinstance(pair, tuple) and isinstance(pair[0], TextAnalysis)]


NOTHING = Problem(N_("Nothing to judge yet."))
CHALLENGES = (
    Challenge(
        "fewer",
        N_("Shorter than words"),
        N_("Find a text of 100 characters or more that needs fewer tokens by byte pairs than by words."),
        fewer_than_words,
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
        more_than_characters,
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
        phrase_token,
        (
            N_("A phrase becomes a token when its parts always come together. Repeat it."),
            N_("In a language with blanks, pairs have to be merged across words."),
        ),
        {"vocabulary": 1024},
    ),
)
