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

    def chosen(now: Any) -> None:
        session.selection.choices[key] = now
        if then:
            then(now)

    return {"key": key, "on_change": on_user_change(key, chosen)}


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
        session: keeps the number.
        key: of the widget and of the number.
        label: the title of the field.
        low: the smallest number allowed.
        high: the largest number allowed.
        default: the number at the beginning.
        then: called with a number that the user has entered.
        words: further arguments of `st.number_input`.

    Returns:
        The number, between the bounds.
    """

    def chosen(now: int) -> None:
        session.selection.choices[key] = now
        if then:
            then(now)

    value = min(max(int(choice(session, key, default)), low), high)
    number_field(label, low, high, key=key, value=value, do=chosen, **words)
    return value
