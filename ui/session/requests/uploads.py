"""A user's data that a worker reads, so that the server stays quick for everybody: how far it is, and the result.

What is read may cost seconds and hundreds of megabytes. Nothing changes until it is there: the training goes on, and
what was chosen stays, also if the worker fails, takes too long or is told to stop.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, wait
from time import monotonic
from typing import Any

from nets.datasets import progress
from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem
from ui.fragments.rerun import redraw

PATIENCE = 0.4  # seconds that a choice waits for the worker, so that a small file is there at once
MAX_SECONDS = 120  # that a worker may take for a file
LOG = logging.getLogger(__name__)
LATE = N_("Reading took more than {seconds} seconds and was stopped. Nothing was changed. Try again with less data.")
FAILED = N_("Your data could not be read: the worker failed. Nothing was changed. Try again, or with other data.")


class Upload:
    """A file that a worker is reading. `name` is the one under which it reports its progress."""

    def __init__(
        self,
        fragment: str,
        future: Future[Any],
        name: str,
        on_read: Callable[[Any], None],
        on_refuse: Callable[[Problem], None],
    ) -> None:
        self.fragment, self.drawn = fragment, -2
        self._future, self._name, self._until = future, name, monotonic() + MAX_SECONDS
        self._on_read, self._on_refuse = on_read, on_refuse

    @property
    def percent(self) -> int:
        """How much of it is read; -1 if that is not known."""
        share = progress.share(self._name)
        return -1 if share is None else round(100 * share)

    @property
    def over(self) -> bool:
        """Whether it is read, or has taken too long."""
        return self._future.done() or monotonic() > self._until

    def wait(self) -> None:
        """Wait a moment for the worker."""
        wait([self._future], PATIENCE)

    def stop(self) -> None:
        """Have the worker stop as soon as it reports."""
        progress.stop(self._name)

    def finish(self) -> None:
        """Pass on what was read, or why it was not. A callback ends so."""
        if not self._future.done():
            self.stop()
            self._on_refuse(Problem(LATE, seconds=MAX_SECONDS))
            return
        progress.forget(self._name)
        try:
            found = self._future.result()
        except Problem as why:
            self._on_refuse(why)
        except Exception:
            LOG.exception("a worker failed to read a file")
            self._on_refuse(Problem(FAILED))
        else:
            self._on_read(found)


class Uploads:
    """The files that a worker reads for one page of one browser tab, by the key of their choosers."""

    def __init__(self, engine: Engine, ticking: str = "live") -> None:
        """`ticking` is the fragment that calls `tick` as long as a file is being read."""
        self._engine, self._ticking = engine, ticking
        self._held: dict[str, Upload] = {}
        self._stops: Counter[str] = Counter()

    @property
    def moving(self) -> bool:
        """Whether a file is being read."""
        return bool(self._held)

    def find(self, key: str) -> Upload | None:
        """The file that is being read for this chooser."""
        return self._held.get(key)

    def widget_key(self, key: str) -> str:
        """The key of the chooser's widget: a new, empty one after each stop, so that the same file can come again."""
        return f"{key}/{self._stops[key]}" if self._stops[key] else key

    def read(
        self,
        key: str,
        fragment: str,
        function: Callable[..., Any],
        *arguments: Any,
        on_read: Callable[[Any], None],
        on_refuse: Callable[[Problem], None],
        reports: bool = False,
    ) -> None:
        """Have a worker call `function`. A callback ends so.

        Args:
            key: Of the file chooser. A file that is still being read for it is given up.
            fragment: The fragment that shows how far the reading is.
            function: A function of `nets`, called in a worker.
            arguments: What it is called with.
            on_read: Called with what the function returns, in a callback.
            on_refuse: Called with the reason if there is no such thing, in a callback.
            reports: Whether the function takes the name of a progress report as its last argument.
        """
        self._drop(key)
        name = progress.make_name()
        future = self._engine.compute(function, *arguments, *([name] if reports else []))
        self._held[key] = upload = Upload(fragment, future, name, on_read, on_refuse)
        upload.wait()
        if upload.over:
            del self._held[key]
            upload.finish()
        else:
            redraw(fragment, self._ticking)

    def tick(self) -> list[str]:
        """Take in a file that is read, which ends the callback; return the fragments to draw anew."""
        for key, upload in list(self._held.items()):
            if upload.over:
                del self._held[key]
                upload.finish()
        return [each.fragment for each in self._held.values() if each.drawn != each.percent]

    def cancel(self, key: str) -> None:
        """Stop the reading for this chooser, and empty it. A callback ends so."""
        upload = self._held.get(key)
        if upload is not None:
            self._drop(key)
            self._stops[key] += 1
            redraw(upload.fragment, self._ticking)

    def close(self) -> None:
        """Stop all reading: the browser tab is gone."""
        for key in list(self._held):
            self._drop(key)

    def _drop(self, key: str) -> None:
        upload = self._held.pop(key, None)
        if upload is not None:
            upload.stop()
