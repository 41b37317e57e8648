"""The states of a run, and the table of the events that change them; torch-free."""

from __future__ import annotations

from enum import Enum, StrEnum, auto


class RunState(StrEnum):
    """What a run does. A running run advances only while it has a viewer."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DIVERGED = "diverged"
    FAILED = "failed"
    STOPPED = "stopped"


class RunEvent(Enum):
    """What can happen to a run."""

    PLAY = auto()
    PAUSE = auto()
    STOP = auto()
    RESUME = auto()
    FAIL = auto()
    ADVANCE = auto()  # the trainer reports progress and has steps left
    FINISH = auto()  # the trainer reports the last step
    DIVERGE = auto()  # the trainer reports a loss that is not finite


FINAL_STATES = frozenset({RunState.DONE, RunState.DIVERGED, RunState.FAILED, RunState.STOPPED})
_NOT_FAILED = [state for state in RunState if state is not RunState.FAILED]

TRANSITIONS: dict[RunEvent, dict[RunState, RunState]] = {
    RunEvent.PLAY: {RunState.PAUSED: RunState.RUNNING},
    RunEvent.PAUSE: {RunState.RUNNING: RunState.PAUSED},
    RunEvent.STOP: {RunState.RUNNING: RunState.STOPPED, RunState.PAUSED: RunState.STOPPED},
    RunEvent.RESUME: {RunState.STOPPED: RunState.PAUSED, RunState.FAILED: RunState.PAUSED},
    RunEvent.FAIL: dict.fromkeys(RunState, RunState.FAILED),
    RunEvent.ADVANCE: {RunState.DONE: RunState.PAUSED},  # a larger number of steps was set
    RunEvent.FINISH: dict.fromkeys(_NOT_FAILED, RunState.DONE),
    RunEvent.DIVERGE: dict.fromkeys(_NOT_FAILED, RunState.DIVERGED),
}
REPORTS = {"running": RunEvent.ADVANCE, "done": RunEvent.FINISH, "diverged": RunEvent.DIVERGE}  # by `Message.state`


def next_state(state: RunState, event: RunEvent) -> RunState:
    """Return the state after an event: the same one if the table has no transition for it."""
    return TRANSITIONS[event].get(state, state)
