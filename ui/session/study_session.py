"""Hold the state of a page that trains nothing in one session: settings, lesson, progress of the challenges."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import streamlit as st
from pydantic import ValidationError

from nets.engine.engine import Engine
from nets.experiment import link
from nets.experiment.settings import Setting, Settings, settings_of
from nets.experiment.user_error import N_, Problem
from nets.training.challenge import Challenge
from ui.session.address import lesson as lessons
from ui.session.address import link as links
from ui.session.address.arrival import take_arrival
from ui.session.address.lesson import Lesson
from ui.session.address.link import FRAME_KEYS
from ui.session.address.rounding import rounded
from ui.session.browser_tabs import current_tab
from ui.session.challenge_progress import ChallengeProgress
from ui.session.engine import engine


class StudySession:
    """`problems` are what did not fit; `panel` is the one that is open. Each page derives its own, with a name."""

    name: ClassVar[str]
    kind: ClassVar[type[Settings]]
    panels: ClassVar[tuple[str, ...]]  # as a lesson names them
    own: ClassVar[tuple[str, ...]] = ()  # settings that hold what a person wrote or drew

    def __init__(self, engine: Engine, settings: Any) -> None:
        self.engine = engine
        self.settings = settings
        self.problems: list[Problem] = []
        self.link: dict[str, str] = {}
        self.lesson = Lesson()
        self.challenge_progress = ChallengeProgress()
        self.panel = self.panels[0]
        self.earlier: Any = None  # the settings that an address has replaced
        self.frames = 0

    @classmethod
    def settings_by_key(cls) -> dict[str, Setting]:
        """Every setting by its key in a link."""
        return settings_of(cls.kind, link.SECTION)

    def hides(self, panel: str) -> bool:
        """Whether the lesson hides this panel."""
        return self.lesson.hides(f"panel.{panel}")

    def take(self, settings: Any) -> None:
        """Make these the settings. A page that keeps what was chosen for some data lets it go with them here."""
        self.settings = settings

    def turn(self, **changes: Any) -> None:
        """Change settings. Invalid ones become `problems`, and change nothing."""
        try:
            self.take(self.kind.model_validate(self.settings.model_dump() | rounded(changes)))
            self.problems = []
        except ValidationError as error:
            problem = Problem(N_("{key} cannot be {value}."), key=", ".join(changes), value="…")
            self.problems = [link.raised(error) or problem]
        write_link(self)

    def set_up(self, challenge: Challenge) -> None:
        """Begin a challenge: its settings, and all others as they are at first.

        What the user wrote or drew stays, and what a lesson hides.
        """
        hidden = {name for name in self.kind.model_fields if self.lesson.hides(f"{link.SECTION}.{name}")} | {*self.own}
        fresh = {name: value for name, value in self.kind().model_dump().items() if name not in hidden}
        self.turn(**fresh | dict(challenge.start))
        if challenge.panel and not self.hides(challenge.panel):
            self.panel = challenge.panel

    def open(self, settings: Any) -> None:
        """Take the settings of an address; those before stay in reach."""
        self.earlier = self.settings
        self.take(settings)

    def go_back(self) -> None:
        """Take the settings again that an address has replaced."""
        self.take(self.earlier or self.settings)
        self.earlier, self.problems = None, []
        write_link(self)

    def close(self) -> None:
        """Free what is held in workers, if anything is: the browser tab is gone."""

    def judge(self) -> ChallengeProgress:
        """How far the challenges have come. Each page judges its own."""
        return self.challenge_progress

    def left_out(self) -> Problem | None:
        """What the link does not carry, if anything."""
        return links.left_out(link.strings(self.settings), self.link)


Own = TypeVar("Own", bound=StudySession)


def open_study(kind: type[Own]) -> Own:
    """Return this tab's study session of the page, set up as the address says when a user opens it.

    What the address does not name has its default, whatever was here before.
    """
    studies = current_tab().studies
    arguments = {key: value for key, value in st.query_params.items() if key not in FRAME_KEYS}
    arrived, new = take_arrival(), kind.name not in studies
    if new or (arrived and arguments != studies[kind.name].link):
        runs = lambda: [] if new else [link.strings(studies[kind.name].settings)]  # noqa: E731
        settings, problems = link.salvage(
            kind.kind, links.from_link(arguments, kind.settings_by_key(), current_tab().token, runs)
        )
        if new:
            studies[kind.name] = kind(engine(), settings)
        elif settings != studies[kind.name].settings:
            studies[kind.name].open(settings)
        studies[kind.name].problems = problems[:5]
    study: Own = studies[kind.name]
    if new or arrived:
        hidden = [*kind.settings_by_key(), *(f"panel.{name}" for name in kind.panels)]
        study.lesson, unknown = lessons.read(dict(st.query_params.items()), hidden)
        study.problems = [*study.problems, *unknown]
    write_link(study)
    return study


def write_link(study: StudySession) -> None:
    """Write the settings and the lesson into the address, without the user's own data and what is too long for it."""
    address = dict(st.query_params.items())
    study.link = links.in_link(link.strings(study.settings), study.settings_by_key(), address, current_tab().token)
    updated = links.replace_settings(address, study.lesson.strings() | study.link)
    if updated != address:
        st.query_params.from_dict(updated)
