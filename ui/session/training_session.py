"""Hold the state of one training page in one session: current run, earlier runs, effect of changed settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any, TypeVar

import streamlit as st

from nets.diagnosis.diagnosis import Finding
from nets.engine.engine import Engine
from nets.engine.run import ACKNOWLEDGE_SECONDS, Run
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.messages import Watch
from ui.session.address import lesson as lessons
from ui.session.address import link as links
from ui.session.address.arrival import take_arrival
from ui.session.address.rounding import rounded
from ui.session.browser_tabs import visitor
from ui.session.comparison_runs import Companions
from ui.session.engine import engine
from ui.session.health import Health
from ui.session.persistence import bring_earlier
from ui.session.requests.uploads import Uploads
from ui.session.run_list import RunList
from ui.session.sweep import Sweep

MOST_TOLD = 5  # problems of one link
Kept = TypeVar("Kept")
Family = TypeVar("Family", bound=Experiment)
FRAME_KEYS = ("lang", "embed", "embed_options", *lessons.KEYS)  # of the URL, but not of the experiment


class TrainingSession:
    """The run at hand and its forerunners. A run is never changed into another: what restarts begins a new one."""

    def __init__(self, engine: Engine, experiment: Experiment) -> None:
        self.engine = engine
        self.watch: Watch = {}
        self.kept = RunList()
        self.companions = Companions(engine, self.kept)
        self.before: Run | None = None  # the run that was at hand before this one
        self.earlier: Experiment | None = None  # settings of an untrained run, replaced by those of an address
        self.opened_plain = ""  # id of the run that an address without settings began in place of another
        self.usual: Mapping[str, str] = {}  # what its page begins with where the address holds no settings
        self.problems: list[Problem] = []  # of the last thing that did not fit, for the page to show
        self.stored = False  # whether its runs are kept on disk
        self.link: dict[str, str] = {}  # the experiment as the URL has it
        self.lesson = lessons.Lesson()  # what a teacher's link hides
        self.standing: Any = None  # how far the challenges have come, once their panel was drawn
        self.beside: set[str] = set()  # keys of further fragments to draw anew when knobs were turned
        self.inside: set[str] = set()  # and when another inspector was chosen
        self.frames = 0
        self.drawn: dict[str, object] = {}  # by fragments that a frame may overtake: what they were drawn for
        self.wanted: dict[str, object] = {}  # by fragments of the page's own: what they should be drawn for
        self.shown: object = None  # what the fragments beside the live view were drawn for
        self.offered: tuple[str, float, Finding] | None = None  # a run's id, when, and the finding with a fix
        self.speed: float | None = None
        self.scrubbed: tuple[Any, float] | None = None  # what the scrubber was drawn for, and when
        self.heard = 0  # the number of the last moment chosen in the browser
        self.inspector = "gradients"  # what is looked at inside
        self.focus: tuple[int, int] | None = None  # the unit a person chose: its column in the drawn net, its number
        self.example: tuple[str, int] = ("train", 0)  # the example whose numbers are shown: its part and index
        self.titles: tuple[Sequence[str], Sequence[str]] = ((), ())  # what inputs and classes are called
        self.page: Any = None  # what the page itself keeps of this visitor's choices
        self.tried: list[Any] = []  # what challenges judge besides the runs
        self.update: dict[str, Any] = {}  # the update looked through, see ui.inspect.update_walkthrough
        self.choices: dict[str, Any] = {}  # what widgets of panels were set to, see ui.widgets.remembered
        self.sweeps: dict[str, Sweep] = {}  # short runs that measure something, by panel, see ui.session.sweep
        self.uploads = Uploads(engine)  # files that a worker reads
        self.tracing = False  # whether a panel waits for a probe_history
        self._health = Health()
        self.begin(experiment)

    @property
    def runs(self) -> list[Run]:
        """The runs of this session, the one at hand last."""
        return self.kept.runs

    @property
    def run(self) -> Run:
        """The run at hand."""
        return self.runs[-1]

    @property
    def experiment(self) -> Experiment:
        """The experiment of the run at hand, with its knobs as they stand."""
        return self.run.experiment

    def begin(self, experiment: Experiment, play: bool = False) -> None:
        """A new run from the initial weights; the one before is stopped, and kept if it has made a step."""
        self._leave(experiment)
        run = self.engine.start(experiment, watch=self.watch)
        run.viewer.speed = self.speed
        self.kept.add(run)
        if play:
            run.play()

    def adopt(self, run: Run) -> None:
        """Make a run that was begun elsewhere the one at hand; the one before is stopped and kept, as in `begin`."""
        self._leave(run.experiment)
        run.viewer.watch, run.viewer.speed = self.watch, self.speed
        self.problems = []
        self.kept.add(run)

    def begin_beside(self, changes: Mapping[str, Any]) -> None:
        """Train a run with some knobs turned, and show the one at hand beside it in the curves. Raises Problem."""
        first, experiment = self.run, self.experiment.replace(rounded(changes))
        self.problems = []
        self.begin(experiment, play=True)
        if first in self.runs:
            self.kept.mark(self.run).origin = first.id
            self.kept.lay_beside(first)

    def back_to(self, run: Run) -> None:
        """Let a run that is kept be the one at hand again; it goes on from where it ended."""
        if run is self.run or run not in self.runs:
            return
        self._leave(run.experiment)
        self.problems = []
        self.kept.bring(run)
        run.viewer.watch, run.viewer.speed = self.watch, self.speed
        run.resume()

    def _leave(self, experiment: Experiment) -> None:
        """Stop the run at hand, which another with this experiment will follow."""
        if not self.runs:
            return
        self.earlier = None
        if experiment.data != self.experiment.data:
            self.watch = {}  # a probe may not fit other data; the page will ask for those that do
        self.run.stop(keep=self.run.index > 0)
        if self.run.index > 0:
            self.before = self.run

    def turn(self, changes: Mapping[str, Any]) -> None:
        """Turn knobs: in the middle of the run where all of them can, else in a new run that plays if this one did."""
        try:
            experiment = self.experiment.replace(rounded(changes))
        except Problem as problem:
            self.problems = [problem]
            return
        self.problems = []
        really = self.experiment.changes_to(experiment)
        knobs = experiment.knobs()
        if not really:
            return
        if all(knobs[key].live for key in really) and self.run.state in ("running", "paused", "done"):
            self.run.turn(really)
        else:
            self.begin(experiment, play=self.run.state == "running")

    def open(self, experiment: Experiment, plain: bool) -> None:
        """Begin what an address says; what was here before stays in reach. `plain`: the address holds no settings."""
        replaced = self.experiment if self.run.index == 0 else None
        self.begin(experiment)
        self.earlier = replaced
        self.opened_plain = self.run.id if plain else ""

    def step(self) -> None:
        """One update of the run at hand and of those that accompany it."""
        self.run.step()
        self.companions.step()

    def reset(self) -> None:
        """Back to the identical initial weights."""
        self.begin(self.experiment)

    def health(self) -> Finding:
        """How the net that is shown is doing."""
        return self._health.of(self.run)

    def hides(self, key: str) -> bool:
        """Whether the lesson hides this knob; of a section, such as "data", whether it hides all that matters."""
        if "." in key:
            return self.lesson.hides(key)
        knobs = self.experiment.knobs().items()
        return all(self.lesson.hides(k) for k, one in knobs if k.startswith(key + ".") and one.matters(self.experiment))

    def hear(self, answered: Callable[[], bool] | None = None) -> None:
        """Ask the run at hand what is watched now, and wait a moment: until it is `answered`, or says anything at all.

        For callbacks.
        """
        before = self.run.look
        self.run.watched(self.watch)
        until = monotonic() + ACKNOWLEDGE_SECONDS
        while not (answered() if answered else self.run.look is not before) and monotonic() < until:
            sleep(0.01)

    def pace(self, speed: float | None) -> None:
        """Set the updates a second, None for as fast as it goes."""
        self.speed = self.run.viewer.speed = speed

    def close(self) -> None:
        """Stop every run: nobody will come back for them."""
        self.companions.close()
        self.uploads.close()
        for sweep in self.sweeps.values():
            sweep.cancel()
        for run in self.runs:
            run.stop()


def kept(session: TrainingSession, kind: type[Kept]) -> Kept:
    """What the page keeps of this visitor's choices; at first as `kind()` has them, with a unit and a test example."""
    if not isinstance(session.page, kind):
        session.page, session.example, session.inspector = kind(), ("test", 0), "unit"
    held: Kept = session.page
    return held


