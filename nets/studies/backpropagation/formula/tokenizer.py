"""Text cut into numbers, names and signs. What is typed with a Chinese keyboard, or as in a book, is understood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.rules import FUNCTIONS

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
    signs, before = list(plain), ""
    separated = [False]  # for every open bracket: whether commas in it separate the inputs of a function
    for token in TOKEN.finditer(plain):
        text, end = token.group(), token.end()
        if text == "(":
            separated.append(FUNCTIONS.get(before, 1) > 1)
        elif text == ")" and len(separated) > 1:
            separated.pop()
        elif text.isdigit() and re.match(r",\d", plain[end : end + 2]) and not separated[-1]:
            signs[end] = "."
        before = text
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
