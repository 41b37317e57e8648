"""Messages: what a trainer reports to the server about its training since the last one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nets.experiment.stop_conditions import Ended
from nets.training.manual_edits import Edit
from nets.training.step import UNKNOWN, Evaluated

Columns = dict[str, tuple[np.ndarray, np.ndarray]]
Watch = dict[str, dict[str, Any]]  # the probes a viewer wants asked, with their arguments
SettingChange = tuple[int, dict[str, Any]]  # settings changed during the run: the updates made by then, the new values


@dataclass(frozen=True)
class ProbeAnswers:
    """What the probes of a watch answer at one moment.

    Attributes:
        index: The updates made by then.
        answers: Arrays by probe and name.
        asked: The step of the past that was requested, None for the present.
    """

    index: int
    answers: dict[str, dict[str, np.ndarray]]
    asked: int | None = None


@dataclass(frozen=True)
class Message:
    """What has happened in a training since the last message.

    Attributes:
        serial: Number of the message, from 0, because messages may overtake each other on the way.
        index: The updates made.
        state: "running", "done" or "diverged".
        seconds: The time spent on updates since the last message.
        columns: The figures since the last message, as (steps int64, values float64) by name.
        probe_answers: The answers of the probes about the present, None if none were asked.
        checkpoint: The training at this moment, if it was written.
        moments: The steps that can be recalled, None if they are the same as before.
        edit: What a user has changed by hand.
        setting_changes: All settings changed during the run so far.
        ended: Why the run was over before its last step.
        examples: The number of training examples.
        evaluated: The numbers of examples that the figures of reports average.
        moments_file: The name of the file with the snapshots of a trainer that is about to be freed, else "".
    """

    serial: int
    index: int
    state: str
    seconds: float
    columns: Columns = field(default_factory=dict)
    probe_answers: ProbeAnswers | None = None
    checkpoint: bytes | None = None
    moments: tuple[int, ...] | None = None
    edit: Edit | None = None
    setting_changes: tuple[SettingChange, ...] = ()
    ended: Ended | None = None
    examples: int = 0
    evaluated: Evaluated = UNKNOWN
    moments_file: str = ""
