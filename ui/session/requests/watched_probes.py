"""Hold which probes a training page requests of its current run."""

from __future__ import annotations

from dataclasses import dataclass, field

from nets.training.messages import Watch


@dataclass
class WatchedProbes:
    """The probes that the panels on screen need.

    Attributes:
        watch: Probes with their arguments, requested with each frame. Replace it, never change it in place.
        is_waiting: Whether a panel of this frame waits for an answer to something else, so that more frames are needed.
    """

    watch: Watch = field(default_factory=dict)
    is_waiting: bool = False

    def add(self, watch: Watch) -> None:
        """Request these probes as well; a probe that is requested already gets the new arguments."""
        self.watch = {**self.watch, **watch}
