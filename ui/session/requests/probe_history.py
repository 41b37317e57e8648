"""What a probe has said since the training began, by step; moments that the run has kept are asked afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nets.engine.run import Run
from nets.engine.workers.backends import Lost
from nets.experiment.user_error import Problem
from ui.charts.render import answers
from ui.session.training_session import TrainingSession

KEPT = "traced"
MOST_POINTS = 120  # of a line
MOST_TRACES = 24  # runs and questions that are remembered
Found = Mapping[str, np.ndarray]


@dataclass
class Trace:
    """What a probe has said, or what was made of it, by step."""

    told: dict[int, Any] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    asking: Future[None] | None = None

    def add(self, step: int, found: Any) -> None:
        """Remember an answer; when there are too many, every second of the older ones goes."""
        self.told[step] = found
        if len(self.told) > 2 * MOST_POINTS:
            steps = sorted(self.told)
            for old in steps[1:-1:2]:
                del self.told[old]


def traced(
    session: TrainingSession,
    run: Run,
    probe: str,
    arguments: Mapping[str, Any],
    fits: Callable[[Found], bool],
    keep: Callable[[Found], Any] = lambda found: found,
) -> dict[int, Any]:
    """What the probe has said of these arguments, by step up to the moment that is shown; the latest is taken in.

    `fits` tells whether an answer is one to these arguments; `keep` what of it is worth remembering. Moments that the
    run has kept are asked for in the background; until then `session.probes.is_waiting` has the page drawn again.
    """
    kept = _trace(session, run, probe, arguments)
    session.probes.is_waiting |= kept.asking is not None and not kept.asking.done()
    found, look = answers(run, probe), run.look
    if look and found and look.index not in kept.told and fits(found):
        kept.add(look.index, keep(found))
    session.probes.is_waiting |= _catch_up(
        session, run, kept, lambda step: keep(run.tell("ask", probe, dict(arguments), step))
    )
    until = run.shown.step
    return {step: said for step, said in sorted(kept.told.items()) if until is None or step <= until}


def _trace(session: TrainingSession, run: Run, probe: str, arguments: Mapping[str, Any]) -> Trace:
    """What is known of the answers to a question, that asked last the last to be forgotten."""
    traces: dict[tuple[str, str, str], Trace] = session.selection.choices.setdefault(KEPT, {})
    key = (run.id, probe, repr(arguments))
    kept = traces[key] = traces.pop(key, Trace())
    while len(traces) > MOST_TRACES:
        del traces[next(iter(traces))]
    return kept


def _catch_up(session: TrainingSession, run: Run, kept: Trace, ask: Callable[[int], Any]) -> bool:
    """Ask about the kept moments of the run that were not asked about before; whether there are any."""
    wanted = [step for step in run.shown.moments if step not in kept.told and step not in kept.asked]
    free = bool(wanted) and (kept.asking is None or kept.asking.done())
    if free:
        kept.asked |= set(wanted)
        kept.asking = session.engine.background(lambda: _ask(kept, ask, wanted))
    return free


def _ask(kept: Trace, ask: Callable[[int], Any], steps: list[int]) -> None:
    for step in steps:
        try:
            kept.add(step, ask(step))
        except (Lost, Problem):
            return  # the run has gone, or a worker; what is known stays


def spread(steps: list[int], most: int) -> list[int]:
    """Up to `most` of the steps, the first and the last among them, evenly by their order."""
    if len(steps) <= most:
        return steps
    return [steps[i] for i in sorted({round(i) for i in np.linspace(0, len(steps) - 1, most).tolist()})]
