"""A lesson: what a teacher's link says about the page: a title, and which settings pupils do not see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nets.experiment.user_error import N_, Problem

KEYS = ("lesson", "hide", "only")  # of the URL
MAX_TITLE = 120  # characters
MAX_LIST = 2000  # characters of a list of settings
MAX_TOLD = 3  # names in a sentence about what does not exist


@dataclass(frozen=True)
class Lesson:
    """`hide` are settings and sections that are not shown; of `only`, if there are any, nothing else is shown."""

    title: str = ""
    hide: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.title or self.hide or self.only)

    def hides(self, key: str) -> bool:
        """Whether the setting with this dotted key is not shown."""
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
    problems = [Problem(text, names=", ".join(_short(key) for key in unknown[:MAX_TOLD]))] if unknown else []
    return Lesson(_plain(link.get("lesson", "")), **lists), problems


def _plain(title: str) -> str:
    """One line of printable text, bounded."""
    text = " ".join("".join(c if c.isprintable() else " " for c in title[: 4 * MAX_TITLE]).split())
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def _short(key: str) -> str:
    text = "".join(c if c.isprintable() else "�" for c in key[:41])
    return text if len(text) <= 40 else text[:37] + "…"


def showing(seen: Collection[str], settings: Collection[str], title: str) -> Lesson:
    """The lesson in which pupils see exactly these settings, in the fewest words: whole sections by their name."""
    sections = dict.fromkeys(key.partition(".")[0] for key in settings)
    hide: list[str] = []
    for section in sections:
        members = [key for key in settings if key.startswith(section + ".")]
        gone = [key for key in members if key not in seen]
        hide += [section] if len(gone) == len(members) else gone
    only = [key for key in settings if key in seen]
    lesson = Lesson(_plain(title), hide=tuple(hide))
    shorter = Lesson(_plain(title), only=tuple(only))
    return shorter if only and len(only) < len(hide) else lesson
