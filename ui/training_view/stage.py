"""Define the places of a training page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from streamlit.delta_generator import DeltaGenerator

from ui.fragments.error_boundary import GuardedPlace
from ui.inspect.inspectors import Inspector
from ui.session.intervention import Intervention


class Stage(NamedTuple):
    """The places of a training page. They are laid out once a page run, so that a frame only fills them.

    Attributes:
        status: For the figures of the run.
        above: For a page that has controls above its two columns.
        left: For the page's own panels.
        right: For the page's own panels.
        loss: For the loss chart.
        metric: For the chart of the metric; None if the family has none.
        inspector: For the open inspector.
        inspectors: The inspectors of the page, by key.
        interventions: The interventions of the page.
        below: A second place in the left column, if the page has one.
    """

    status: DeltaGenerator
    above: DeltaGenerator
    left: DeltaGenerator
    right: DeltaGenerator
    loss: DeltaGenerator
    metric: DeltaGenerator | None
    inspector: DeltaGenerator
    inspectors: Mapping[str, Inspector]
    interventions: Sequence[Intervention]
    below: DeltaGenerator | None = None

    def guarded(self) -> Stage:
        """Return the places with an error boundary each, so that a panel that raises affects no other."""
        fields: dict[str, Any] = self._asdict()
        guarded_places = {
            name: GuardedPlace(place, name) for name, place in fields.items() if isinstance(place, DeltaGenerator)
        }
        return Stage(**fields | guarded_places)
