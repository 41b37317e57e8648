"""Explanations of a delayed run: no memory, no worker, or a silent worker; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from nets.engine.run import Run

PATIENCE_SECONDS = 3.0  # without a trainer, before the page says so
SILENCE_SECONDS = 8.0  # without an answer of the trainer, before the page says so


def describe_delay(run: Run) -> Problem | None:
    """Return why a run waits; None if it makes progress or has nothing to do."""
    connection = run.connection
    with run.lock:
        worker, times = connection.worker, connection.times
        if worker is None:
            return None
        now = times.clock()
        if worker.done():
            silent_seconds = now - times.answered_at
            if silent_seconds < SILENCE_SECONDS or not (run.busy or connection.dispatchers):
                return None
            return Problem(N_("The worker has not answered for {seconds} s."), seconds=int(silent_seconds))
        waited_seconds = now - times.requested_at
    if waited_seconds < PATIENCE_SECONDS:
        return None
    if position := connection.queue_position():
        text = N_(
            "The memory of this server is full: you are number {place} in the queue. Tabs that are closed make room, "
            "and a smaller net, fewer examples or a shorter text need less of it."
        )
        return Problem(text, place=position)
    return Problem(N_("Waiting for a worker, for {seconds} s so far."), seconds=int(waited_seconds))
