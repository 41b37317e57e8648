"""A desk: what one visitor has on a page that trains nothing. Its settings, its lesson, how far its challenges came."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import streamlit as st
from pydantic import ValidationError

from nets.training import link
from nets.training.engine import Engine
from nets.training.knob import Knob, Settings, knobs_of
from nets.training.problem import N_, Problem
from ui import lesson as lessons
from ui.bench import FRAME_KEYS, MOST_IN_LINK
from ui.challenges import Standing
from ui.lesson import Lesson
from ui.machine import engine
from ui.session.arrival import take_arrival
from ui.visitors import visitor


class Desk:
    """`problems` are what did not fit; `panel` is the one that is open. Each page derives its own, with a name."""

    name: ClassVar[str]
    kind: ClassVar[type[Settings]]
    panels: ClassVar[tuple[str, ...]]  # as a lesson names them

    def __init__(self, engine: Engine, settings: Any) -> None:
        self.engine = engine
        self.settings = settings
        self.problems: list[Problem] = []
        self.link: dict[str, str] = {}
        self.lesson = Lesson()
        self.standing = Standing()
        self.panel = self.panels[0]
        self.earlier: Any = None  # the settings that an address has replaced
        self.frames = 0

    @classmethod
    def knobs(cls) -> dict[str, Knob]:
        """Every setting by its key in a link."""
        return knobs_of(cls.kind, link.SECTION)

    def hides(self, panel: str) -> bool:
        """Whether the lesson hides this panel."""
        return self.lesson.hides(f"panel.{panel}")

    def turn(self, **changes: Any) -> None:
        """Change settings. What does not fit is told, and changes nothing."""
        try:
            self.settings = self.kind.model_validate(self.settings.model_dump() | changes)
            self.problems = []
        except ValidationError as error:
            said = Problem(N_("{key} cannot be {value}."), key=", ".join(changes), value="…")
            self.problems = [link.raised(error) or said]
        write_link(self)

    def open(self, settings: Any) -> None:
        """Take the settings of an address; those before stay in reach."""
        self.earlier, self.settings = self.settings, settings

    def go_back(self) -> None:
        """Take the settings again that an address has replaced."""
        self.earlier, self.settings, self.problems = None, self.earlier or self.settings, []
        write_link(self)

    def close(self) -> None:
        """Nobody will come back: free what is held in workers, if anything is."""

    def left_out(self) -> Problem | None:
        """What the link does not carry, if anything."""
        if self.link == link.strings(self.settings):
            return None
        return Problem(N_("The link does not carry your text: it is too long. Send the file along."))


Own = TypeVar("Own", bound=Desk)


def open_desk(kind: type[Own]) -> Own:
    """This visitor's desk of the page, set up as the address says when a person opens it.

    What the address does not name has its default, whatever was here before.
    """
    desks = visitor().desks
    asked = {key: value for key, value in st.query_params.items() if key not in FRAME_KEYS}
    arrived, new = take_arrival(), kind.name not in desks
    if new or (arrived and asked != desks[kind.name].link):
        settings, problems = link.salvage(kind.kind, asked)
        if new:
            desks[kind.name] = kind(engine(), settings)
        elif settings != desks[kind.name].settings:
            desks[kind.name].open(settings)
        desks[kind.name].problems = problems[:5]
    desk: Own = desks[kind.name]
    if new or arrived:
        hidden = [*kind.knobs(), *(f"panel.{name}" for name in kind.panels)]
        desk.lesson, unknown = lessons.read(dict(st.query_params.items()), hidden)
        desk.problems = [*desk.problems, *unknown]
    write_link(desk)
    return desk


def write_link(desk: Desk) -> None:
    """Put the settings into the URL, but for a text that is too long for it."""
    desk.link = {key: value for key, value in link.strings(desk.settings).items() if len(value) <= MOST_IN_LINK}
    kept = {key: value for key, value in st.query_params.items() if key in FRAME_KEYS and key not in lessons.KEYS}
    wanted = kept | desk.lesson.strings() | desk.link
    if wanted != dict(st.query_params.items()):
        st.query_params.from_dict(wanted)
