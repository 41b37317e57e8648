"""Split a formula into tokens. Accepts Chinese punctuation and mathematical signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nets.experiment.user_error import N_, Problem
from nets.studies.backpropagation.rules import FUNCTIONS

EQUIVALENTS = {
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
    """A piece of the text.

    Attributes:
        kind: "number", "name", "sign" or "end".
        text: The piece, in plain signs.
        position: Index of its first character in the user's text.
    """

    kind: str
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`, with an end after each line and after the whole.

    Raises:
        Problem: If a character has no meaning.
    """
    plain, positions = _plain(text)
    plain = _with_points(plain)
    tokens, at = [], 0
    while at < len(plain):
        match = TOKEN.match(plain, at)
        if match:
            tokens.append(Token(str(match.lastgroup), match.group(), positions[at]))
            at = match.end()
        elif plain[at] in " \t":
            at += 1
        else:
            sign = text[positions[at]]
            what = Problem(N_("“{sign}” means nothing here."), sign=sign if sign.isprintable() else "\ufffd")
            raise locate_problem(text, positions[at], what)
    return [*tokens, Token("end", "", len(text))]


def _with_points(plain: str) -> str:
    """Replace decimal commas by points: commas between digits, outside functions with several inputs."""
    signs, before = list(plain), ""
    separated = [False]  # for each open bracket, whether commas in it separate inputs of a function
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


def locate_problem(text: str, position: int, what: Problem) -> Problem:
    """Return the problem `what` with its position in `text`, counted from 1."""
    before = text[:position].split("\n")
    if "\n" in text.strip():
        where = N_("Line {line}, character {place}: {what}")
        return Problem(where, line=len(before), place=len(before[-1]) + 1, what=what)
    return Problem(N_("Character {place}: {what}"), place=position + 1, what=what)


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in plain signs, and for each character its position in the original."""
    parts = [
        EQUIVALENTS.get(sign) or EQUIVALENTS.get(unicodedata.normalize("NFKC", sign), "") or _narrow(sign)
        for sign in text
    ]
    positions = [position for position, part in enumerate(parts) for _ in part]
    return "".join(parts), positions


def _narrow(sign: str) -> str:
    """Return the ordinary form of a full-width character; a space for any kind of space."""
    return " " if sign.isspace() and sign != "\n" else _normal_form(sign)


def _normal_form(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)
