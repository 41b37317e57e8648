"""Have a worker read a user's data, so that the server stays quick for everybody, and show how far it is.

Reading may take seconds and hundreds of megabytes. Nothing changes until it is complete: the training goes on, and the
current data stay, even if the worker fails, takes too long or is stopped.
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

PATIENCE = 0.4  # seconds that a callback waits for the worker, so that a small file is there at once
MAX_SECONDS = 120  # that a worker may take for a file
LOG = logging.getLogger(__name__)
LATE = N_("Reading took more than {seconds} seconds and was stopped. Nothing was changed. Try again with less data.")
FAILED = N_("Your data could not be read: the worker failed. Nothing was changed. Try again, or with other data.")


class Upload:
    """A file that a worker is reading.

    Attributes:
        fragment: The fragment that shows how far the reading is.
        drawn_percent: The percentage that was drawn last; -1 for an unknown one, -2 if none was drawn.
    """

    def __init__(
        self,
        fragment: str,
        future: Future[Any],
        name: str,
        on_read: Callable[[Any], None],
        on_refuse: Callable[[Problem], None],
    ) -> None:
        """`name` is the one under which the worker reports its progress."""
        self.fragment, self.drawn_percent = fragment, -2
        self._future, self._name, self._until = future, name, monotonic() + MAX_SECONDS
        self._on_read, self._on_refuse = on_read, on_refuse

    @property
    def percent(self) -> int:
        """How much is read; -1 if that is not known."""
        share = progress.share(self._name)
        return -1 if share is None else round(100 * share)

    @property
    def over(self) -> bool:
        """Whether the reading is complete or has taken too long."""
        return self._future.done() or monotonic() > self._until

    def wait(self) -> None:
        """Wait a moment for the worker."""
        wait([self._future], PATIENCE)

    def stop(self) -> None:
        """Have the worker stop as soon as it reports."""
        progress.stop(self._name)

    def finish(self) -> None:
        """Pass on what was read, or why it was not. Call it last in a callback, which it may end."""
        if not self._future.done():
            self.stop()
            self._on_refuse(Problem(LATE, seconds=MAX_SECONDS))
            return
        progress.forget(self._name)
        try:
            content = self._future.result()
        except Problem as problem:
            self._on_refuse(problem)
        except Exception:
            LOG.exception("a worker failed to read a file")
            self._on_refuse(Problem(FAILED))
        else:
            self._on_read(content)


class Uploads:
    """The files that a worker reads for one page of one browser tab, by the key of their choosers."""

    def __init__(self, engine: Engine, ticking: str = "live") -> None:
        """`ticking` is the fragment that calls `tick` as long as a file is being read."""
        self._engine, self._ticking = engine, ticking
        self._uploads: dict[str, Upload] = {}
        self._stops: Counter[str] = Counter()

    @property
    def moving(self) -> bool:
        """Whether a file is being read."""
        return bool(self._uploads)

    def find(self, key: str) -> Upload | None:
        """Return the file that is being read for this chooser; None if there is none."""
        return self._uploads.get(key)

    def widget_key(self, key: str) -> str:
        """Return the key of the chooser's widget: a new one after each stop, so that a file can be chosen again."""
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
        """Have a worker call `function`. Call it last in a callback, which it may end.

        Args:
            key: Key of the file chooser. A file that is still being read for it is dropped.
            fragment: The fragment that shows how far the reading is.
            function: A function of `nets`, called in a worker.
            arguments: Its arguments.
            on_read: Called with what the function returns, in a callback.
            on_refuse: Called with the reason if the data cannot be read, in a callback.
            reports: Whether the function takes the name of a progress report as its last argument.
        """
        self._drop(key)
        name = progress.make_name()
        future = self._engine.compute(function, *arguments, *([name] if reports else []))
        self._uploads[key] = upload = Upload(fragment, future, name, on_read, on_refuse)
        upload.wait()
        if upload.over:
            del self._uploads[key]
            upload.finish()
        else:
            redraw(fragment, self._ticking)

    def tick(self) -> list[str]:
        """Pass on files that are read, which may end the callback. Returns the fragments to redraw."""
        for key, upload in list(self._uploads.items()):
            if upload.over:
                del self._uploads[key]
                upload.finish()
        return [each.fragment for each in self._uploads.values() if each.drawn_percent != each.percent]

    def cancel(self, key: str) -> None:
        """Stop the reading for this chooser, and empty it. Call it last in a callback, which it may end."""
        upload = self._uploads.get(key)
        if upload is not None:
            self._drop(key)
            self._stops[key] += 1
            redraw(upload.fragment, self._ticking)

    def close(self) -> None:
        """Stop all reading: the browser tab is gone."""
        for key in list(self._uploads):
            self._drop(key)

    def _drop(self, key: str) -> None:
        upload = self._uploads.pop(key, None)
        if upload is not None:
            upload.stop()
