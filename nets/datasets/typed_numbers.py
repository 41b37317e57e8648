"""Parse numbers as people type them: with a decimal comma, any minus sign, or full-width characters."""

from __future__ import annotations

import re
import unicodedata

MINUS = str.maketrans(dict.fromkeys("−–—﹣－", "-"))
SIGN, POINT = r"[-+−–—﹣－＋]", r"[.,．，。]"
NUMBER = rf"{SIGN}?(?:\d+(?:{POINT}\d*)?|{POINT}\d+)(?:[eEｅＥ]{SIGN}?\d+)?"
BETWEEN = ":=,;：＝，；"  # what may stand between a name and its number, besides blanks
LAST_NUMBER = re.compile(rf"(?<=[\s{BETWEEN}]){NUMBER}\Z")


def number(text: str) -> float | None:
    """Return the number in a text; None if it is not a number.

    Args:
        text: Such as "2.5", "2,5", "－２．５" or "1e-3".
    """
    text = text.strip()
    if not re.fullmatch(NUMBER, text):
        return None
    plain = unicodedata.normalize("NFKC", text.translate(MINUS))
    return float(plain.replace("。", ".").replace(",", "."))


def named(line: str) -> tuple[str, float] | None:
    """Return a name and the number after it; None if name, number or separator is missing.

    Args:
        line: Such as "A 2.5", "A: 2,5" or "猫：2".
    """
    line = line.strip()
    last = LAST_NUMBER.search(line)
    value = number(last.group()) if last else None
    if last is None or value is None:
        return None
    before = line[: last.start()]
    name = before.rstrip()
    if len(name) > 1 and name[-1] in BETWEEN:
        name = name[:-1].rstrip()
    return (name, value) if len(name) < len(before) else None
