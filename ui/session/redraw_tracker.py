"""Track which fragments of a training page show an outdated state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nets.diagnosis.diagnosis import Finding


@dataclass
class RedrawTracker:
    """What the fragments of a page were drawn from, so that a fragment is redrawn only if that has changed.

    Attributes:
        with_settings: Keys of the page's own fragments to redraw when settings change.
        with_inspector: Keys of the page's own fragments to redraw when another inspector is opened.
        frame_count: Number of frames drawn so far.
        drawn_state: By fragment, the state it was last drawn from.
        current_state: By fragment of the page's own, the state it should show now.
        transport_state: The state that the transport and the fragments beside it were last drawn from.
        scrubber_state: The state that the scrubber was last drawn from, and when, in seconds of `monotonic`.
        moment_number: Number of the last moment that the user selected in the scrubber.
        fix_offer: A run's id, when its fix was offered last, in seconds of `monotonic`, and the finding with the fix.
    """

    with_settings: set[str] = field(default_factory=set)
    with_inspector: set[str] = field(default_factory=set)
    frame_count: int = 0
    drawn_state: dict[str, object] = field(default_factory=dict)
    current_state: dict[str, object] = field(default_factory=dict)
    transport_state: object = None
    scrubber_state: tuple[Any, float] | None = None
    moment_number: int = 0
    fix_offer: tuple[str, float, Finding] | None = None

    def outdated(self, state: dict[str, object]) -> list[str]:
        """Return the fragments that were drawn from another state than the current one.

        Args:
            state: The current state of the fragments that every page has; `current_state` adds the page's own.
        """
        current = state | self.current_state
        return [name for name, now in current.items() if self.drawn_state.get(name, now) != now]
