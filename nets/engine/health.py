"""The finding about the net on the screen, and about the net of a training without a browser."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from nets.diagnosis.diagnosis import Finding, diagnose
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training.history import History
from nets.training.messages import ProbeAnswers
from nets.training.step import UNKNOWN

if TYPE_CHECKING:
    from nets.training.trainer_state import Training

PROBES = ("activations", "weights")  # that a diagnosis reads


def diagnose_shown(run: Run) -> Finding:
    """Return the finding about the net on the screen, at present or at the moment chosen in the scrubber."""
    shown = run.shown
    step, evaluated = shown.step, run.progress.evaluated
    if step is None:
        return diagnose(run.experiment, shown.history, shown.probe_answers, run.state, evaluated, run.edits)
    edits = [edit for edit in run.edits if edit.step <= step]
    return diagnose(experiment_at(run, step), shown.history, shown.probe_answers, "running", evaluated, edits)


def experiment_at(run: Run, step: int) -> Experiment:
    """Return the experiment of a run with its settings after `step` updates."""
    experiment = run.begun
    for index, changes in run.progress.setting_changes:
        if index <= step:
            experiment = experiment.replace(changes)
    return experiment


def diagnose_training(training: Training, history: History) -> Finding:
    """Return the finding about a training that has ended, with its figures in `history`."""
    from nets.probes import ask

    answers = {}
    for probe in () if training.diverged else PROBES:
        try:
            answers[probe] = ask(probe, training.net, training.task)
        except Problem:  # the probe does not fit this net
            pass
        except Exception:
            logging.getLogger(__name__).exception("the probe %s failed", probe)
    evaluated = getattr(training.task, "evaluated", UNKNOWN)
    state = "diverged" if training.diverged else "done"
    return diagnose(
        training.experiment, history, ProbeAnswers(training.index, answers), state, evaluated, training.edits
    )
