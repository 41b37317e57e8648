"""Choose the model that continues texts: the user's own GPT once it has trained, else a bundled one."""

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

Answer = dict[str, np.ndarray]


class Model(NamedTuple):
    """A model to ask. `stamp` changes when its answers may change."""

    name: str
    stamp: tuple[Any, ...]
    ask: Callable[[str, dict[str, Any]], Future[Answer]]


def own_run() -> Run | None:
    """Return the user's GPT if it has trained and is in a worker."""
    session = current_tab().sessions.get("gpt")
    return session.run if session is not None and session.run.index and session.run.answers else None


def choose_model(name: str, engine: Engine) -> Model:
    """Return a model by name; for "auto", or if the user's own has not trained, the best available one."""
    run = own_run()
    if name in ("auto", "own") and run is not None:
        step = None if run.state == "running" else run.index  # while it trains, answers stay as they are
        stamp = (run.id, run.shown.step, step)
        return Model("own", stamp, lambda *request: engine.background(lambda: _ask(run, *request)))
    bundled = name if name in shipped.NAMES else language()
    return Model(bundled, (bundled,), lambda *request: engine.compute(shipped.ask, bundled, *request))


def _ask(run: Run, probe: str, arguments: dict[str, Any]) -> Answer:
    try:
        return run.ask(probe, **arguments)
    except WorkerLost as lost:
        raise Problem(N_("No worker answered. Try again in a moment.")) from lost
