"""What the viewers of a run want, and how long ago one was present; torch-free."""

from __future__ import annotations

import math
from collections.abc import Callable

from nets.training.messages import Watch

LEASE_SECONDS = 9.0  # without a viewer, after which a run costs no more CPU
REST_SECONDS = 30.0  # without a view, after which a run frees its trainer
REST_SECONDS_IN_NEED = 6.0  # the same if others wait for memory
PROBE_SECONDS = 0.1  # probes are not asked more often than this


class Lease:
    """The lease of a run: it trains while the lease lasts, and rests if no viewer has looked for long.

    Attributes:
        clock: Returns the time in seconds.
        end: When the lease ends.
        viewed_at: When a viewer last looked at this run; a viewer may also be on another page.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.end = self.viewed_at = 0.0
        self.renew(looking=True)

    @property
    def is_valid(self) -> bool:
        """Whether a viewer was present lately."""
        return self.clock() < self.end

    @property
    def unseen_seconds(self) -> float:
        """The time since a viewer last looked at the run."""
        return self.clock() - self.viewed_at

    def renew(self, looking: bool = False) -> None:
        """Note that a viewer is present, who may be `looking` at the run."""
        now = self.clock()
        self.end = now + LEASE_SECONDS
        if looking:
            self.viewed_at = now

    def note_view(self) -> None:
        """Note that a viewer looks at the run, without renewing the lease."""
        self.viewed_at = self.clock()


class Viewer:
    """What the viewers of one run want. The lock of the run's connection guards it.

    Attributes:
        lease: How long ago a viewer was present.
        speed: Updates a second; None is as fast as possible.
        goal: The step at which the run pauses; None is none.
        watch: The probes whose answers the viewer sees.
        has_answers: Whether a viewer has fetched the latest probe answers. Only then the probes are asked again.
    """

    def __init__(self, clock: Callable[[], float], watch: Watch) -> None:
        self.lease = Lease(clock)
        self.speed: float | None = None
        self.goal: int | None = None
        self.watch = watch
        self.has_answers = True
        self._asked_at = -math.inf

    @property
    def is_paced(self) -> bool:
        """Whether the run trains at a given speed, or up to a given step."""
        return self.speed is not None or self.goal is not None

    def due_probes(self) -> Watch | None:
        """Return the probes to ask now; they then count as asked. None if the latest answers are still fresh."""
        now = self.lease.clock()
        if not self.watch or not self.has_answers or now - self._asked_at < PROBE_SECONDS:
            return None
        self.has_answers, self._asked_at = False, now
        return self.watch
