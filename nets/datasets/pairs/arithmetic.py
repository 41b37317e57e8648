"""Sums of two whole numbers, the answer written forwards or with its last digit first; torch-free.

What makes a sum hard are the digits that are carried: of sums of three digits a net of 64 units that reads both ways
has 0.86 right without any, and 0.38 with three, after 1,200 updates. Writing the last digit first, as by hand, helps a
net that reads in one direction only.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

from nets.datasets.pairs.drawing import Drawn, draw_candidate
from nets.datasets.pairs.sides import PairInfo, Side
from nets.experiment.user_error import N_

DIGITS = tuple("0123456789")


@lru_cache(maxsize=16)
def info(way: str, length: int) -> PairInfo:
    """Two numbers with a limited number of digits, and their sum."""
    title = N_("Sums") if way == "forward" else N_("Sums, last digit first")
    return PairInfo(title, Side(("+", *DIGITS), 2 * length + 1), Side(DIGITS, length + 1))


def draw(way: str, length: int, rng: Random, test: bool) -> Drawn:
    """Two numbers and their sum; two that are held out are so in either order."""
    left, right = draw_candidate(
        lambda: (_number(length, rng), _number(length, rng)), lambda both: (min(both), max(both)), test
    )
    answer = str(left + right)
    return f"{left}+{right}", answer if way == "forward" else answer[::-1], _carries(left, right)


def _number(length: int, rng: Random) -> int:
    return rng.randrange(10 ** rng.randint(1, length))


def _carries(left: int, right: int) -> str:
    """How many digits are carried over, as the sum is done by hand."""
    count = carry = 0
    while left or right or carry:
        carry = int(left % 10 + right % 10 + carry > 9)
        count, left, right = count + carry, left // 10, right // 10
    return str(count)
