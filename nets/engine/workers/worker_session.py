"""The trainer: the worker's side of a run. It advances one training and answers commands in between."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from nets.engine.workers import memory, moments
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training import manual_edits
from nets.training.manual_edits import Edit
from nets.training.messages import Columns, Message, ProbeAnswers, Watch
from nets.training.step import UNKNOWN, Step

if TYPE_CHECKING:
    from nets.probes.surveys import Survey
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

CHECKPOINT_SECONDS = 3.0
PROBE_SHARE = 0.05  # of the time for updates that probes may take, however expensive the watched probes are


class Outbox:
    """What a trainer has not reported yet, and the number of its next message.

    Attributes:
        serial: Of the next message, from 0.
        seconds: The time spent on updates since the last message.
        moments: The steps that can be recalled, as last reported.
    """

    def __init__(self) -> None:
        self.serial = 0
        self.seconds = 0.0
        self.moments: tuple[int, ...] = ()
        self._figures: dict[str, tuple[list[int], list[float]]] = {}

    def add(self, step: Step) -> None:
        """Add the figures of a step."""
        for name, value in step.figures.items():
            steps, values = self._figures.setdefault(name, ([], []))
            steps.append(step.index)
            values.append(value)

    @property
    def columns(self) -> Columns:
        """The figures since the last message."""
        figures = self._figures.items()
        return {name: (np.array(steps, dtype=np.int64), np.array(values)) for name, (steps, values) in figures}

    def clear(self, moments: tuple[int, ...]) -> None:
        """A message has reported everything, with these moments."""
        self.serial, self.seconds, self.moments, self._figures = self.serial + 1, 0.0, moments, {}


class Trainer:
    """One training and what it has not reported yet. torch is imported when a trainer is made, in workers alone.

    `advance` may run in another thread than the commands: a lock keeps them apart, and an advance under way returns
    early when a command waits, so that a changed setting is answered within one update, however long the advance.

    Args:
        experiment: What is trained.
        checkpoint: Where it goes on; None begins with the initial weights.
        clock: Returns the time in seconds. Advances, checkpoints and the share of the probes count by it.

    Attributes:
        training: The training.
        snapshots: The weights of some steps, to recall them.
    """

    def __init__(
        self, experiment: Experiment, checkpoint: bytes | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0  # commands that want the lock
        self._outbox = Outbox()
        self._owed_seconds = 0.0  # of updates before the probes may be asked again
        self._saved_at = clock()
        self.training = _open_training(experiment, checkpoint)
        self.snapshots = _new_snapshots(self.training)
        self._broken: set[str] = set()  # probes that have failed, each logged once
        self._surveys: dict[str, tuple[str, Survey]] = {}  # under way, by name, with the number of each
        if checkpoint is None:
            self._record(self.training.measure())

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> Message:
        """Update for about `seconds`, at most `most` times, then ask the probes of `watch`.

        Without `most`, at full speed, they are asked only if there was enough training since the last time.
        """
        with self._lock:
            start, is_paced = self._clock(), most is not None
            while not self.training.over and most != 0:
                self._record(self.training.update())
                most = None if most is None else most - 1
                if self._waiting or self._clock() - start >= seconds:
                    break
            now = self._clock()
            self._outbox.seconds += now - start
            self._owed_seconds -= now - start
            asked = watch if is_paced or self._owed_seconds <= 0 or self.training.over else None
            message = self._message(asked, save=now - self._saved_at > CHECKPOINT_SECONDS)
            if asked:
                self._owed_seconds = (self._clock() - now) / PROBE_SHARE
            return message

    def command(self, name: str, *arguments: Any) -> Any:
        """Call one of the methods below, by its name without the underscore, after the current update."""
        with self._counting:
            self._waiting += 1
        with self._lock:
            with self._counting:
                self._waiting -= 1
            return getattr(self, f"_{name}")(*arguments)

    def _change_settings(self, changes: Mapping[str, Any], watch: Watch | None = None) -> Message:
        """Change live settings. Raises Problem when the values do not fit."""
        self.training.change_settings(changes)
        return self._message(watch)

    def _step(self, watch: Watch | None = None) -> Message:
        """Make one update, also after the last step of the run."""
        if not self.training.diverged:
            start = self._clock()
            self._record(self.training.update())
            self._outbox.seconds += self._clock() - start
        return self._message(watch)

    def _answer_probes(self, watch: Watch | None = None) -> Message:
        """Ask only the probes."""
        return self._message(watch)

    def _save(self) -> Message:
        """Write a checkpoint of this moment."""
        return self._message(None, save=True)

    def _rest(self) -> Message:
        """Write a checkpoint before this trainer is freed, and a file with its snapshots."""
        return replace(self._message(None, save=True), moments_file=moments.save(self.snapshots))

    def _remember(self, name: str) -> Message:
        """Take over the snapshots of an earlier trainer of this run from a file, if it is still there."""
        moments.load(self.snapshots, name)
        return self._message(None)

    def _arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays of the training and the test part, by name."""
        return self.training.task.arrays()

    def _recall(self, step: int, watch: Watch | None = None) -> ProbeAnswers:
        """Ask the probes about the net at the kept moment nearest to `step`; about the present if none is kept."""
        return replace(self._answer(watch or {}, self.snapshots.nearest(step)), asked=step)

    def _ask(self, probe: str, arguments: Mapping[str, Any], step: int | None = None) -> dict[str, np.ndarray]:
        """Return one probe's answer about the net now, or at the kept moment nearest to `step`."""
        from nets.probes import ask

        moment = None if step is None else self.snapshots.nearest(step)
        with nullcontext() if moment is None else self.snapshots.recalled(moment):
            return ask(probe, self.training.net, self.training.task, **arguments)

    def _survey(
        self, number: str, name: str, arguments: Mapping[str, Any], seconds: float
    ) -> tuple[float, dict[str, np.ndarray]]:
        """Go on for about `seconds` with the survey `name`; there is one of each name at a time.

        Args:
            number: Identifies the survey; a new one begins another survey.
            name: Of the survey.
            arguments: Of a survey that begins.
            seconds: The time for this part.

        Returns:
            The share that is done, 0 to 1, and the answer so far.
        """
        from nets.probes import surveys

        earlier, survey = self._surveys.pop(name, ("", None))
        if survey is None or earlier != number:
            survey = surveys.begin(name, self.training, self.snapshots, **arguments)
        with np.errstate(all="ignore"):
            survey.advance(seconds)
            share, answer = survey.share, survey.answer()
        if share < 1:
            self._surveys[name] = (number, survey)
        return share, answer

    def _write(
        self,
        parameter: str,
        index: tuple[int, ...],
        value: float,
        undo: bool = False,
        watch: Watch | None = None,
        on: bool = False,
    ) -> Message:
        """Write one weight by hand; the message holds the `edit`. Raises Problem if that is impossible."""
        edit = manual_edits.write(self.training, parameter, index, value, undo, on)
        self._record(Step(edit.step, edit.after))
        return self._message(watch, save=True, edit=edit)

    def _teach(self, examples: tuple[int, ...], watch: Watch | None = None) -> Message:
        """Make one update on chosen training examples; the message holds the `edit`. Raises Problem."""
        edit, figures = manual_edits.teach(self.training, examples)
        self._record(Step(edit.step + 1, edit.after | figures))
        return self._message(watch, save=True, edit=edit)

    def _rehearse(self, examples: tuple[int, ...] | None = None) -> dict[str, np.ndarray]:
        """Return the numbers of the next update, or of one on chosen training examples, without making it."""
        from nets.probes.units.update_walkthrough import update

        return update(self.training, examples)

    def _checkpoint(self) -> bytes:
        from nets.training import checkpoint

        self._saved_at = self._clock()
        return checkpoint.write(self.training)

    def _answer(self, watch: Watch, moment: int | None = None) -> ProbeAnswers:
        """Return the answers of the probes of `watch`, without those that do not fit this net or these data.

        A probe that fails is left out as well: no display may end a training.
        """
        answers = {}
        for probe, arguments in watch.items():
            try:
                answers[probe] = self._ask(probe, arguments, moment)
            except Problem:
                pass
            except Exception:
                if probe not in self._broken:
                    logging.getLogger(__name__).exception("the probe %s failed", probe)
                self._broken.add(probe)
        return ProbeAnswers(self.training.index if moment is None else moment, answers)

    def _record(self, step: Step) -> None:
        self._outbox.add(step)
        if "lr" in step.figures:  # a report: the history has the figures of this moment
            self.snapshots.offer(step.index)

    def _state(self) -> str:
        if self.training.diverged:
            return "diverged"
        return "done" if self.training.over else "running"

    def _message(self, watch: Watch | None, save: bool = False, edit: Edit | None = None) -> Message:
        moments, training = self.snapshots.steps, self.training
        message = Message(
            serial=self._outbox.serial,
            index=training.index,
            state=self._state(),
            seconds=self._outbox.seconds,
            columns=self._outbox.columns,
            probe_answers=self._answer(watch) if watch else None,
            checkpoint=self._checkpoint() if save or training.over else None,
            moments=None if moments == self._outbox.moments else moments,
            edit=edit,
            setting_changes=tuple(training.setting_changes),
            ended=training.stopping.ended,
            examples=training.task.size,
            evaluated=getattr(training.task, "evaluated", UNKNOWN),
        )
        self._outbox.clear(moments)
        return message


