"""What the trainer of a run has reported so far; torch-free."""

from __future__ import annotations

from dataclasses import dataclass, field

from nets.engine.checkpoint_header import step_of
from nets.experiment.stop_conditions import Ended
from nets.training.manual_edits import Edit, add_edit
from nets.training.messages import Message, SettingChange
from nets.training.step import UNKNOWN, Evaluated


@dataclass
class Progress:
    """The facts about a run that its trainer reports, apart from the history.

    Attributes:
        index: The updates made.
        seconds: The time spent on them.
        moved_at: When the last update was reported, by the clock of the engine.
        checkpoint: The newest one, from which another trainer can go on.
        moments_file: The name of the file with the snapshots of a trainer that was freed, "" for none.
        edits: The manual changes. With any, the experiment alone does not lead to the numbers of the run.
        setting_changes: The settings changed in mid-run.
        ended: Why the training ended before its last step.
        examples: How many examples the training part has, 0 before the first report.
        evaluated: The examples that the reported figures rest on.
    """

    index: int = 0
    seconds: float = 0.0
    moved_at: float = 0.0
    checkpoint: bytes | None = None
    moments_file: str = ""
    edits: list[Edit] = field(default_factory=list)
    setting_changes: tuple[SettingChange, ...] = ()
    ended: Ended | None = None
    examples: int = 0
    evaluated: Evaluated = UNKNOWN

    @property
    def checkpoint_step(self) -> int:
        """The step of the newest checkpoint, 0 for none."""
        return step_of(self.checkpoint)

    def add(self, message: Message, now: float) -> None:
        """Take over what a message reports at the time `now`."""
        self.moved_at = now if message.index > self.index else self.moved_at
        self.index, self.seconds = message.index, self.seconds + message.seconds
        self.checkpoint = message.checkpoint or self.checkpoint
        self.moments_file = message.moments_file
        self.edits = add_edit(self.edits, message.edit)
        self.setting_changes, self.ended = message.setting_changes, message.ended
        self.examples, self.evaluated = message.examples, message.evaluated

    def rewind(self) -> None:
        """Go back to the step of the checkpoint."""
        self.index = self.checkpoint_step
