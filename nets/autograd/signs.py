"""Text cut into numbers, names and signs. What is typed with a Chinese keyboard, or as in a book, is understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nets.autograd.rules import FUNCTIONS
from nets.training.problem import N_, Problem

ALIKE = {
    **dict.fromkeys("×·⋅∙∗", "*"),
    **dict.fromkeys("÷∕", "/"),
    **dict.fromkeys("−–—﹣", "-"),
    **dict.fromkeys("[{【〔「", "("),
    **dict.fromkeys("]}】〕」", ")"),
    "、": ",",
    "。": ".",
    "^": "**",
    "²": "**2",
    "³": "**3",
    "π": "pi",
    "\r": "\n",
}
TOKEN = re.compile(
    r"(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|[-+*/(),=])|(?P<end>[;\n])"
)
CALLED = re.compile(r"([^\W\d]\w*)[ \t]*$")  # a name before a bracket
WHOLE = re.compile(r"(?<![\w.])\d+$")  # the whole part of a number


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind, what it says, and the place of its first character in what was typed."""

    kind: str  # "number", "name", "sign", "end"
    text: str
    place: int


def cut(text: str) -> list[Token]:
    """The tokens of `text`, with an end after each line and after the whole."""
    plain, places = _plain(text)
    plain = _with_points(plain)
    tokens, at = [], 0
    while at < len(plain):
        found = TOKEN.match(plain, at)
        if found:
            tokens.append(Token(str(found.lastgroup), found.group(), places[at]))
            at = found.end()
        elif plain[at] in " \t":
            at += 1
        else:
            sign = text[places[at]]
            what = Problem(N_("“{sign}” means nothing here."), sign=sign if sign.isprintable() else "\ufffd")
            raise misplaced(text, places[at], what)
    return [*tokens, Token("end", "", len(text))]


def _with_points(plain: str) -> str:
    """The text with points for decimal commas, which stand between digits where no function takes several numbers."""
    signs, calls = list(plain), [False]  # for every open bracket, whether commas in it part the inputs of a function
    for at, sign in enumerate(plain):
        if sign == "(":
            name = CALLED.search(plain, 0, at)
            calls.append(name is not None and FUNCTIONS.get(name.group(1), 1) > 1)
        elif sign == ")" and len(calls) > 1:
            calls.pop()
        elif sign == "," and not calls[-1] and plain[at + 1 : at + 2].isdigit() and WHOLE.search(plain, 0, at):
            signs[at] = "."
    return "".join(signs)


def misplaced(text: str, place: int, what: Problem) -> Problem:
    """The sentence `what` with the place in `text` that it is about, counted from 1."""
    before = text[:place].split("\n")
    if "\n" in text.strip():
        where = N_("Line {line}, character {place}: {what}")
        return Problem(where, line=len(before), place=len(before[-1]) + 1, what=what)
    return Problem(N_("Character {place}: {what}"), place=place + 1, what=what)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain signs, and for each of its characters the place it comes from."""
    parts = [ALIKE.get(sign) or ALIKE.get(unicodedata.normalize("NFKC", sign), "") or _narrow(sign) for sign in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), places


def _narrow(sign: str) -> str:
    """The ordinary form of a full-width or otherwise decorated character; a space for any kind of space."""
    return " " if sign.isspace() and sign != "\n" else unicodedata.normalize("NFKC", sign)
