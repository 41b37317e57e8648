"""Define a lesson: a teacher's link, with a title and the settings that pupils do not see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nets.experiment.user_error import N_, Problem

KEYS = ("lesson", "hide", "only")  # of the URL
MAX_TITLE = 120  # characters
MAX_LIST = 2000  # characters of a list of settings
MAX_NAMES = 3  # in a sentence about settings that do not exist


@dataclass(frozen=True)
class Lesson:
    """What a teacher's link says.

    Attributes:
        title: Title of the lesson.
        hide: Settings and sections that are not shown.
        only: Settings and sections besides which nothing is shown; empty for all.
    """

    title: str = ""
    hide: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.title or self.hide or self.only)

    def hides(self, key: str) -> bool:
        """Return whether the setting or section with this dotted key is hidden."""
        names = {key, key.partition(".")[0]}
        return bool(names & set(self.hide)) or bool(self.only and not names & set(self.only))

    def strings(self) -> dict[str, str]:
        """Return what the URL holds of this lesson."""
        parts = {"lesson": self.title, "hide": ",".join(self.hide), "only": ",".join(self.only)}
        return {name: text for name, text in parts.items() if text}


def read(link: Mapping[str, str], settings: Collection[str]) -> tuple[Lesson, list[Problem]]:
    """Parse the lesson of an untrusted link; return it with a problem for names that do not exist."""
    known = {*settings, *(key.partition(".")[0] for key in settings)}
    lists, unknown = {}, []
    for name in ("hide", "only"):
        keys = [part.strip() for part in link.get(name, "")[:MAX_LIST].split(",") if part.strip()]
        lists[name] = tuple(dict.fromkeys(key for key in keys if key in known))
        unknown += [key for key in keys if key not in known]
    text = N_("The lesson names settings that do not exist: {names}.")
    problems = [Problem(text, names=", ".join(_short(key) for key in unknown[:MAX_NAMES]))] if unknown else []
    return Lesson(_plain(link.get("lesson", "")), **lists), problems


def _plain(title: str) -> str:
    """Return one line of printable text of at most MAX_TITLE characters."""
    text = " ".join("".join(c if c.isprintable() else " " for c in title[: 4 * MAX_TITLE]).split())
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def _short(key: str) -> str:
    text = "".join(c if c.isprintable() else "�" for c in key[:41])
    return text if len(text) <= 40 else text[:37] + "…"


def lesson_showing(visible: Collection[str], settings: Collection[str], title: str) -> Lesson:
    """Return the shortest lesson in which pupils see exactly the `visible` settings; whole sections by their name."""
    sections = dict.fromkeys(key.partition(".")[0] for key in settings)
    hide: list[str] = []
    for section in sections:
        members = [key for key in settings if key.startswith(section + ".")]
        hidden = [key for key in members if key not in visible]
        hide += [section] if len(hidden) == len(members) else hidden
    only = [key for key in settings if key in visible]
    lesson = Lesson(_plain(title), hide=tuple(hide))
    shorter = Lesson(_plain(title), only=tuple(only))
    return shorter if only and len(only) < len(hide) else lesson
