"""Hold the state of one training page in one session: current run, earlier runs, effect of changed settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any, Generic

from typing_extensions import TypeVar

from nets.diagnosis.diagnosis import Finding
from nets.engine.engine import Engine
from nets.engine.run import ACKNOWLEDGE_SECONDS, Run
from nets.experiment.experiment import Experiment
from nets.experiment.family import family_of
from nets.experiment.user_error import Problem
from nets.training.messages import Watch
from ui.fragments.rerun import redraw
from ui.session import persistence
from ui.session.address.link_state import TrainingLinkState
from ui.session.address.rounding import rounded
from ui.session.challenge_progress import ChallengeProgress
from ui.session.comparison_runs import ComparisonRuns
from ui.session.health import Health
from ui.session.redraw_tracker import RedrawTracker
from ui.session.requests.uploads import Uploads
from ui.session.requests.watched_probes import WatchedProbes
from ui.session.run_list import RunList
from ui.session.selection import Selection
from ui.session.sweep import Key, Sweep

ExperimentT = TypeVar("ExperimentT", bound=Experiment, default=Experiment, covariant=True)
Family = TypeVar("Family", bound=Experiment)
State = TypeVar("State")


class TrainingSession(Generic[ExperimentT]):
    """The training of one family in one browser tab. Settings that need a restart begin a new run.

    Attributes:
        engine: Starts runs.
        run_list: The runs of this session, the current one last.
        comparison_runs: Variants that train along with the current run.
        sweeps: Short runs that measure something, by panel.
        uploads: Files that a worker reads.
        problems: What the page shows of the last action that failed.
        link: What the address says.
        selection: What the user looks at.
        probes: What the page requests of the current run.
        redraws: Which fragments show an outdated state.
        challenge_progress: How many challenges are solved.
    """

    def __init__(self, engine: Engine, experiment: Experiment) -> None:
        self.engine = engine
        self.run_list = RunList(on_delete=persistence.forget)
        self.comparison_runs = ComparisonRuns(engine, self.run_list)
        self.sweeps: dict[str, Sweep] = {}
        self.uploads = Uploads(engine)
        self.problems: list[Problem] = []
        self.link = TrainingLinkState()
        self.selection = Selection()
        self.probes = WatchedProbes()
        self.redraws = RedrawTracker()
        self.challenge_progress = ChallengeProgress()
        self._health = Health()
        self.begin(experiment)

    @property
    def runs(self) -> list[Run]:
        """The runs of this session, the current one last."""
        return self.run_list.runs

    @property
    def run(self) -> Run:
        """The current run."""
        return self.runs[-1]

    @property
    def experiment(self) -> ExperimentT:
        """The experiment of the current run, with its current settings."""
        return self.run.experiment  # type: ignore[return-value]

    @property
    def speed(self) -> float | None:
        """Updates per second of the current run and of those that follow it; None for as fast as possible."""
        return self.run.viewer.speed if self.runs else None

    def set_speed(self, speed: float | None) -> None:
        """Train at this many updates per second, None for as fast as possible."""
        self.run.viewer.speed = speed

    def begin(self, experiment: Experiment, play: bool = False) -> None:
        """Begin a new run from the initial weights. The previous run stops, and is kept if it has made a step."""
        speed = self.speed
        self._leave(experiment)
        run = self.engine.start(experiment, watch=self.probes.watch)
        run.viewer.speed = speed
        self.run_list.add(run)
        if play:
            run.play()

    def adopt(self, run: Run) -> None:
        """Make a run from elsewhere the current one. The previous run stops, and is kept as in `begin`."""
        self._leave(run.experiment)
        run.viewer.watch, run.viewer.speed = self.probes.watch, self.speed
        self.problems = []
        self.run_list.add(run)

    def begin_comparison(self, changes: Mapping[str, Any]) -> None:
        """Train a run with changed settings, and show the previous one in the curves as well. Raises Problem."""
        previous, experiment = self.run, self.experiment.replace(rounded(changes))
        self.problems = []
        self.begin(experiment, play=True)
        if previous in self.runs:
            self.run_list.mark(self.run).origin = previous.id
            self.run_list.add_to_curves(previous)

    def return_to(self, run: Run) -> None:
        """Make an earlier run the current one again; it continues from its last step."""
        if run is self.run or run not in self.runs:
            return
        speed = self.speed
        self._leave(run.experiment)
        self.problems = []
        self.run_list.bring(run)
        run.viewer.watch, run.viewer.speed = self.probes.watch, speed
        run.resume()

    def _leave(self, experiment: Experiment) -> None:
        """Stop the current run before a run of this experiment takes its place."""
        if not self.runs:
            return
        self.link.replaced = None
        if experiment.data != self.experiment.data:
            self.probes.watch = {}  # a probe may not fit other data; the page requests new ones
        self.run.stop(keep=self.run.index > 0)
        if self.run.index > 0:
            self.run_list.previous = self.run

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Change settings: in the current run if all of them can, else in a new run that plays if this one did."""
        try:
            experiment = self.experiment.replace(rounded(changes))
        except Problem as problem:
            self.problems = [problem]
            return
        self.problems = []
        differences = self.experiment.changes_to(experiment)
        settings = experiment.settings_by_key()
        if not differences:
            return
        if all(settings[key].live for key in differences) and self.run.state in ("running", "paused", "done"):
            self.run.change_settings(differences)
        else:
            self.begin(experiment, play=self.run.state == "running")

    def open(self, experiment: Experiment, plain: bool) -> None:
        """Begin the experiment of an address; the user can return to the previous one.

        Args:
            experiment: What the address says.
            plain: Whether the address holds no settings.
        """
        replaced = self.experiment if self.run.index == 0 else None
        self.begin(experiment)
        self.link.replaced = replaced
        self.link.plain_run_id = self.run.id if plain else ""

    def step(self) -> None:
        """Make one update of the current run and of its comparison runs."""
        self.run.step()
        self.comparison_runs.step()

    def reset(self) -> None:
        """Begin again from the identical initial weights."""
        self.begin(self.experiment)

    def health(self) -> Finding:
        """Return the finding about the displayed net."""
        return self._health.of(self.run)

    def judge_challenges(self) -> ChallengeProgress:
        """Return how many challenges are solved. Cheap if no run has trained since the last call."""
        runs = [run for run in (*self.comparison_runs.runs.values(), *self.runs) if run.index or run.edits]
        self.challenge_progress.judge_runs(family_of(self.experiment).challenges, runs, self.run.probe_answers)
        return self.challenge_progress

    def hides(self, key: str) -> bool:
        """Return whether the lesson hides this setting; of a section, such as "data", whether it hides all of it."""
        lesson = self.link.lesson
        if "." in key:
            return lesson.hides(key)
        settings = self.experiment.settings_by_key().items()
        return all(lesson.hides(k) for k, one in settings if k.startswith(key + ".") and one.matters(self.experiment))

    def request_probes(self, watch: Watch, is_answered: Callable[[], bool] | None = None) -> None:
        """Request these probes as well, and wait a moment for the answer. For callbacks."""
        self.probes.add(watch)
        self.wait_for_answer(is_answered)

    def wait_for_answer(self, is_answered: Callable[[], bool] | None = None) -> None:
        """Send the requested probes to the current run, and wait a moment for the answer. For callbacks.

        Args:
            is_answered: Whether the answer has come; without it any new answer counts.
        """
        before = self.run.probe_answers
        self.run.watched(self.probes.watch)
        until = monotonic() + ACKNOWLEDGE_SECONDS
        while not (is_answered() if is_answered else self.run.probe_answers is not before) and monotonic() < until:
            sleep(0.01)

    def close(self) -> None:
        """Stop every run: the browser tab is closed."""
        self.comparison_runs.close()
        self.uploads.close()
        for sweep in self.sweeps.values():
            sweep.cancel()
        for run in self.runs:
            run.stop()


def begin_sweep(
    session: TrainingSession,
    name: str,
    experiments: Mapping[Key, Experiment],
    problems: Mapping[Key, Problem],
    survey: str = "",
) -> None:
    """Begin a sweep. The current run pauses and other sweeps stop, so that one trains at a time. For callbacks."""
    for other in session.sweeps.values():
        other.cancel()
    session.run.pause()
    session.sweeps[name] = Sweep(session.engine, experiments, problems, session.experiment, survey)
    redraw("transport", "live")


def page_state(session: TrainingSession, kind: type[State]) -> State:
    """Return the page's own state; at first a new `kind()`, with the inspector "unit" and a test example selected."""
    selection = session.selection
    if not isinstance(selection.page, kind):
        selection.page, selection.example, selection.inspector = kind(), ("test", 0), "unit"
    state: State = selection.page
    return state


def of_family(session: TrainingSession, family: type[Family]) -> Family:
    """Return the experiment of a session whose experiments are of this family."""
    experiment = session.experiment
    assert isinstance(experiment, family)
    return experiment
