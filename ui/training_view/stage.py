"""The places of a training page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from streamlit.delta_generator import DeltaGenerator

from ui.fragments.error_boundary import GuardedPlace
from ui.inspect.inspectors import Inspector
from ui.session.intervention import Intervention


class Stage(NamedTuple):
    """The places of a training page. They are laid out once a page run, so that a frame need not lay them out again."""

    status: DeltaGenerator
    above: DeltaGenerator  # for a page that has something to turn there
    left: DeltaGenerator
    right: DeltaGenerator
    loss: DeltaGenerator
    metric: DeltaGenerator | None  # where the family has one
    inside: DeltaGenerator
    inspectors: Mapping[str, Inspector]
    interventions: Sequence[Intervention]

    def guarded(self) -> Stage:
        """Return the places with an error boundary each: a panel that raises leaves the others and the clock alone."""
        fields: dict[str, Any] = self._asdict()
        placed = {
            name: GuardedPlace(place, name) for name, place in fields.items() if isinstance(place, DeltaGenerator)
        }
        return Stage(**fields | placed)
