"""A trainer: the worker's side of a run. It advances one training when asked, and answers commands in between."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import weakref
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from nets.engine import moments
from nets.engine.workers import memory
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training import manual_edits as edits
from nets.training.evaluated_examples import UNKNOWN
from nets.training.manual_edits import Edit
from nets.training.messages import Columns, Look, News, Watch
from nets.training.step import Step

if TYPE_CHECKING:
    from nets.probes.surveys import Survey
    from nets.training.snapshots import Snapshots
    from nets.training.trainer_state import Training

CHECKPOINT_SECONDS = 3.0
LOOK_SHARE = 0.05  # of the time for updates that looks may take, however dear what a viewer looks at


class Trainer:
    """One training and what it has not told yet. torch is imported when a trainer is made, which only workers do.

    `advance` may run in another thread than the commands: a lock keeps them apart, and an advance under way returns
    early when a command waits, so that a knob answers within one update however long the advance was meant to be.
    """

    def __init__(self, experiment: Experiment, checkpoint: bytes | None = None) -> None:
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0  # commands that want the lock
        self._serial = 0
        self._seconds = 0.0
        self._owed = 0.0  # seconds of updates before there may be another look
        self._figures: dict[str, tuple[list[int], list[float]]] = {}
        self._saved = monotonic()
        self._training = _training(experiment, checkpoint)
        self._snapshots = _snapshots(self._training)
        self._moments: tuple[int, ...] = ()  # as last told
        self._broken: set[str] = set()  # probes that have failed, each told once
        self._surveys: dict[str, tuple[str, Survey]] = {}  # under way, by name, with what each is known as
        if checkpoint is None:
            self._note(self._training.look())

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> News:
        """Update for about `seconds`, at most `most` times, then answer the probes of `watch`.

        Without `most`, at full speed, they are answered only if there has been enough training since the last time.
        """
        with self._lock:
            start, paced = monotonic(), most is not None
            while not self._training.over and most != 0:
                self._note(self._training.update())
                most = None if most is None else most - 1
                if self._waiting or monotonic() - start >= seconds:
                    break
            now = monotonic()
            self._seconds += now - start
            self._owed -= now - start
            looked = watch if paced or self._owed <= 0 or self._training.over else None
            news = self._news(looked, save=now - self._saved > CHECKPOINT_SECONDS)
            if looked:
                self._owed = (monotonic() - now) / LOOK_SHARE
            return news

    def command(self, name: str, *arguments: Any) -> Any:
        """Run one of the methods below, by its name without the underscore, as soon as the update under way is over."""
        with self._counting:
            self._waiting += 1
        with self._lock:
            with self._counting:
                self._waiting -= 1
            return getattr(self, f"_{name}")(*arguments)

    def _turn(self, changes: Mapping[str, Any], watch: Watch | None = None) -> News:
        """Turn live knobs. Raises Problem when the values do not fit."""
        self._training.turn(changes)
        return self._news(watch)

    def _step(self, watch: Watch | None = None) -> News:
        """One update, also after the run's last step has been reached."""
        if not self._training.diverged:
            start = monotonic()
            self._note(self._training.update())
            self._seconds += monotonic() - start
        return self._news(watch)

    def _look(self, watch: Watch | None = None) -> News:
        """No update, only the probes."""
        return self._news(watch)

    def _save(self) -> News:
        """No update, but a checkpoint of this very moment."""
        return self._news(None, save=True)

    def _rest(self) -> News:
        """A checkpoint before this trainer is freed, and a file with the moments that it has kept."""
        return replace(self._news(None, save=True), moments_file=moments.save(self._snapshots))

    def _remember(self, name: str) -> News:
        """Take over the moments that an earlier trainer of this run has left in a file, if the file is still there."""
        moments.load(self._snapshots, name)
        return self._news(None)

    def _arrays(self) -> dict[str, np.ndarray]:
        """The numbers that the task learns from and is judged by."""
        return self._training.task.arrays()

    def _recall(self, step: int, watch: Watch | None = None) -> Look:
        """What the probes say of the net at the kept moment nearest to `step`; of the present when none is kept."""
        look = self._look_around(watch or {}, self._snapshots.nearest(step))
        return replace(look, asked=step)

    def _ask(self, probe: str, arguments: Mapping[str, Any], step: int | None = None) -> dict[str, np.ndarray]:
        """One probe's answer about the net as it stands, or as it was at the kept moment nearest to `step`."""
        from nets.probes import ask

        moment = None if step is None else self._snapshots.nearest(step)
        with nullcontext() if moment is None else self._snapshots.recalled(moment):
            return ask(probe, self._training.net, self._training.task, **arguments)

    def _survey(
        self, number: str, name: str, arguments: Mapping[str, Any], seconds: float
    ) -> tuple[float, dict[str, np.ndarray]]:
        """Go on for about `seconds` with the survey `name` known as `number`, begun at its first call.

        Answers how much of it is done, 0 to 1, and what it knows by now. There is one of each name at a time.
        """
        from nets.probes import surveys

        known, survey = self._surveys.pop(name, ("", None))
        if survey is None or known != number:
            survey = surveys.begin(name, self._training, self._snapshots, **arguments)
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
    ) -> News:
        """Write one weight by hand; the answer holds the `edit`. Raises Problem when it cannot be."""
        edit = edits.write(self._training, parameter, index, value, undo, on)
        self._note(Step(edit.step, edit.after))
        return self._news(watch, save=True, edit=edit)

    def _teach(self, examples: tuple[int, ...], watch: Watch | None = None) -> News:
        """One update on chosen training examples; the answer holds the `edit`. Raises Problem for unknown ones."""
        edit, figures = edits.teach(self._training, examples)
        self._note(Step(edit.step + 1, edit.after | figures))
        return self._news(watch, save=True, edit=edit)

    def _rehearse(self, examples: tuple[int, ...] | None = None) -> dict[str, np.ndarray]:
        """The next update, or one on chosen training examples, number by number; it is not made."""
        from nets.probes.units.update_walkthrough import update

        return update(self._training, examples)

    def _checkpoint(self) -> bytes:
        from nets.training import checkpoint

        self._saved = monotonic()
        return checkpoint.write(self._training)

    def _look_around(self, watch: Watch, moment: int | None = None) -> Look:
        """What the probes of `watch` say; one that has nothing to say of this net or these data is left out.

        So is one that fails: what is only looked at never ends a training.
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
        return Look(self._training.index if moment is None else moment, answers)

    def _note(self, step: Step) -> None:
        for name, value in step.figures.items():
            steps, values = self._figures.setdefault(name, ([], []))
            steps.append(step.index)
            values.append(value)
        if "lr" in step.figures:  # a report: the history will tell this moment's figures
            self._snapshots.offer(step.index)

    def _state(self) -> str:
        if self._training.diverged:
            return "diverged"
        return "done" if self._training.over else "running"

    def _news(self, watch: Watch | None, save: bool = False, edit: Edit | None = None) -> News:
        steps = self._snapshots.steps
        news = News(
            serial=self._serial,
            index=self._training.index,
            state=self._state(),
            seconds=self._seconds,
            columns=_packed(self._figures),
            look=self._look_around(watch) if watch else None,
            checkpoint=self._checkpoint() if save or self._training.over else None,
            moments=None if steps == self._moments else steps,
            edit=edit,
            turned=tuple(self._training.turned),
            ended=self._training.stopping.ended,
            examples=self._training.task.size,
            evaluated=getattr(self._training.task, "evaluated", UNKNOWN),
        )
        self._moments = steps
        self._figures = {}
        self._seconds = 0.0
        self._serial += 1
        return news


class RemoteTrainer(Trainer):
    """A trainer as a Dask actor: `advance` queues for the worker's one training thread, commands do not.

    Both answer with the pickled answer, for `DaskSeat` to open: Dask would take every array for a message of its own.
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


def _training(experiment: Experiment, checkpoint: bytes | None) -> Training:
    from nets.training.checkpoint import resume
    from nets.training.trainer_state import Training

    return Training(experiment) if checkpoint is None else resume(experiment, checkpoint)


def _snapshots(training: Training) -> Snapshots:
    """None yet of a training that has not begun, the present one of a training that goes on."""
    from nets.training.snapshots import Snapshots

    snapshots = Snapshots(training.net)
    if training.index:
        snapshots.offer(training.index)
    return snapshots


def _packed(figures: Mapping[str, tuple[list[int], list[float]]]) -> Columns:
    return {name: (np.array(steps, dtype=np.int64), np.array(values)) for name, (steps, values) in figures.items()}
