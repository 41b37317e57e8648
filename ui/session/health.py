"""Cache the finding about the displayed net until it may have changed."""

from __future__ import annotations

from nets.diagnosis.diagnosis import Finding
from nets.engine.health import diagnose_shown
from nets.engine.run import Run


class Health:
    """Judges the displayed net of a run, once for each of its states.

    A finding quotes figures that the page shows next to it, so it must not be older than they are.
    """

    def __init__(self) -> None:
        self._judged: tuple[object, Finding] | None = None

    def of(self, run: Run) -> Finding:
        """Return the finding about the current net, or about the moment that is selected in the scrubber."""
        displayed = run.shown
        state = (
            run.id,
            run.state,
            run.index,
            displayed.step,
            len(run.edits),
            run.edits[-1:],
            id(displayed.probe_answers),
        )
        if self._judged is None or self._judged[0] != state:
            self._judged = (state, diagnose_shown(run))
        return self._judged[1]
