"""Collect the answers of a probe by step since the training began; earlier kept moments are probed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem
from ui.charts.render import answers
from ui.session.training_session import TrainingSession

KEPT = "traced"
MAX_POINTS = 120  # of a line
MAX_TRACES = 24  # runs and questions that are remembered
Answer = Mapping[str, np.ndarray]
T = TypeVar("T")


@dataclass
class Trace:
    """The answers of a probe by step, or what was computed from them."""

    answers: dict[int, Any] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    asking: Future[None] | None = None

    def add(self, step: int, answer: Any) -> None:
        """Add an answer; if there are too many, drop every second of the older ones."""
        self.answers[step] = answer
        if len(self.answers) > 2 * MAX_POINTS:
            steps = sorted(self.answers)
            for old in steps[1:-1:2]:
                del self.answers[old]


def probe_history(
    session: TrainingSession,
    run: Run,
    probe: str,
    arguments: Mapping[str, Any],
    fits: Callable[[Answer], bool],
    keep: Callable[[Answer], Any] = lambda answer: answer,
) -> dict[int, Any]:
    """Return the answers to these arguments by step, up to the displayed moment, including the latest.

    `fits` returns whether an answer belongs to these arguments, `keep` what to remember of it. Moments that the run has
    kept are probed in the background; until then `session.probes.is_waiting` keeps the frames coming.
    """
    trace = _trace(session, run, probe, arguments)
    session.probes.is_waiting |= trace.asking is not None and not trace.asking.done()
    answer, latest = answers(run, probe), run.probe_answers
    if latest and answer and latest.index not in trace.answers and fits(answer):
        trace.add(latest.index, keep(answer))
    session.probes.is_waiting |= _catch_up(
        session, run, trace, lambda step: keep(run.tell("ask", probe, dict(arguments), step))
    )
    until = run.shown.step
    return {step: kept for step, kept in sorted(trace.answers.items()) if until is None or step <= until}


def _trace(session: TrainingSession, run: Run, probe: str, arguments: Mapping[str, Any]) -> Trace:
    """Return the known answers to a probe; the least recently used ones are dropped."""
    traces: dict[tuple[str, str, str], Trace] = session.selection.choices.setdefault(KEPT, {})
    key = (run.id, probe, repr(arguments))
    trace = traces[key] = traces.pop(key, Trace())
    while len(traces) > MAX_TRACES:
        del traces[next(iter(traces))]
    return trace


def _catch_up(session: TrainingSession, run: Run, trace: Trace, ask: Callable[[int], Any]) -> bool:
    """Probe the kept moments of the run that are not known yet; return whether there are any."""
    missing = [step for step in run.shown.moments if step not in trace.answers and step not in trace.asked]
    free = bool(missing) and (trace.asking is None or trace.asking.done())
    if free:
        trace.asked |= set(missing)
        trace.asking = session.engine.background(lambda: _ask(trace, ask, missing))
    return free


def _ask(trace: Trace, ask: Callable[[int], Any], steps: list[int]) -> None:
    for step in steps:
        try:
            trace.add(step, ask(step))
        except (WorkerLost, Problem):
            return  # the run has gone, or a worker; what is known stays


def spread(items: list[T], most: int) -> list[T]:
    """Return up to `most` of the items, evenly by their order, including the first and the last."""
    if len(items) <= most:
        return items
    return [items[i] for i in sorted({round(i) for i in np.linspace(0, len(items) - 1, most).tolist()})]
