"""Collect the answers of a probe by step; moments that the run has kept are probed afterwards."""

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

KEY = "traced"  # of session.selection.choices
MAX_POINTS = 120  # of a line
MAX_TRACES = 24  # runs and questions that are remembered
Answer = Mapping[str, np.ndarray]
T = TypeVar("T")


@dataclass
class Trace:
    """The answers of a probe by step.

    Attributes:
        answers: What to remember of each answer, by step.
        requested: Steps whose answers were requested.
        future: Done when all requested answers have come.
    """

    answers: dict[int, Any] = field(default_factory=dict)
    requested: set[int] = field(default_factory=set)
    future: Future[None] | None = None

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
    """Return the answers of a probe by step, up to the displayed moment.

    Moments that the run has kept are probed in the background. Until then `session.probes.is_waiting` requests frames.

    Args:
        session: The session of the page.
        run: The run that is probed.
        probe: Name of the probe.
        arguments: Its arguments.
        fits: Returns whether an answer belongs to these arguments.
        keep: Returns what to remember of an answer.
    """
    trace = _trace(session, run, probe, arguments)
    session.probes.is_waiting |= trace.future is not None and not trace.future.done()
    answer, latest = answers(run, probe), run.probe_answers
    if latest and answer and latest.index not in trace.answers and fits(answer):
        trace.add(latest.index, keep(answer))
    session.probes.is_waiting |= _catch_up(
        session, run, trace, lambda step: keep(run.tell("ask", probe, dict(arguments), step))
    )
    until = run.shown.step
    return {step: answer for step, answer in sorted(trace.answers.items()) if until is None or step <= until}


def _trace(session: TrainingSession, run: Run, probe: str, arguments: Mapping[str, Any]) -> Trace:
    """Return the known answers to a probe; the least recently used ones are dropped."""
    traces: dict[tuple[str, str, str], Trace] = session.selection.choices.setdefault(KEY, {})
    key = (run.id, probe, repr(arguments))
    trace = traces[key] = traces.pop(key, Trace())
    while len(traces) > MAX_TRACES:
        del traces[next(iter(traces))]
    return trace


def _catch_up(session: TrainingSession, run: Run, trace: Trace, ask: Callable[[int], Any]) -> bool:
    """Probe the kept moments of the run that are not known yet. Returns whether there are any."""
    missing = [step for step in run.shown.moments if step not in trace.answers and step not in trace.requested]
    can_ask = bool(missing) and (trace.future is None or trace.future.done())
    if can_ask:
        trace.requested |= set(missing)
        trace.future = session.engine.background(lambda: _ask(trace, ask, missing))
    return can_ask


def _ask(trace: Trace, ask: Callable[[int], Any], steps: list[int]) -> None:
    for step in steps:
        try:
            trace.add(step, ask(step))
        except (WorkerLost, Problem):
            return  # the run or its worker has ended; known answers stay


def spread(items: list[T], most: int) -> list[T]:
    """Return up to `most` of the items, evenly by their order, including the first and the last."""
    if len(items) <= most:
        return items
    return [items[i] for i in sorted({round(i) for i in np.linspace(0, len(items) - 1, most).tolist()})]
