"""Warn that few test examples do not show which of several models is better."""

from __future__ import annotations

from ui.text.i18n import _

FEW_TESTS = 30  # test examples; fewer do not distinguish two models


def few_tests(count: int, share: bool = True) -> str:
    """Return the warning.

    Args:
        count: How many test examples there are.
        share: Whether the figure is a share of them, such as accuracy.
    """
    if not share:
        return _("**Only {count} test examples**: which is better cannot be told from so few.", count=count)
    return _(
        "**Only {count} test examples**: one of them more or less moves the accuracy by {step:.0%}. Which is better "
        "cannot be told from so few.",
        count=count,
        step=1 / max(1, count),
    )