class RemoteTrainer(Trainer):
    """A trainer as a Dask actor: `advance` queues for the worker's one training thread, commands do not.

    Both return the pickled answer, which `ClusterWorkerHandle` unpickles. Dask would send each array as a separate
    message.
    """

    def __init__(self, experiment: Experiment, checkpoint: bytes | None = None) -> None:
        weakref.finalize(self, memory.trim_soon)
        super().__init__(experiment, checkpoint)

    def advance(self, *arguments: Any) -> bytes:  # type: ignore[override]
        """Train for about `seconds`, at most `most` updates, and answer the probes of `watch`."""
        return pickle.dumps(super().advance(*arguments), protocol=5)

    async def command(self, name: str, *arguments: Any) -> bytes:
        """Call the command `name` of the trainer and return its answer."""
        return pickle.dumps(await asyncio.to_thread(super().command, name, *arguments), protocol=5)


def _open_training(experiment: Experiment, checkpoint: bytes | None) -> Training:
    from nets.training.checkpoint import resume
    from nets.training.trainer_state import Training

    return Training(experiment) if checkpoint is None else resume(experiment, checkpoint)


def _new_snapshots(training: Training) -> Snapshots:
    """Return no snapshots for a training that begins, the present one for a training that goes on."""
    from nets.training.snapshots import Snapshots

    snapshots = Snapshots(training.net)
    if training.index:
        snapshots.offer(training.index)
    return snapshots
