"""What can be said from few test examples: nothing about which of several models is better."""

from __future__ import annotations

from ui.text.i18n import _

FEW_TESTS = 30  # test examples; fewer than these tell no two models apart


def few_tests(count: int, share: bool = True) -> str:
    """Return a sentence that says so.

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
