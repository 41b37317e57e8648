"""The connection of a run to its trainer: threads, workers and lost messages; torch-free."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from time import sleep
from typing import Any, Protocol

from nets.engine.command_queue import CommandQueue
from nets.engine.connection_state import Inbox, ReplyTimes, WorkerLosses
from nets.engine.progress import Progress
from nets.engine.run_state import RunState
from nets.engine.scheduler import Scheduler
from nets.engine.viewer import Viewer
from nets.engine.workers.admission import AbandonedError
from nets.engine.workers.backends import WorkerHandle, WorkerLost
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.messages import Message, ProbeAnswers, Watch

MAX_LOSSES = 5  # workers in a row that may be lost before a run is given up
PACED_SECONDS = 0.05  # a run with a given speed makes the updates of this time in one advance, but at least one
PACE_POLL_SECONDS = 0.05  # between two checks whether a slowed run has another speed


@dataclass(frozen=True)
class Advance:
    """An order for the trainer: how fast to train, at most how many steps, and which probes to ask then."""

    speed: float | None
    steps_left: int | None
    watch: Watch | None


class Owner(Protocol):
    """The run of a connection. Its methods are called while the lock of the connection is held."""

    id: str
    state: RunState
    experiment: Experiment
    progress: Progress
    viewer: Viewer

    @property
    def is_training(self) -> bool:
        """Whether the run is running and has a viewer."""
        ...

    def next_advance(self) -> Advance | None:
        """Return the next order for the trainer, None if the run does not train."""
        ...

    def is_current(self, order: Advance) -> bool:
        """Return whether the run still trains at the speed of this order."""
        ...

    def reopen(self) -> None:
        """Go on from the last checkpoint in another trainer."""
        ...

    def on_message(self, message: Message) -> None:
        """Take in a message of the trainer; they come in order."""
        ...

    def on_recalled(self, answers: ProbeAnswers) -> None:
        """Take in probe answers about a step of the past."""
        ...

    def on_loss(self) -> None:
        """The worker is lost: go on from the last checkpoint."""
        ...

    def on_failure(self, problem: Problem) -> None:
        """The trainer has failed."""
        ...


class Connection:
    """Talks to the trainer of one run, in the background; opens, frees and replaces it.

    Commands are carried out one after the other. Advances are ordered by up to two dispatchers, threads that run while
    the run trains. An answer of a trainer that the run no longer has is ignored.

    Attributes:
        lock: Guards the run as well. It is reentrant.
        worker: The trainer, as soon as it is open; None if the run has none.
        commands: The commands that wait or are under way.
        inbox: The messages of this trainer.
        times: When the trainer was requested and last answered.
        losses: The lost workers.
        dispatchers: How many dispatchers run.
        is_resting: Whether the trainer was freed until a viewer looks again.
        is_ending: Whether the run was stopped; the trainer may still write a last checkpoint.
    """

    def __init__(self, scheduler: Scheduler, owner: Owner) -> None:
        self._scheduler = scheduler
        self._owner = owner
        self.lock = threading.RLock()
        self._quiet = threading.Condition(self.lock)  # notified when a dispatcher ends
        self.worker: Future[WorkerHandle] | None = None
        self.commands = CommandQueue(scheduler.background)
        self.inbox = Inbox()
        self.times = ReplyTimes(scheduler.clock)
        self.losses = WorkerLosses()
        self.dispatchers = 0
        self.is_resting = False
        self.is_ending = False

    @property
    def is_ready(self) -> bool:
        """Whether the trainer has answered yet."""
        return self.inbox.count > 0

    @property
    def is_busy(self) -> bool:
        """Whether a command waits or is under way."""
        return self.commands.pending > 0

    @property
    def has_trainer(self) -> bool:
        """Whether a trainer answers questions, or will when one is asked."""
        return self.worker is not None or self.is_resting

    def queue_position(self) -> int:
        """Return the position in the queue for memory: 1 is next, 0 means that the run does not wait there."""
        return self._scheduler.queue_position(self._owner)

    # -- opening and closing -----------------------------------------------------------------------------------------

    def open(self) -> None:
        """Request a trainer, which opens in the background at the last checkpoint of the run."""
        with self.lock:
            self.is_resting = False
            self.inbox = Inbox()
            self.worker = worker = Future[WorkerHandle]()
            self.times.note_request()
            self.commands.put(partial(self._open_trainer, worker, self._owner.progress.checkpoint))

    def _open_trainer(self, worker: Future[WorkerHandle], checkpoint: bytes | None) -> None:
        """Open the trainer as soon as there is memory for it; a run without a viewer leaves the queue."""
        owner = self._owner
        try:
            if self.worker is not worker:  # the run was stopped before its turn came
                raise AbandonedError
            handle = self._scheduler.open_trainer(
                owner.experiment, checkpoint, owner, lambda: self.worker is worker and owner.viewer.lease.is_valid
            )
        except AbandonedError:
            with self.lock:
                if self.worker is worker:
                    self.worker, self.is_resting = None, True
            worker.set_exception(WorkerLost("the run no longer needs this trainer"))
        except BaseException as error:
            worker.set_exception(error)
        else:
            worker.set_result(handle)
            with self.lock:
                if self.worker is worker and owner.state is RunState.RUNNING:
                    self.keep_busy()

    def wake(self) -> None:
        """Request a trainer again if the run rests. The lock must be held."""
        if self.is_resting:
            self._owner.reopen()

    def rest(self, seconds: float) -> None:
        """Free the trainer, after a last checkpoint, if no viewer has looked at the run for `seconds`."""
        with self.lock:
            worker = self.worker
            if worker is None or not self._is_idle(worker, seconds) or self.is_busy:
                return
            if self._owner.state is RunState.FAILED:  # its trainer may be in any state; a checkpoint is safe
                self.worker = None
                return
            self.commands.put(partial(self._rest, worker, seconds))

    def _rest(self, worker: Future[WorkerHandle], seconds: float) -> None:
        """Free the trainer, unless a viewer looks or a command comes in the meantime."""
        if self._is_idle(worker, seconds):
            self._talk(worker, "rest")
        with self.lock:
            is_alone = self.commands.pending == 1
            if self._is_idle(worker, seconds) and is_alone and self._owner.state is not RunState.FAILED:
                self.worker, self.is_resting = None, True

    def _is_idle(self, worker: Future[WorkerHandle], seconds: float) -> bool:
        """Return whether `worker` is the run's, is idle, and no viewer has looked for `seconds`."""
        is_present = self.worker is worker and worker.done() and not self.is_ending
        is_training = self._owner.is_training or self.dispatchers > 0
        return is_present and not is_training and self._owner.viewer.lease.unseen_seconds > seconds

    def close(self, save: bool) -> None:
        """Free the trainer; with `save` after a checkpoint of its very last step, in the background."""
        with self.lock:
            self.is_ending, self.is_resting = True, False
            if save and self.worker is not None:
                self.commands.put(partial(self._close, self.worker))
            else:
                self.worker = None

    def keep_open(self) -> bool:
        """Give up the ending, if one is under way; return whether the trainer is still there."""
        with self.lock:
            self.is_ending = False
            return self.worker is not None

    def _close(self, worker: Future[WorkerHandle]) -> None:
        """Request the last checkpoint when no dispatcher runs; then free the trainer, unless resumed."""
        try:
            with self._quiet:
                self._quiet.wait_for(lambda: not self.dispatchers or not self.is_ending)
            self._talk(worker, "save")
        finally:
            with self.lock:
                if self.is_ending and self.worker is worker:
                    self.worker = None

    # -- commands ----------------------------------------------------------------------------------------------------

    def send(self, name: str, *arguments: Any) -> Future[None]:
        """Send a command in the background, after those before it; the run takes in the answer when it comes."""
        with self.lock:
            self.wake()
            self._expect_answer()
            return self.commands.put(partial(self._talk, self.worker, name, *arguments))

    def request(self, name: str, *arguments: Any) -> Any:
        """Return the answer to a command, after those before it; the run takes in messages. Blocks.

        Raises:
            WorkerLost: If the run has no trainer, or loses it.
            Problem: If the trainer raises it.
        """
        with self.lock:
            self.wake()
            worker, before = self.worker, self.commands.last
        if worker is None:
            raise WorkerLost("the run was stopped")
        wait([before] if before else [])
        try:
            answer = worker.result().command(name, *arguments)
        except WorkerLost:
            self.recover(worker)
            raise
        self.receive(answer, worker)
        return answer

    def receive(self, answer: Any, worker: Future[WorkerHandle]) -> None:
        """Pass an answer of a trainer to the run, messages in the order of their serial numbers."""
        with self.lock:
            self.times.note_answer()
            if worker is not self.worker:
                return
            if isinstance(answer, ProbeAnswers):
                self._owner.on_recalled(answer)
            elif isinstance(answer, Message):
                for message in self.inbox.put(answer):
                    self._owner.on_message(message)

    def _expect_answer(self) -> None:
        """Count the silence of the trainer from now on, unless an answer is under way. The lock must be held."""
        if not self.is_busy and not self.dispatchers:
            self.times.note_answer()

    def _talk(self, worker: Future[WorkerHandle] | None, name: str, *arguments: Any) -> None:
        """Carry out a command, unless the run has left this trainer."""
        if worker is not None and worker is self.worker:
            self._guard(worker, lambda: self.receive(worker.result().command(name, *arguments), worker))

    # -- advances ----------------------------------------------------------------------------------------------------

    def keep_busy(self) -> None:
        """Start the dispatchers that are missing. The lock must be held.

        Two dispatchers ask in turn, so that the trainer has its next order before the last is answered; one is enough
        where other runs fill the gap, and where the run is slowed down.
        """
        self.wake()
        if self.worker is None or not self.worker.done():
            return  # this is called again when the trainer is open
        while self.dispatchers < self._most_dispatchers():
            self._expect_answer()
            self.dispatchers += 1
            self._scheduler.background(self._dispatch)

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until no dispatcher runs, for `seconds` at most."""
        with self._quiet:
            self._quiet.wait_for(lambda: not self.dispatchers, seconds)

    def _most_dispatchers(self) -> int:
        return 1 if self._owner.viewer.is_paced or self._scheduler.is_crowded() else 2

    def _dispatch(self) -> None:
        """Order advances until the run no longer trains, or one dispatcher less is enough."""
        while True:
            with self._quiet:
                worker, order = self.worker, None
                if self.dispatchers <= self._most_dispatchers() and worker is not None and worker.done():
                    order = self._owner.next_advance()
                if worker is None or order is None:
                    self.dispatchers -= 1
                    self._quiet.notify_all()
                    return
            self._guard(worker, partial(self._advance, worker, order))

    def _advance(self, worker: Future[WorkerHandle], order: Advance) -> None:
        """Carry out an order, then wait until a run with a given speed may go on."""
        speed, most = order.speed, order.steps_left
        if speed is None:
            self.receive(worker.result().advance(self._scheduler.share(), most, order.watch), worker)
            return
        clock, steps = self._scheduler.clock, max(1, round(speed * PACED_SECONDS))
        steps = steps if most is None else min(steps, most)
        end = clock() + steps / speed
        self.receive(worker.result().advance(steps / speed, steps, order.watch), worker)
        while (left := end - clock()) > 0 and self._owner.is_current(order):
            sleep(min(left, PACE_POLL_SECONDS))

    # -- faults ------------------------------------------------------------------------------------------------------

    def _guard(self, worker: Future[WorkerHandle], talk: Callable[[], None]) -> None:
        """Talk to the trainer; a lost worker costs the steps since the checkpoint, another error the run."""
        try:
            talk()
        except WorkerLost:
            self.recover(worker)
        except Problem as problem:
            self.fail(worker, problem)
        except Exception as error:
            logging.getLogger(__name__).exception("run %s failed", self._owner.id)
            text = N_("The training stopped with an error: {error}")
            self.fail(worker, Problem(text, error=f"{type(error).__name__}: {error}"))

    def recover(self, worker: Future[WorkerHandle]) -> None:
        """Go on from the last checkpoint in another trainer, unless the run has left the lost one already."""
        with self.lock:
            if self.worker is not worker or self.is_ending:
                return
            self.losses.add(self._owner.progress.index)
            if self.losses.count > MAX_LOSSES:
                self.fail(worker, Problem(N_("No worker could be found to go on with this run.")))
                return
            self._owner.on_loss()

    def fail(self, worker: Future[WorkerHandle], problem: Problem) -> None:
        """End the run with a problem of its trainer, unless it has another trainer by now."""
        with self.lock:
            if worker is self.worker:
                self._owner.on_failure(problem)
