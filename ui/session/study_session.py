"""Hold the state of a page that trains nothing in one session: settings, undo, lesson, challenges, queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

import streamlit as st
from pydantic import ValidationError

from nets.engine.engine import Engine
from nets.experiment import link
from nets.experiment.settings import Setting, Settings, settings_of
from nets.experiment.user_error import N_, Problem
from nets.training.challenge import Challenge
from ui.fragments.rerun import redraw
from ui.session.address import link as links
from ui.session.address.arrival import take_arrival
from ui.session.address.link import FRAME_KEYS
from ui.session.address.link_state import LinkState
from ui.session.address.rounding import rounded
from ui.session.browser_tabs import current_tab
from ui.session.challenge_progress import ChallengeProgress
from ui.session.engine import engine
from ui.session.requests.latest_query import LatestQuery

S = TypeVar("S", bound=Settings)


class StudySession(Generic[S]):
    """State of one page that trains nothing, in one browser tab. Each page derives its own class.

    Attributes:
        name: Name of the page in the address, and first part of the keys of its widgets.
        settings_class: What can be set on the page.
        panel_names: The panels as a lesson names them; the first one is open at first.
        user_content: Settings that hold what a user wrote or drew; challenges leave them as they are.
        fragments: Keys of the page's fragments, which are drawn again when the settings change.
        challenges: The challenges of the page.
        undo_limit: How many changes can be undone.
        engine: Computes answers.
        settings: The current settings.
        problems: Why a change or a part of the link was refused.
        link: What the address says.
        challenge_progress: How many challenges are solved, and what they judge.
        panel: Name of the open panel.
        history: Snapshots to undo to, oldest first.
    """

    name: ClassVar[str]
    settings_class: ClassVar[type[Settings]]
    panel_names: ClassVar[tuple[str, ...]]
    user_content: ClassVar[tuple[str, ...]] = ()
    fragments: ClassVar[tuple[str, ...]] = ()
    challenges: ClassVar[tuple[Challenge, ...]] = ()
    undo_limit: ClassVar[int] = 0

    def __init__(self, engine: Engine, settings: S) -> None:
        self.engine = engine
        self.settings = settings
        self.problems: list[Problem] = []
        self.link: LinkState[S] = LinkState()
        self.challenge_progress = ChallengeProgress()
        self.panel = self.panel_names[0]
        self.history: list[Any] = []

    @classmethod
    def settings_by_key(cls) -> dict[str, Setting]:
        """Return every setting by its key in a link."""
        return settings_of(cls.settings_class, link.SECTION)

    def hides(self, panel: str) -> bool:
        """Return whether the lesson hides this panel."""
        return self.link.lesson.hides(f"panel.{panel}")

    # Settings

    def apply_settings(self, settings: S) -> None:
        """Replace the settings. A page whose panel state depends on them overrides this and resets that state."""
        self.settings = settings

    def change(self, **changes: Any) -> None:
        """Change settings; can be undone. Invalid values change nothing and are reported."""
        snapshot, before = self.snapshot(), self.settings
        self._change(changes)
        if self.settings != before:
            self._remember(snapshot)

    def _change(self, changes: dict[str, Any]) -> None:
        try:
            changed: Any = self.settings_class.model_validate(self.settings.model_dump() | rounded(changes))
            self.apply_settings(changed)
            self.problems = []
        except ValidationError as error:
            unknown = Problem(N_("{key} cannot be {value}."), key=", ".join(changes), value="…")
            self.problems = [link.raised(error) or unknown]
        write_link(self)

    def open_link(self, settings: S) -> None:
        """Apply the settings of a link that was opened. `restore_previous` restores the previous ones."""
        self.link.replaced = self.settings
        self.apply_settings(settings)

    def restore_previous(self) -> None:
        """Apply the settings that the link has replaced."""
        self.apply_settings(self.link.replaced or self.settings)
        self.link.replaced, self.problems = None, []
        write_link(self)

    def missing_from_link(self) -> Problem | None:
        """Return a problem if the link lacks some of the settings, else None."""
        return links.left_out(link.strings(self.settings), self.link.settings)

    # Undo

    def snapshot(self) -> Any:
        """Return what `restore` takes to undo a change."""
        return self.settings

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot."""
        self.apply_settings(snapshot)

    def remember(self) -> None:
        """Save a snapshot for `undo`. Changes of settings do so already."""
        self._remember(self.snapshot())

    def _remember(self, snapshot: Any) -> None:
        if self.undo_limit:
            self.history = [*self.history, snapshot][-self.undo_limit :]

    def undo(self) -> None:
        """Go back to before the last change, if there is one."""
        if self.history:
            self.restore(self.history.pop())
            self.problems = []
            write_link(self)

    def on_click_undo(self) -> None:
        """Undo, and draw the page again: a callback."""
        self.undo()
        self.redraw()

    # Queries to workers

    @property
    def queries(self) -> Sequence[LatestQuery[Any]]:
        """The queries whose answers the page shows now."""
        return ()

    def ask(self) -> None:
        """Ask the workers for what the page shows and does not know yet. Called at each drawing."""

    @property
    def is_waiting(self) -> bool:
        """Whether the page has to be drawn again because an answer is on its way."""
        return any(query.moving for query in self.queries)

    @property
    def poll_ms(self) -> int:
        """Milliseconds until the page is drawn again while it waits."""
        return 250

    @property
    def failure(self) -> Problem | None:
        """Why a worker failed; None if no query failed."""
        return next((query.problem for query in self.queries if query.problem is not None), None)

    def retry(self) -> None:
        """Ask the failed queries again at the next drawing."""
        for query in self.queries:
            if query.problem is not None:
                query.again()

    def close(self) -> None:
        """Release what workers hold for this session; its tab is closed for good."""

    # Challenges

    @property
    def evidence(self) -> Sequence[Any]:
        """What the challenges judge: by default what was recorded in `challenge_progress`."""
        return self.challenge_progress.attempts

    def judge(self) -> ChallengeProgress:
        """Return how far each challenge has come. Without evidence earlier verdicts stay."""
        evidence = self.evidence
        for challenge in self.challenges:
            if evidence or challenge.name not in self.challenge_progress.verdicts:
                self.challenge_progress.verdicts[challenge.name] = self.challenge_progress.judge(challenge, evidence)
        return self.challenge_progress

    def set_up(self, challenge: Challenge) -> None:
        """Apply the settings of a challenge and the defaults of all others, and open its panel.

        User content stays, and so do settings that a lesson hides.
        """
        hidden = {name for name in self.settings_class.model_fields if self.link.lesson.hides(f"{link.SECTION}.{name}")}
        unchanged = {*hidden, *self.user_content}
        defaults = {name: value for name, value in self.settings_class().model_dump().items() if name not in unchanged}
        self.change(**defaults | dict(challenge.start))
        if challenge.panel and not self.hides(challenge.panel):
            self.panel = challenge.panel

    # Drawing

    def redraw(self) -> None:
        """Draw all fragments of the page again. Call it last in a callback, which it may end."""
        redraw(*self.fragments, "study-footer")

    def choose(self, state: object, **values: Any) -> None:
        """Set fields of a panel's state, as a user chose, and draw the page again."""
        for name, value in values.items():
            setattr(state, name, value)
        self.redraw()


