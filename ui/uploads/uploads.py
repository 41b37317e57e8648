"""Files that a worker reads, so that the server stays quick for everybody: how far they are, and what comes of them.

What is read may cost seconds and hundreds of megabytes. Nothing changes until it is there: the training goes on, and
what was chosen stays, also if the worker fails, takes too long or is told to stop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from time import monotonic
from typing import Any

import streamlit as st

from nets.data import progress
from nets.training.engine import Engine
from nets.training.problem import N_, Problem
from ui.text.i18n import _
from ui.widgets.rerun import redraw

PATIENCE = 0.4  # seconds that a choice waits for the worker, so that a small file is there at once
MOST_SECONDS = 120  # that a worker may take for a file
LOG = logging.getLogger(__name__)
LATE = N_("Reading the file took more than {seconds} seconds and was stopped. Nothing was changed. Try a smaller file.")
FAILED = N_("The file could not be read: the worker failed. Nothing was changed. Try again, or choose another file.")


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
        self._future, self._name, self._until = future, name, monotonic() + MOST_SECONDS
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
        """Have the worker stop as soon as it reports; nobody waits for it any more."""
        progress.stop(self._name)

    def finish(self) -> None:
        """Pass on what was read, or why it was not. A callback ends so."""
        if not self._future.done():
            self.stop()
            self._on_refuse(Problem(LATE, seconds=MOST_SECONDS))
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
    """The files that a worker reads for one visitor of one page, by the key of their choosers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[str, Upload] = {}

    @property
    def moving(self) -> bool:
        """Whether a file is being read."""
        return bool(self._held)

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
            fragment: The fragment that calls `draw`.
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
            redraw(fragment, "live")

    def draw(self, key: str, outside: bool = False) -> None:
        """How far the reading is, and a button that stops it; nothing where no file is being read.

        Without the button `outside` of a popover that holds the chooser, for people who have closed it.
        """
        upload = self._held.get(key)
        if upload is None:
            return
        upload.drawn = upload.percent
        place = "outside" if outside else "reading"
        with st.container(key=f"{key.replace('/', '-')}-{place}", gap="small"):
            if upload.drawn < 0:
                st.markdown(_(":material/hourglass_top: Reading the file …"))
            else:
                st.progress(upload.drawn, _("Reading the file … {percent} %", percent=upload.drawn))
            if not outside:
                stop = lambda: self._cancel(key)  # noqa: E731
                st.button(_("Cancel"), key=f"{key}/cancel", icon=":material/close:", on_click=stop)

    def tick(self) -> list[str]:
        """Take in a file that is read, which ends the callback; return the fragments to draw anew."""
        for key, upload in list(self._held.items()):
            if upload.over:
                del self._held[key]
                upload.finish()
        return [each.fragment for each in self._held.values() if each.drawn != each.percent]

    def close(self) -> None:
        """Give up what is being read: nobody will come back for it."""
        for key in list(self._held):
            self._drop(key)

    def _drop(self, key: str) -> None:
        upload = self._held.pop(key, None)
        if upload is not None:
            upload.stop()

    def _cancel(self, key: str) -> None:
        upload = self._held.get(key)
        self._drop(key)
        if upload is not None:
            redraw(upload.fragment, "live")
