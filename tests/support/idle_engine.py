"""An engine whose runs do not train."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from nets.engine.displayed_step import DisplayedStep
from nets.experiment.experiment import Experiment
from nets.training.history import History
from ui.session.training_session import TrainingSession


class Run:
    """A run that only records what it receives."""

    def __init__(self, experiment: Experiment, watch: dict[str, Any]) -> None:
        self.experiment, self.id = experiment, uuid4().hex
        self.viewer = SimpleNamespace(watch=dict(watch), speed=None)
        self.history, self.checkpoint = History(), b""
        self.shown = DisplayedStep(self.history)
        self.state, self.index = "paused", 0
        self.setting_changes: list[dict[str, Any]] = []

    def play(self) -> None:
        self.state = "running"

    def stop(self, keep: bool = False) -> None:
        self.state = "stopped"

    def resume(self) -> None:
        self.state = "paused"

    def change_settings(self, changes: dict[str, Any]) -> None:
        self.experiment = self.experiment.replace(changes)
        self.setting_changes.append(changes)


class Engine:
    def __init__(self) -> None:
        self.started: list[Run] = []

    def start(self, experiment: Experiment, checkpoint: Any = None, watch: Any = None) -> Run:
        self.started.append(Run(experiment, watch))
        return self.started[-1]


def advance_run(session: TrainingSession, steps: int = 5) -> Run:
    """Return the current run as if it had made these steps."""
    session.run.index = steps
    return session.run  # type: ignore[return-value]
