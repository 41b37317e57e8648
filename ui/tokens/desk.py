"""A desk: what one visitor has on the page of tokens. Its settings, the answers of the workers, the link."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from nets.data.tokens import settings as declared
from nets.data.tokens.challenges import CHALLENGES
from nets.data.tokens.prices import IDEAS, Price, prices
from nets.data.tokens.samples import FIRST, SECOND
from nets.data.tokens.settings import MOST, MOST_SECOND, Splitting
from nets.data.tokens.splitting import Found, split
from nets.data.tokens.strangers import Met, meet
from nets.training.engine import Engine
from nets.training.problem import N_, Problem
from ui import lesson as lessons
from ui.asked import Asked
from ui.bench import FRAME_KEYS, MOST_IN_LINK
from ui.challenges import Standing, judged
from ui.lesson import Lesson
from ui.machine import engine
from ui.redraw import redraw
from ui.visitors import visitor
from ui.words import language

NAME = "tokens"
PANELS = ("merges", "vocabulary", "size", "vectors", "strangers", "prices", "challenges")  # as a lesson names them
HALVES = re.compile("[\ud800-\udfff]")
BROKEN = "\ufffd"  # stands for half a character, which no page can show


class Desk:
    """`notes` say what had to be done to the text; `problems` what did not fit."""

    def __init__(self, engine: Engine, settings: Splitting) -> None:
        self.settings = settings
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.link: dict[str, str] = {}
        self.lesson = Lesson()
        self.standing = Standing()
        self.panel = "merges"
        self.chosen: tuple[str, int] | None = None  # the token whose vector is looked at: its kind and id
        self.other, self.width = -1, 8  # the token it is compared with, and the numbers of a vector
        self.listed = "pairs"  # whose vocabulary is listed
        self.ideas: tuple[tuple[str, str], ...] = IDEAS
        self.frames = 0
        self.splits: Asked[Found] = Asked(engine)
        self.met: Asked[dict[str, Met]] = Asked(engine)
        self.priced: Asked[dict[str, Price]] = Asked(engine)

    @property
    def text(self) -> str:
        """The text at hand."""
        return FIRST[language()] if self.settings.text is None else self.settings.text

    @property
    def second(self) -> str:
        """The second text."""
        return SECOND[language()] if self.settings.second is None else self.settings.second

    @property
    def found(self) -> Found | None:
        """What was found in the text, as it was asked last."""
        return self.splits.answer

    @property
    def moving(self) -> bool:
        """Whether an answer is under way."""
        return self.splits.moving or self.met.moving or self.priced.moving

    def ask(self) -> None:
        """Ask the workers for what is shown and not yet known. The second question needs the answer to the first."""
        made = self.settings
        self.splits.ask((self.text, made.vocabulary, made.across, made.unit), split, self.text, made)
        found = self.found
        if found is None or self.splits.moving or self.splits.problem:
            return
        if self.panel == "strangers":
            self.met.ask((self.splits.answered, self.second), meet, self.text, self.second, made, found.encoding)
        if self.panel == "prices":
            self.priced.ask((self.splits.answered, self.ideas), prices, self.ideas, made.vocabulary, found.encoding)

    def judge(self) -> Standing:
        """How far the challenges have come."""
        judging: list[Any] = [(self.found, self.settings)] if self.found and not self.splits.moving else []
        for challenge in CHALLENGES:
            if judging or challenge.name not in self.standing.verdicts:
                self.standing.verdicts[challenge.name] = judged(self.standing, challenge, judging)
        return self.standing

    def turn(self, **changes: Any) -> None:
        """Change settings. What does not fit is told, and changes nothing."""
        try:
            self.settings = Splitting.model_validate(self.settings.model_dump() | changes)
            self.problems = []
        except ValueError:
            self.problems = [Problem(N_("{key} cannot be {value}."), key=", ".join(changes), value="…")]
        write_link(self)

    def write(self, text: str, whole: int = 0) -> None:
        """Take this text, as much of it as fits; `whole` is its length where this is only its beginning."""
        self.notes = []
        self.turn(text=self._fitting(text, MOST, whole))

    def write_second(self, text: str) -> None:
        """Take this as the second text, as much of it as fits."""
        self.notes = []
        self.turn(second=self._fitting(text, MOST_SECOND))

    def _fitting(self, text: str, most: int, length: int = 0) -> str:
        length = max(length, len(text))
        if length > most:
            words = N_("The text has {count} characters; this page works with the first {most} of them.")
            self.notes.append(Problem(words, count=length, most=most))
        if HALVES.search(text[:most]):
            self.notes.append(Problem(N_("The text holds halves of characters; each is shown as {sign}."), sign=BROKEN))
        return HALVES.sub(BROKEN, text[:most])


def changed(desk: Desk) -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("tokens-knobs", "tokens-text", "tokens-found", "tokens-more")


def open_desk() -> Desk:
    """This visitor's desk, set up as the link says."""
    desks = visitor().desks
    asked = {key: value for key, value in st.query_params.items() if key not in FRAME_KEYS}
    if NAME not in desks or (asked and asked != desks[NAME].link):
        settings, problems = declared.salvage(asked)
        if NAME not in desks:
            desks[NAME] = Desk(engine(), settings)
        desk: Desk = desks[NAME]
        desk.settings, desk.problems = settings, problems[:5]
    desk = desks[NAME]
    if any(key in st.query_params for key in lessons.KEYS):
        hidden = [*declared.knobs(), *(f"panel.{name}" for name in PANELS)]
        desk.lesson, unknown = lessons.read(dict(st.query_params.items()), hidden)
        desk.problems = [*desk.problems, *unknown]
    write_link(desk)
    return desk


def write_link(desk: Desk) -> None:
    """Put the settings into the URL, but for a text that is too long for it."""
    desk.link = {key: value for key, value in declared.strings(desk.settings).items() if len(value) <= MOST_IN_LINK}
    kept = {key: value for key, value in st.query_params.items() if key in FRAME_KEYS and key not in lessons.KEYS}
    wanted = kept | desk.lesson.strings() | desk.link
    if wanted != dict(st.query_params.items()):
        st.query_params.from_dict(wanted)


def left_out(desk: Desk) -> Problem | None:
    """What the link does not carry, if anything."""
    if desk.link == declared.strings(desk.settings):
        return None
    return Problem(N_("The link does not carry your text: it is too long. Send the file along."))
