"""The finding about the net that is shown, kept until it may have changed."""

from __future__ import annotations

from time import monotonic

from nets.diagnosis.health import diagnose_shown
from nets.training.diagnosis import Finding
from nets.training.run import Run

A_SECOND = 2  # findings about a net that trains


class Health:
    """Judges the net that is shown of a run; while it trains, twice a second at most."""

    def __init__(self) -> None:
        self._judged: tuple[object, Finding] | None = None

    def of(self, run: Run) -> Finding:
        """The finding about the present net, or about the moment that is chosen in the scrubber."""
        shown = run.shown
        running = int(A_SECOND * monotonic()) if run.state == "running" else (run.index, run.edits[-1:], id(shown.look))
        stamp = (run.id, run.state, run.index == 0, shown.step, len(run.edits), running)
        if self._judged is None or self._judged[0] != stamp:
            self._judged = (stamp, diagnose_shown(run))
        return self._judged[1]
