"""The finding about the net that is shown, kept until it may have changed."""

from __future__ import annotations

from nets.diagnosis.diagnosis import Finding
from nets.engine.health import diagnose_shown
from nets.engine.run import Run


class Health:
    """Judges the net that is shown of a run, once for each of its states.

    A finding quotes figures that stand beside it on the page, so it must not be older than they are.
    """

    def __init__(self) -> None:
        self._judged: tuple[object, Finding] | None = None

    def of(self, run: Run) -> Finding:
        """The finding about the present net, or about the moment that is chosen in the scrubber."""
        shown = run.shown
        stamp = (run.id, run.state, run.index, shown.step, len(run.edits), run.edits[-1:], id(shown.look))
        if self._judged is None or self._judged[0] != stamp:
            self._judged = (stamp, diagnose_shown(run))
        return self._judged[1]