def of_family(session: TrainingSession, family: type[Family]) -> Family:
    """The experiment at hand, which is one of this family."""
    experiment = session.experiment
    assert isinstance(experiment, family)
    return experiment


def open_session(family: type[Experiment], usual: Mapping[str, str] | None = None) -> TrainingSession:
    """This visitor's session for the family, set up as the address says when a person opens it.

    An address with settings means them and the family's defaults for all others; so does the link of a lesson. An
    address without any means the defaults, or `usual`, whatever was here before. What it gets wrong becomes `problems`.
    """
    sessions, name = visitor().sessions, family.model_fields["family"].default
    asked = {key: value for key, value in st.query_params.items() if key not in FRAME_KEYS}
    plain = not asked and not any(key in st.query_params for key in lessons.KEYS)
    arrived, new = take_arrival(), name not in sessions
    if new or (arrived and (not asked or asked != address(sessions[name]))):
        runs = lambda: [] if new else [run.experiment.strings() for run in sessions[name].runs]  # noqa: E731
        read = links.from_link(asked, family.knobs(), visitor().token, runs)
        experiment, problems = family.salvage(usual or {} if plain else read)
        if new:
            sessions[name] = TrainingSession(engine(), experiment)
            bring_earlier(sessions[name])
        elif experiment != sessions[name].experiment:
            sessions[name].open(experiment, plain)
        sessions[name].problems = _few(problems)
    session: TrainingSession = sessions[name]
    visitor().on_screen = session
    session.usual = usual or {}
    if new or arrived:
        session.lesson, unknown = lessons.read(dict(st.query_params.items()), session.experiment.knobs())
        session.problems = [*session.problems, *unknown]
    write_link(session)
    return session


