"""Which net continues texts: the visitor's own GPT where it has learnt, else one of those that come along."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

import numpy as np

from nets.engine.engine import Engine
from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from nets.models.gpt import shipped
from ui.session.browser_tabs import current_tab
from ui.text.i18n import language

Found = dict[str, np.ndarray]


class Model(NamedTuple):
    """A net to ask. `stamp` changes when its answers may."""

    name: str
    stamp: tuple[Any, ...]
    ask: Callable[[str, dict[str, Any]], Future[Found]]


def own_run() -> Run | None:
    """The visitor's own GPT, if it has made a step and is in a worker."""
    session = current_tab().sessions.get("gpt")
    return session.run if session is not None and session.run.index and session.run.answers else None


def model(wish: str, engine: Engine) -> Model:
    """The net that is wished for; where it is "auto", or the own one has not learnt, the one that serves best."""
    run = own_run()
    if wish in ("auto", "own") and run is not None:
        resting = None if run.state == "running" else run.index  # while it trains, answers stay as they were asked
        return Model(
            "own", (run.id, run.shown.step, resting), lambda *asked: engine.background(lambda: _told(run, *asked))
        )
    name = wish if wish in shipped.NAMES else language()
    return Model(name, (name,), lambda probe, arguments: engine.compute(shipped.ask, name, probe, arguments))


def _told(run: Run, probe: str, arguments: dict[str, Any]) -> Found:
    try:
        return run.ask(probe, **arguments)
    except WorkerLost as lost:
        raise Problem(N_("No worker answered. Try again in a moment.")) from lost
