"""The lease of a run: while it lasts the run may train; when a viewer has not looked for long the run may rest."""

from __future__ import annotations

from time import monotonic

LEASE_SECONDS = 9.0  # without a viewer, after which a run costs no more CPU


class Lease:
    """When the viewers of a run were last present, as `monotonic` counts; the lock of the run guards it.

    Attributes:
        end: When the lease ends.
        last_look: When a viewer last looked at this very run; a viewer may also be at another page.
    """

    def __init__(self) -> None:
        self.end = self.last_look = 0.0
        self.renew(looking=True)

    @property
    def lasts(self) -> bool:
        """Whether a viewer was present lately."""
        return monotonic() < self.end

    @property
    def seconds_unseen(self) -> float:
        """The time since a viewer last looked at the run."""
        return monotonic() - self.last_look

    def renew(self, looking: bool = False) -> None:
        """A viewer is present, and may be `looking` at the run."""
        now = monotonic()
        self.end = now + LEASE_SECONDS
        if looking:
            self.last_look = now
