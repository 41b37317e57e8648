"""A run: a training under way, seen from the server. Its experiment, state, history, looks and commands; torch-free."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, wait
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from nets.engine import seats
from nets.engine.command_queue import CommandQueue
from nets.engine.dispatch import LookRequests, keep_busy
from nets.engine.displayed_step import Shown
from nets.engine.lease import Lease
from nets.engine.recovery import Losses, guarded, recover
from nets.engine.stop_resume import end, resume
from nets.engine.workers.backends import Lost, Seat
from nets.experiment.experiment import Experiment
from nets.experiment.stop_conditions import Ended
from nets.experiment.user_error import Problem
from nets.training.evaluated_examples import UNKNOWN
from nets.training.history import History
from nets.training.manual_edits import Edit, added
from nets.training.messages import Look, News, Turn, Watch

if TYPE_CHECKING:
    from nets.engine.engine import Engine

ACKNOWLEDGE_SECONDS = 0.4  # how long a changed setting waits for the trainer before the page draws
STATES = ("running", "paused", "done", "diverged", "failed", "stopped")


class Run:
    """One training. Every method may be called from any thread and returns at once, or within ACKNOWLEDGE_SECONDS.

    A run that is "running" advances only while it is watched: `watched` renews its lease.
    """

    def __init__(
        self,
        engine: Engine,
        experiment: Experiment,
        checkpoint: bytes | None = None,
        watch: Watch | None = None,
        asleep: bool = False,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.experiment = experiment
        self.begun = experiment  # as it was before any setting was changed
        self.turned: tuple[Turn, ...] = ()
        self.history = History()
        self.state = "paused"
        self.index, self.seconds = 0, 0.0  # updates made, and the time spent on them
        self.moved = 0.0  # when it made its last update
        self.shown = Shown(self.history)  # the present, or a moment of the past
        self.problem: Problem | None = None  # why it failed
        self.ended: Ended | None = None  # why it was over before its last step
        self.examples, self.evaluated = 0, UNKNOWN  # what it learns from, and is judged by, as soon as it is known
        self.edits: list[Edit] = []  # by hand: with any, the experiment alone does not lead to this run's numbers
        self.notes: list[Problem] = []  # what happened to it, such as a worker that died
        self.speed: float | None = None  # updates a second; None is as fast as it goes
        self.goal: int | None = None  # the step at which it pauses by itself
        self.watch: Watch = watch or {}
        self.checkpoint = checkpoint
        self.lock = threading.RLock()
        self.seat: Future[Seat] | None = None
        self.engine = engine
        self.commands = CommandQueue(engine.background)
        self.resting = False  # its trainer was freed until a viewer looks again
        self.requested_at = self.answered_at = monotonic()  # when it asked for its trainer; when that last answered
        self.moments_file = ""  # the moments of the trainer that was freed
        self.lease = Lease()
        self.look_requests = LookRequests()
        self._early: dict[int, News] = {}  # news that overtook their predecessor, by serial
        self._serial = 0
        self.pumps = 0
        self.quiet = threading.Condition(self.lock)  # notified when a pump has ended
        self.ending = False  # stopped, but not yet let go
        self.losses = Losses()
        if asleep:
            self.state = "stopped"
        else:
            self._open()

    # -- calls of viewers ------------------------------------------------------------------------------------------

    def watched(self, watch: Watch | None = None) -> None:
        """Somebody is looking: renew the lease. `watch` are the probes to ask from now on; None leaves them."""
        with self.lock:
            self.renew(looking=True)
            self.wake()
            self.look_requests.delivered = True
            changed = watch is not None and watch != self.watch
            if watch is not None:
                self.watch = watch
            if self.state == "running":
                keep_busy(self)
            elif changed or self._behind:
                self._command("look", watched=True)
            if changed and self.shown.chosen is not None:
                self._command("recall", self.shown.chosen, watched=True)

    def renew(self, looking: bool = False) -> None:
        """The viewer is still there, and may be `looking` at this very run: renew the lease, and ask nothing."""
        with self.lock:
            self.lease.renew(looking)
            if self.state == "running":
                keep_busy(self)

    def play(self, until: int | None = None) -> None:
        """Go on training up to the step `until`, after a failure from the last checkpoint; an ended run stays so."""
        with self.lock:
            self.goal = until
            if self.state == "failed":
                self.resume()
            if self.state == "paused":
                self.state = "running"
                keep_busy(self)

    def pause(self) -> None:
        """Stop asking for updates, and wait a moment for those under way."""
        with self.quiet:
            if self.state == "running":
                self.state, self.goal = "paused", None
            self.quiet.wait_for(lambda: not self.pumps, ACKNOWLEDGE_SECONDS)

    def step(self) -> None:
        """One update, then pause."""
        self.pause()
        self.shown.choose(None)
        if self.state in ("paused", "done"):
            self._wait(self._command("step", watched=True))

    def turn(self, changes: Mapping[str, Any]) -> None:
        """Change live settings in the middle of the run. Raises Problem when the values do not fit."""
        with self.lock:
            self.experiment = self.experiment.turned(changes)
            sent = self._command("turn", dict(changes), watched=True)
        self._wait(sent)

    def recall(self, step: int | None) -> None:
        """Look at the moment kept nearest to `step`; the training may go on meanwhile. None is the present again."""
        answers = self.answers
        self.shown.choose(step if answers else None)
        if step is not None and answers:
            self._wait(self._command("recall", step, watched=True))

    def ask(self, probe: str, **arguments: Any) -> dict[str, Any]:
        """One probe's answer about the moment shown. Blocks; raises Lost, Problem or what the probe raises."""
        return self.tell("ask", probe, arguments, self.shown.step)

    def tell(self, name: str, *arguments: Any) -> Any:
        """The answer to a command, after those before it; news are taken in. Blocks; raises Lost or a Problem."""
        with self.lock:
            self.lease.last_look = monotonic()  # or the trainer would be freed before the answer, which is then lost
            self.wake()
            seat, before = self.seat, self.commands.last
        if seat is None:
            raise Lost("the run was stopped")
        wait([before] if before else [])
        try:
            answer = seat.result().command(name, *arguments)
        except Lost:
            recover(self, seat)
            raise
        self.take(answer, seat)
        return answer

    def stop(self, keep: bool = False) -> None:
        """End the run and free its trainer; history and last checkpoint stay. `resume` begins where it ended.

        The checkpoint may be a few seconds old; `keep` asks for one of the very last step, in the background.
        """
        end(self, keep)

    def resume(self) -> None:
        """Bring a stopped run back, paused where it ended, or at its last checkpoint where the end was lost."""
        resume(self)

    @property
    def look(self) -> Look | None:
        """What the probes said at the moment that is shown."""
        return self.shown.look

    @property
    def _behind(self) -> bool:
        """Whether the run came to rest after its last look, or before the first: not every update is looked at."""
        resting = self.state in ("paused", "done", "diverged") and self.seat is not None and not self.busy
        return bool(self.watch) and resting and self.shown.looked != self.index

    @property
    def ready(self) -> bool:
        """Whether the trainer has answered yet."""
        return self._serial > 0

    @property
    def answers(self) -> bool:
        """Whether a trainer answers questions about the run, or will when one is asked."""
        return self.seat is not None or self.resting

    @property
    def busy(self) -> bool:
        """Whether a command is under way whose answer has not come yet."""
        return self.commands.pending > 0

    @property
    def over(self) -> bool:
        """Whether the run has come to an end."""
        return self.state in ("done", "diverged", "failed", "stopped")

    @property
    def leased(self) -> bool:
        """Whether a viewer was present lately."""
        return self.lease.lasts

    # -- the trainer -------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Ask for a trainer, which opens in the background."""
        self._serial, self._early = 0, {}
        seats.request(self)
        if self.moments_file:
            self._command("remember", self.moments_file)
        self._command("look", watched=True)

    def wake(self) -> None:
        """Ask for a trainer again if the run rests. The lock must be held."""
        if self.resting:
            self.reopen()

    def reopen(self) -> None:
        """Go on from the last checkpoint in another trainer; what came after it is forgotten."""
        self.resting = False
        self.index = self.engine.index_of(self.checkpoint)
        self.history.truncate(self.index if self.checkpoint else -1)  # without one the trainer reports step 0 again
        self._open()

    def _command(self, name: str, *arguments: Any, watched: bool = False) -> Future[None]:
        """Send a command in the background, after those before it; its news are taken in when they come."""
        extra = (self.watch,) if watched else ()
        with self.lock:
            self.wake()
            self.expect_answer()
            return self.commands.put(partial(self.talk, self.seat, name, *arguments, *extra))

    def expect_answer(self) -> None:
        """Count the silence of the trainer from now on, unless an answer is under way. The lock must be held."""
        if not self.busy and not self.pumps:
            self.answered_at = monotonic()

    def talk(self, seat: Future[Seat] | None, name: str, *arguments: Any) -> None:
        """Carry out a command in the trainer of `seat`, unless that was given up, and take in its news."""
        if seat is not None and seat is self.seat:
            guarded(self, seat, lambda: self.take(seat.result().command(name, *arguments), seat))

    @staticmethod
    def _wait(future: Future[None]) -> None:
        wait([future], timeout=ACKNOWLEDGE_SECONDS)

    def take(self, news: Any, seat: Future[Seat]) -> None:
        """Take in news in the order of their serial numbers."""
        with self.lock:
            self.answered_at = monotonic()
            if seat is self.seat and isinstance(news, Look):
                self.shown.take(news)
            if seat is not self.seat or not isinstance(news, News):
                return  # from a trainer that was given up
            self._early[news.serial] = news
            while (following := self._early.pop(self._serial, None)) is not None:
                self._serial += 1
                self._apply(following)

    def _apply(self, news: News) -> None:
        self.history.extend(news.columns)
        self.moved = monotonic() if news.index > self.index else self.moved
        self.index, self.seconds = news.index, self.seconds + news.seconds
        self.shown.update(news.look, news.moments)
        self.checkpoint = news.checkpoint or self.checkpoint
        self.moments_file = news.moments_file
        self.edits = added(self.edits, news.edit)
        self.turned, self.ended, self.examples, self.evaluated = news.turned, news.ended, news.examples, news.evaluated
        if self.state == "failed":
            return
        if news.state != "running":
            self.state = news.state
        elif self.state == "done":  # more steps were granted
            self.state = "paused"
