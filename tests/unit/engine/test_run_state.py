"""The table of states and events."""

from __future__ import annotations

import pytest

from nets.engine.run_state import FINAL_STATES, REPORTS, TRANSITIONS, RunEvent, RunState, next_state


@pytest.mark.parametrize("event", RunEvent)
def test_every_event_has_transitions_and_leaves_all_other_states(event: RunEvent) -> None:
    assert TRANSITIONS[event]
    for state in RunState:
        assert next_state(state, event) is TRANSITIONS[event].get(state, state)


@pytest.mark.parametrize("state", RunState)
def test_only_a_paused_run_begins_to_train(state: RunState) -> None:
    trains = next_state(state, RunEvent.PLAY) is RunState.RUNNING
    assert trains == (state in (RunState.PAUSED, RunState.RUNNING))


@pytest.mark.parametrize("event", REPORTS.values())
def test_report_of_a_trainer_does_not_revive_a_failed_run(event: RunEvent) -> None:
    assert next_state(RunState.FAILED, event) is RunState.FAILED


def test_final_run_trains_again_only_after_resume_or_a_report() -> None:
    ways = {
        (event, after) for event in RunEvent for state, after in TRANSITIONS[event].items() if state in FINAL_STATES
    }
    back = {event for event, after in ways if after not in FINAL_STATES}
    assert back == {RunEvent.RESUME, RunEvent.ADVANCE}


def test_states_are_the_words_of_stored_runs() -> None:
    assert [f"{state}" for state in RunState] == ["running", "paused", "done", "diverged", "failed", "stopped"]