def _few(problems: list[Problem]) -> list[Problem]:
    """The first problems of a link, and how many more there are: a link may hold thousands."""
    if len(problems) <= MOST_TOLD:
        return problems
    more = len(problems) - MOST_TOLD + 1
    return [
        *problems[: MOST_TOLD - 1],
        Problem(N_("The link holds {count} more settings that do not fit."), count=more),
    ]


def session_of(family: type[Experiment]) -> TrainingSession:
    """This visitor's session for the family; where its page was never open, with the family's defaults."""
    sessions, name = visitor().sessions, family.model_fields["family"].default
    if name not in sessions:
        sessions[name] = TrainingSession(engine(), family())  # type: ignore[call-arg]
    found: TrainingSession = sessions[name]
    return found


def address(session: TrainingSession) -> dict[str, str]:
    """The settings as an address carries them, but for the person's own data and what is too long for a link.

    It is empty only where an address without settings means them.
    """
    strings = session.experiment.strings() or {
        key: str(session.experiment.value(key))
        for key, value in session.usual.items()
        if str(session.experiment.value(key)) != value
    }
    return links.in_link(strings, session.experiment.knobs(), dict(st.query_params.items()), visitor().token)


def write_link(session: TrainingSession) -> None:
    """Put the experiment and the lesson into the address."""
    session.link = address(session)
    kept = {key: value for key, value in st.query_params.items() if key in FRAME_KEYS and key not in lessons.KEYS}
    wanted = kept | session.lesson.strings() | session.link
    if wanted != dict(st.query_params.items()):
        st.query_params.from_dict(wanted)


def left_out(session: TrainingSession) -> Problem | None:
    """What the link does not carry, if anything."""
    return links.left_out(session.experiment.strings(), session.link)
