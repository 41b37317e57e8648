"""News: what a trainer tells the server about its training since the last time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nets.experiment.stop_conditions import Ended
from nets.training.manual_edits import Edit
from nets.training.step import UNKNOWN, Evaluated

Columns = dict[str, tuple[np.ndarray, np.ndarray]]
Watch = dict[str, dict[str, Any]]  # the probes a viewer wants asked, with their arguments
Turn = tuple[int, dict[str, Any]]  # settings changed during the run: the updates made by then, the new values


@dataclass(frozen=True)
class ProbeAnswers:
    """What the probes of a watch said at one moment: arrays by probe and name, and the updates made by then.

    `asked` is the step of the past that was asked for; None when the look is at the present.
    """

    index: int
    answers: dict[str, dict[str, np.ndarray]]
    asked: int | None = None


@dataclass(frozen=True)
class Message:
    """`serial` counts a trainer's news from 0, because they may overtake each other on the way.

    `columns` are the figures since the last news as (steps int64, values float64) by name; `state` is "running",
    "done" or "diverged"; `seconds` is the time spent on updates; `moments` are the steps that can be
    recalled, None when they are the same as before; `moments_file` names the file that holds them where the trainer
    is about to be freed; `edit` is what a user changed by hand; `turned` are all
    turns of the run so far; `ended` tells why it was over before its last step; `examples` are learnt from;
    `evaluated` is what the figures of its reports rest on.
    """

    serial: int
    index: int
    state: str
    seconds: float
    columns: Columns = field(default_factory=dict)
    look: ProbeAnswers | None = None
    checkpoint: bytes | None = None
    moments: tuple[int, ...] | None = None
    edit: Edit | None = None
    turned: tuple[Turn, ...] = ()
    ended: Ended | None = None
    examples: int = 0
    evaluated: Evaluated = UNKNOWN
    moments_file: str = ""
