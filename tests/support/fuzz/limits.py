"""What the fuzz tests share: how many examples they try, and what counts as well behaved."""

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
            tried = settings(
                max_examples=count,
                derandomize=True,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            )
            tried(given(**strategies)(check))()

        test.__doc__ = check.__doc__
        return test

    return decorate


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the function returns; None where it refuses with a sentence. Anything else raises."""
    begun = process_time()
    try:
        return function(*arguments)
    except Problem as why:
        check_sentence(why)
        return None
    finally:
        assert process_time() - begun < MAX_SECONDS


def check_sentence(why: Problem) -> None:
    """A Problem is one line of text in both languages."""
    try:
        for language in ("en", "zh"):
            use(language)
            said = problem(why)
            assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in DIRECTION_MARKS for c in said), ascii(said)
            assert 3 < len(said) <= MAX_SENTENCE, ascii(said)
    finally:
        use("en")


def peak(function: Callable[..., Any], *arguments: Any) -> int:
    """Return the bytes of Python memory that a call needs at most, whether it succeeds or refuses."""
    tracemalloc.start()
    try:
        outcome(function, *arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
