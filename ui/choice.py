"""What a widget of a panel was set to, kept by the bench: it outlives the widget, which goes with its panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.bench import Bench
from ui.shown import by_person, shown


def choice(bench: Bench, key: str, default: Any) -> Any:
    """What was chosen last, or the default."""
    return bench.choices.get(key, default)


def choosing(bench: Bench, key: str, value: Any, then: Callable[[Any], None] | None = None) -> dict[str, Any]:
    """The key and callback of a widget that shows `value` now and, when a person changes it, keeps what they chose.

    `then` is called with it afterwards. Call it right before the widget is drawn.
    """
    shown(key, value)

    def chosen(now: Any) -> None:
        bench.choices[key] = now
        if then:
            then(now)

    return {"key": key, "on_change": by_person(key, chosen)}
