"""A run: the server's view of a training, with experiment, state and history; torch-free."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from concurrent.futures import Future, wait
from threading import RLock
from typing import Any

from nets.engine.connection import Advance, Connection
from nets.engine.displayed_step import DisplayedStep
from nets.engine.progress import Progress
from nets.engine.run_state import FINAL_STATES, REPORTS, RunEvent, RunState, next_state
from nets.engine.scheduler import Scheduler
from nets.engine.viewer import Viewer
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import Problem
from nets.training.history import History
from nets.training.manual_edits import Edit
from nets.training.messages import Message, ProbeAnswers, Watch

ACKNOWLEDGE_SECONDS = 0.4  # how long a changed setting waits for the trainer before the page draws


class Run:
    """One training. Methods can be called from any thread and block ACKNOWLEDGE_SECONDS at most.

    A run that is "running" advances only while it has a viewer: `watched` renews its lease.

    Attributes:
        id: Unique among all runs.
        experiment: With its present settings.
        begun: The experiment before any setting was changed.
        history: The figures of all steps.
        state: Changed by events alone, see `nets.engine.run_state`.
        progress: What the trainer has reported so far.
        shown: What is displayed: the present, or a step of the past.
        problem: Why it failed.
        notes: What happened to it, such as a worker that was lost.
        viewer: What its viewers want: speed, goal, probes, and until when.
        connection: To its trainer.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        experiment: Experiment,
        checkpoint: bytes | None = None,
        watch: Watch | None = None,
        asleep: bool = False,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.experiment = experiment
        self.begun = experiment
        self.history = History()
        self.state = RunState.STOPPED if asleep else RunState.PAUSED
        self.progress = Progress(checkpoint=checkpoint)
        self.shown = DisplayedStep(self.history)
        self.problem: Problem | None = None
        self.notes: list[Problem] = []
        self.viewer = Viewer(scheduler.clock, watch or {})
        self.connection = Connection(scheduler, self)
        if not asleep:
            self._open()

    # -- calls of viewers ------------------------------------------------------------------------------------------

    def watched(self, watch: Watch | None = None) -> None:
        """Renew the lease of a viewer. `watch` are the probes to ask from now on; None leaves them."""
        with self.lock:
            self.renew(looking=True)
            self.connection.wake()
            self.viewer.has_answers = True
            changed = watch is not None and watch != self.viewer.watch
            if watch is not None:
                self.viewer.watch = watch
            if self.state is RunState.RUNNING:
                self.connection.keep_busy()
            elif changed or self._is_behind:
                self._send_watched("answer_probes")
            if changed and self.shown.chosen is not None:
                self._send_watched("recall", self.shown.chosen)

    def renew(self, looking: bool = False) -> None:
        """Renew the lease of a viewer, who may be `looking` at this run, without asking probes."""
        with self.lock:
            self.viewer.lease.renew(looking)
            if self.state is RunState.RUNNING:
                self.connection.keep_busy()

    def play(self, until: int | None = None) -> None:
        """Train up to the step `until`, after a failure from the last checkpoint; an ended run stays ended."""
        with self.lock:
            self.viewer.goal = until
            if self.state is RunState.FAILED:
                self.resume()
            if self._handle(RunEvent.PLAY):
                self.connection.keep_busy()

    def pause(self) -> None:
        """Request no more updates, and wait a moment for those under way."""
        with self.lock:
            self._pause()
        self.connection.wait_until_quiet(ACKNOWLEDGE_SECONDS)

    def step(self) -> None:
        """Make one update, then pause."""
        self.pause()
        self.shown.choose(None)
        if self.state in (RunState.PAUSED, RunState.DONE):
            _acknowledge(self._send_watched("step"))

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Change live settings in the middle of the run. Raises Problem if the values do not fit."""
        with self.lock:
            self.experiment = self.experiment.replace_live(changes)
            command = self._send_watched("change_settings", dict(changes))
        _acknowledge(command)

    def recall(self, step: int | None) -> None:
        """Show the kept moment nearest to `step`, or the present for None; the training may go on."""
        has_trainer = self.connection.has_trainer
        self.shown.choose(step if has_trainer else None)
        if step is not None and has_trainer:
            _acknowledge(self._send_watched("recall", step))

    def ask(self, probe: str, **arguments: Any) -> dict[str, Any]:
        """Return a probe's answer about the displayed moment. Blocks; raises WorkerLost or its error."""
        answer: dict[str, Any] = self.tell("ask", probe, arguments, self.shown.step)
        return answer

    def tell(self, name: str, *arguments: Any) -> Any:
        """Return the answer to a command, after those before it. Blocks; raises WorkerLost or a Problem."""
        self.viewer.lease.note_view()  # or the trainer would be freed before the answer, which is then lost
        return self.connection.request(name, *arguments)

    def stop(self, keep: bool = False) -> None:
        """End the run and free its trainer; history and last checkpoint stay. `resume` begins where it ended.

        The checkpoint may be a few seconds old; `keep` requests one of the last step, in the background.
        """
        with self.lock:
            save = keep and self.ready and self.state is not RunState.FAILED
            self._handle(RunEvent.STOP)
            self.connection.close(save)

    def resume(self) -> None:
        """Resume a stopped run, paused at its last step, or at its last checkpoint if that is lost.

        It keeps a trainer that is still open, unless that one failed.
        """
        with self.lock:
            can_stay = self.connection.keep_open() and self.state is not RunState.FAILED
            if self._handle(RunEvent.RESUME):
                self.problem = None
            if can_stay:
                self._send_watched("answer_probes")
            else:
                self.connection.losses.count = 0
                self.reopen()
            self.watched()

    def restore(self, begun: Experiment, history: History, progress: Progress, state: RunState) -> None:
        """Take over the state of a stored run; only for a run that is asleep."""
        self.begun, self.history, self.progress, self.state = begun, history, progress, state
        self.shown = DisplayedStep(history)

    # -- what is known ---------------------------------------------------------------------------------------------

    @property
    def lock(self) -> RLock:
        """To be held while several facts of one moment are read."""
        return self.connection.lock

    @property
    def index(self) -> int:
        """The updates made."""
        return self.progress.index

    @property
    def seconds(self) -> float:
        """The time spent on updates."""
        return self.progress.seconds

    @property
    def checkpoint(self) -> bytes | None:
        """The newest checkpoint."""
        return self.progress.checkpoint

    @property
    def edits(self) -> list[Edit]:
        """The manual changes."""
        return self.progress.edits

    @property
    def probe_answers(self) -> ProbeAnswers | None:
        """The probe answers at the displayed moment."""
        return self.shown.probe_answers

    @property
    def ready(self) -> bool:
        """Whether the trainer has answered yet."""
        return self.connection.is_ready

    @property
    def answers(self) -> bool:
        """Whether a trainer answers commands, or would be opened for one."""
        return self.connection.has_trainer

    @property
    def busy(self) -> bool:
        """Whether a command waits or is under way."""
        return self.connection.is_busy

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return self.state in FINAL_STATES

    @property
    def is_training(self) -> bool:
        """Whether the run is running and has a viewer."""
        return self.state is RunState.RUNNING and self.viewer.lease.is_valid

    @property
    def _is_behind(self) -> bool:
        """Whether a run at rest has made updates since the last probe answers, or has none."""
        at_rest = self.state in (RunState.PAUSED, RunState.DONE, RunState.DIVERGED) and not self.busy
        has_worker = self.connection.worker is not None
        return bool(self.viewer.watch) and at_rest and has_worker and self.shown.answered_index != self.index

    # -- calls of the connection, which holds its lock ------------------------------------------------------------

    def next_advance(self) -> Advance | None:
        """Return the next order for the trainer; None if the run does not train or is at its goal."""
        viewer = self.viewer
        if viewer.goal is not None and self.index >= viewer.goal:
            self._pause()
        if not self.is_training:
            return None
        left = None if viewer.goal is None else viewer.goal - self.index
        return Advance(viewer.speed, left, viewer.due_probes())

    def is_current(self, order: Advance) -> bool:
        """Return whether the run still trains at the speed of this order."""
        return self.viewer.speed == order.speed and self.state is RunState.RUNNING

    def reopen(self) -> None:
        """Go on from the last checkpoint in another trainer, and forget what followed it."""
        self.progress.rewind()
        self.history.truncate(self.index if self.checkpoint else -1)  # without one the trainer reports step 0 again
        self._open()

    def on_message(self, message: Message) -> None:
        """Take in a message of the trainer."""
        self.history.extend(message.columns)
        self.progress.add(message, self.viewer.lease.clock())
        self.shown.update(message.probe_answers, message.moments)
        self._handle(REPORTS[message.state])

    def on_recalled(self, answers: ProbeAnswers) -> None:
        """Show probe answers about a step of the past."""
        self.shown.take(answers)

    def on_loss(self) -> None:
        """Note that the worker is lost, and go on from the last checkpoint."""
        self.notes.append(self.shown.lose(self.index, self.progress.checkpoint_step))
        if self.checkpoint is None:  # the settings changed since then are those it begins with
            self.begun = self.experiment
        self.reopen()

    def on_failure(self, problem: Problem) -> None:
        """The trainer has failed."""
        self._handle(RunEvent.FAIL)
        self.problem = problem

    # -- own -------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Ask for a trainer, which opens in the background."""
        self.connection.open()
        if self.progress.moments_file:
            self.connection.send("remember", self.progress.moments_file)
        self._send_watched("answer_probes")

    def _pause(self) -> None:
        if self._handle(RunEvent.PAUSE):
            self.viewer.goal = None

    def _handle(self, event: RunEvent) -> bool:
        """Change the state by the table of events; return whether it has changed."""
        before, self.state = self.state, next_state(self.state, event)
        return self.state is not before

    def _send_watched(self, name: str, *arguments: Any) -> Future[None]:
        """Send a command whose reply includes the answers of the watched probes."""
        return self.connection.send(name, *arguments, self.viewer.watch)


def _acknowledge(command: Future[None]) -> None:
    """Wait for a command, ACKNOWLEDGE_SECONDS at most."""
    wait([command], timeout=ACKNOWLEDGE_SECONDS)
