"""After a person chose what to look at: ask the net about it, and wait a moment for its first answer."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from nets.training.news import Watch
from nets.training.run import ACKNOWLEDGE_SECONDS
from ui.bench import Bench


def ask_anew(bench: Bench, watch: Watch, answered: Callable[[], bool] | None = None) -> None:
    """Have the run at hand watch this from now on; back when it is `answered`, the next look by default, or late."""
    before = bench.run.look
    bench.watch = watch
    bench.run.watched(watch)
    until = monotonic() + ACKNOWLEDGE_SECONDS
    while not (answered() if answered else bench.run.look is not before) and monotonic() < until:
        sleep(0.01)