Study = TypeVar("Study", bound=StudySession[Any])


def open_study(session_class: type[Study]) -> Study:
    """Return this tab's session of a page, with the settings of the address when a user opens it.

    Settings that the address does not name get their defaults, whatever they were before.
    """
    studies: dict[str, Study] = current_tab().studies
    address = {key: value for key, value in st.query_params.items() if key not in FRAME_KEYS}
    is_arrival, is_new = take_arrival(), session_class.name not in studies
    if is_new or (is_arrival and address != studies[session_class.name].link.settings):
        _read_settings(session_class, studies, address)
    study = studies[session_class.name]
    if is_new or is_arrival:
        hideable = [*session_class.settings_by_key(), *(f"panel.{name}" for name in session_class.panel_names)]
        study.problems = [*study.problems, *study.link.read_lesson(hideable)]
    write_link(study)
    return study


def _read_settings(session_class: type[Study], studies: dict[str, Study], address: dict[str, str]) -> None:
    """Apply the address to the session; make one if there is none."""
    study = studies.get(session_class.name)
    known = lambda: [link.strings(study.settings)] if study else []  # noqa: E731
    strings = links.from_link(address, session_class.settings_by_key(), current_tab().token, known)
    settings, problems = link.salvage(session_class.settings_class, strings)
    if study is None:
        study = studies[session_class.name] = session_class(engine(), settings)
    elif settings != study.settings:
        study.open_link(settings)
    study.problems = links.first_problems(problems)


def write_link(study: StudySession[Any]) -> None:
    """Put the settings into the address, except for the user's own data and what is too long for it."""
    address = dict(st.query_params.items())
    strings, settings_by_key = link.strings(study.settings), study.settings_by_key()
    study.link.settings = links.in_link(strings, settings_by_key, address, current_tab().token)
    study.link.write()
