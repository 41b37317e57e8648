"""Shared by the fuzz tests: the number of examples, and the limits of time, memory and sentences."""

from __future__ import annotations

import tracemalloc
import unicodedata
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from nets.experiment.user_error import Problem
from ui.text.i18n import problem, use

MAX_SECONDS = 8.0  # of CPU for one small input; ten times and more what it takes, so that no machine is too slow
MAX_BYTES = 200_000_000  # of memory
MAX_SENTENCE = 700  # characters
DIRECTION_MARKS = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # change the direction of the text that follows
)


def fuzz(
    few: int, many: int, **strategies: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that makes a test of a check: `few` examples by default, `many` under the mark long.

    The examples are the same in every run.
    """

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        counts = [few, pytest.param(many, marks=pytest.mark.long)]

        @pytest.mark.parametrize("count", counts, ids=["few", "many"])
        def test(count: int) -> None:
            options = settings(
                max_examples=count,
                derandomize=True,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            )
            options(given(**strategies)(check))()

        test.__doc__ = check.__doc__
        return test

    return decorate


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the function; return None if it raises a Problem with a good sentence. Other errors are raised.

    It must not take more than MAX_SECONDS of CPU.
    """
    start = process_time()
    try:
        return function(*arguments)
    except Problem as refusal:
        check_sentence(refusal)
        return None
    finally:
        assert process_time() - start < MAX_SECONDS


def check_sentence(refusal: Problem) -> None:
    """Check that a Problem is one short line of text in both languages."""
    try:
        for language in ("en", "zh"):
            use(language)
            sentence = problem(refusal)
            assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in DIRECTION_MARKS for c in sentence), ascii(
                sentence
            )
            assert 3 < len(sentence) <= MAX_SENTENCE, ascii(sentence)
    finally:
        use("en")


def peak_memory(function: Callable[..., Any], *arguments: Any) -> int:
    """Return the peak of Python memory of a call in bytes, whether it succeeds or refuses."""
    tracemalloc.start()
    try:
        call(function, *arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
