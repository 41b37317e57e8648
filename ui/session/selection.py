"""Hold what the user of a training page has selected to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Selection:
    """What the user looks at on one training page, and what the widgets of its panels are set to.

    Attributes:
        inspector: Key of the open inspector.
        focus: The selected unit: its column in the drawn net and its number; None before one is selected.
        example: The example whose numbers are shown: its part ("train" or "test") and index.
        titles: Names of the inputs and of the classes.
        page: State of the page's own kind, see `ui.session.training_session.page_state`.
        choices: State of panels by key, which outlives their widgets, see `ui.widgets.remembered`.
    """

    inspector: str = "gradients"
    focus: tuple[int, int] | None = None
    example: tuple[str, int] = ("train", 0)
    titles: tuple[Sequence[str], Sequence[str]] = ((), ())
    page: Any = None
    choices: dict[str, Any] = field(default_factory=dict)
