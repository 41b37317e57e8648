"""Real trainings as challenges see them, with the answers of probes at their ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nets.engine.workers.worker_session import Trainer
from nets.experiment.experiment import Experiment
from nets.training.history import History
from nets.training.messages import ProbeAnswers, Watch


@dataclass
class TrainedRun:
    """The part of a run that a challenge reads."""

    experiment: Experiment
    history: History = field(default_factory=History)
    state: str = "paused"
    index: int = 0
    probe_answers: ProbeAnswers | None = None
    trainer: Trainer | None = None

    def train(self, steps: int, watch: Watch | None = None) -> TrainedRun:
        """Train up to step `steps`, then ask the probes of `watch`."""
        self.trainer = self.trainer or Trainer(self.experiment)
        message = self.trainer.advance(1e9, max(0, steps - self.index), watch)
        self.history.extend(message.columns)
        self.index, self.state, self.probe_answers = (
            message.index,
            message.state,
            message.probe_answers or self.probe_answers,
        )
        return self

    def answer(self, probe: str) -> dict[str, np.ndarray]:
        """Return the last answer of a probe."""
        assert self.probe_answers is not None
        return self.probe_answers.answers[probe]


def train_run(experiment: Experiment, steps: int | None = None, watch: Watch | None = None) -> TrainedRun:
    """Train this experiment, to its end or up to step `steps`."""
    return TrainedRun(experiment).train(experiment.fit.steps if steps is None else steps, watch)


def with_probe_answer(run: TrainedRun, probe: str, **arguments: Any) -> TrainedRun:
    """Return the run with the current answer of a probe as its probe answers."""
    assert run.trainer is not None
    answer = run.trainer.command("ask", probe, arguments)
    return replace(run, probe_answers=ProbeAnswers(run.index, {probe: answer}))
