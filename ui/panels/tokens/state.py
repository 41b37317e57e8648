"""A study session: what one visitor has on the page of tokens. Its settings, the answers of the workers, the link."""

from __future__ import annotations

import re
from typing import Any

from nets.engine.engine import Engine
from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.challenges import CHALLENGES
from nets.studies.tokens.samples import FIRST, SECOND
from nets.studies.tokens.settings import MOST, MOST_SECOND, Splitting
from nets.studies.tokens.token_costs import IDEAS, Price, prices
from nets.studies.tokens.tokenization import Found, split
from nets.studies.tokens.unknown_tokens import Met, meet
from ui.fragments.rerun import redraw
from ui.session import study_session as shared
from ui.session.address.private_values import private_values
from ui.session.browser_tabs import visitor
from ui.session.challenge_progress import Standing, judged
from ui.session.requests.latest_query import Asked
from ui.text.i18n import language

HALVES = re.compile("[\ud800-\udfff]")
BROKEN = "\ufffd"  # stands for half a character, which no page can show


class TokensSession(shared.StudySession):
    """`notes` say what had to be done to the text."""

    name, kind, own = "tokens", Splitting, ("text", "second")
    panels = ("merges", "vocabulary", "size", "vectors", "strangers", "prices", "challenges")

    def __init__(self, engine: Engine, settings: Splitting) -> None:
        super().__init__(engine, settings)
        self.notes: list[Problem] = []
        self.chosen: tuple[str, int] | None = None  # the token whose vector is looked at: its kind and id
        self.other, self.width = -1, 8  # the token it is compared with, and the numbers of a vector
        self.listed = "pairs"  # whose vocabulary is listed
        self.ideas: tuple[tuple[str, str], ...] = IDEAS
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
        """What was found in the text; None while it is not yet known."""
        return self.splits.to(self.question)

    @property
    def question(self) -> tuple[Any, ...]:
        """What is asked about the text."""
        made = self.settings
        return self.text, made.vocabulary, made.across, made.unit

    @property
    def ways(self) -> dict[str, Met] | None:
        """How the second text is split in what was learnt from the first."""
        return self.met.to((self.question, self.second))

    @property
    def costs(self) -> dict[str, Price] | None:
        """What the ideas cost."""
        return self.priced.to((self.question, self.ideas))

    @property
    def moving(self) -> bool:
        """Whether an answer is under way."""
        return self.splits.moving or self.met.moving or self.priced.moving

    def ask(self) -> None:
        """Ask the workers for what is shown and not yet known. The second question needs the answer to the first."""
        made = self.settings
        self.splits.ask(self.question, split, self.text, made)
        found = self.found
        if found is None:
            return
        if self.panel == "strangers":
            self.met.ask((self.question, self.second), meet, self.text, self.second, made, found.encoding)
        if self.panel == "prices":
            self.priced.ask((self.question, self.ideas), prices, self.ideas, made.vocabulary, found.encoding)

    def judge(self) -> Standing:
        """How far the challenges have come."""
        judging: list[Any] = [(self.found, self.settings)] if self.found else []
        for challenge in CHALLENGES:
            if judging or challenge.name not in self.standing.verdicts:
                self.standing.verdicts[challenge.name] = judged(self.standing, challenge, judging)
        return self.standing

    def take(self, settings: Splitting) -> None:
        """Make these the settings; the tokens that were chosen go when they are numbered anew."""
        before = self.question
        super().take(settings)
        if self.question != before:
            self.chosen = (self.chosen[0], -1) if self.chosen else None
            self.other = -1

    def write(self, text: str, whole: int = 0, file: bool = False) -> None:
        """Take this text, as much of it as fits; `whole` is its length where this is only its beginning.

        The address does not hold a text of a `file`, however short it is.
        """
        self.notes = []
        fitting = self._fitting(text, MOST, whole)
        if file:
            private_values.mark_file(visitor().token, fitting)
        self.turn(text=fitting)

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


def changed(study: TokensSession) -> None:
    """After a person changed something: draw all parts of the page."""
    redraw("tokens-knobs", "tokens-text", "tokens-found", "study-footer")
