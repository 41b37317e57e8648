"""Define interventions: changes by hand after which an answer is no longer the net's own, or no longer of an example.

An intervention belongs to the data that it was made for, and perhaps to the kind of net. It ends with them. Until then
`ui.training_view.intervention_notice` shows it with the answer that it changes, and offers to undo it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from typing import Any, NamedTuple, TypeVar

from ui.session.training_session import TrainingSession

State = TypeVar("State")
SUBJECT = ("name", "goal", "way", "language", "text", "own", "images", "tokens", "vocabulary", "symbols", "classes")
KEY = "interventions"  # in session.selection.choices: what the interventions were made for, and drafts
MAX_DRAFTS = 20


class Lifetime(NamedTuple):
    """Fields of a page's state that are reset together when what they were made for changes.

    Attributes:
        fields: Names of the fields.
        made_for: Returns what they were made for, from an experiment; hashable.
        drafts: Fields that return to their box when the user returns to the same data. Nothing that was typed is lost,
            but it changes no answer until the user applies it again.
    """

    fields: tuple[str, ...]
    made_for: Callable[[Any], object]
    drafts: tuple[str, ...] = ()


class Intervention(NamedTuple):
    """An intervention as its page shows it.

    Attributes:
        name: The key of its notice.
        describe: Returns what is changed, as Markdown; "" if nothing is.
        undo: Undoes it and redraws the page. Called last in a callback.
        can_undo: Whether it can be undone now.
        is_refused: Whether the net cannot read what the user made, so that there is no answer to show.
    """

    name: str
    describe: Callable[[TrainingSession], str]
    undo: Callable[[TrainingSession], None]
    can_undo: Callable[[TrainingSession], bool] = lambda _session: True
    is_refused: Callable[[TrainingSession], bool] = lambda _session: False


def subject(experiment: Any) -> tuple[object, ...]:
    """Return the task, dataset and vocabulary of an experiment; how many examples there are does not matter."""
    return tuple(getattr(experiment.data, name, None) for name in SUBJECT)


def expire(session: TrainingSession, state: State, lifetimes: Sequence[Lifetime]) -> State:
    """Return the page's state after resetting every field that was made for other data or another net."""
    contexts: dict[Any, Any] = session.selection.choices.setdefault(KEY, {})
    for lifetime in lifetimes:
        now = lifetime.made_for(session.experiment)
        before = contexts.get(lifetime.fields, now)
        contexts[lifetime.fields] = now
        if before != now:
            _end(session, state, lifetime, before, now)
    return state


def _end(session: TrainingSession, state: Any, lifetime: Lifetime, before: object, now: object) -> None:
    drafts: dict[Any, dict[str, Any]] = session.selection.choices.setdefault(f"{KEY}/drafts", {})
    drafts.pop((lifetime.fields, before), None)
    drafts[lifetime.fields, before] = {name: getattr(state, name) for name in lifetime.drafts}
    for oldest in list(drafts)[:-MAX_DRAFTS]:
        del drafts[oldest]
    for field in fields(state):
        if field.name in lifetime.fields:
            value = field.default if field.default_factory is MISSING else field.default_factory()
            setattr(state, field.name, session.selection.example[0] if field.name == "source" else value)
    for name, value in drafts.get((lifetime.fields, now), {}).items():
        setattr(state, name, value)


def is_refused(session: TrainingSession, interventions: Sequence[Intervention]) -> bool:
    """Return whether the user looks at something of their own that the net cannot read."""
    return any(one.is_refused(session) for one in interventions)
