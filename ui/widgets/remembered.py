"""Remember what a panel's widgets are set to, in the session: it outlives the widgets, which go with the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.fragments.server_value import on_user_change, show_value
from ui.session.training_session import TrainingSession
from ui.widgets.number_field import number_field


def choice(session: TrainingSession, key: str, default: Any) -> Any:
    """Return what was chosen last, or the default."""
    return session.selection.choices.get(key, default)


def choice_arguments(
    session: TrainingSession, key: str, value: Any, then: Callable[[Any], None] | None = None
) -> dict[str, Any]:
    """Return key and callback of a widget that shows `value` and remembers what the user chooses.

    `then` is called with it afterwards. Call it right before the widget is drawn.
    """
    show_value(key, value)
    return {"key": key, "on_change": on_user_change(key, _remember(session, key, then))}


def _remember(session: TrainingSession, key: str, then: Callable[[Any], None] | None) -> Callable[[Any], None]:
    """Return a callback that remembers a value and calls `then` with it."""

    def on_choose(value: Any) -> None:
        session.selection.choices[key] = value
        if then:
            then(value)

    return on_choose


def number_choice(
    session: TrainingSession,
    key: str,
    label: str,
    low: int,
    high: int,
    default: int,
    then: Callable[[int], None] | None = None,
    **words: Any,
) -> int:
    """Draw a field for a whole number that remembers what the user enters; `then` is called with it afterwards.

    Args:
        session: Keeps the number.
        key: Key of the widget and of the number.
        label: Title of the field.
        low: The smallest number allowed.
        high: The largest number allowed.
        default: The number at the beginning.
        then: Called with a number that the user has entered.
        words: Further arguments of `st.number_input`.

    Returns:
        The number, between the bounds.
    """
    value = min(max(int(choice(session, key, default)), low), high)
    number_field(label, low, high, key=key, value=value, do=_remember(session, key, then), **words)
    return value
