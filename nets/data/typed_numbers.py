"""Numbers as people type them: with a decimal comma, any minus sign, or the full-width forms of a Chinese keyboard."""

from __future__ import annotations

import re
import unicodedata

MINUS = str.maketrans(dict.fromkeys("−–—﹣－", "-"))
SIGN, POINT = r"[-+−–—﹣－＋]", r"[.,．，。]"
NUMBER = rf"{SIGN}?(?:\d+(?:{POINT}\d*)?|{POINT}\d+)(?:[eEｅＥ]{SIGN}?\d+)?"
NAMED = re.compile(rf"(?P<name>.+?)\s*[\s:=,;：＝，；]\s*(?P<number>{NUMBER})")


def number(text: str) -> float | None:
    """Return what was typed as a number, None where it is none.

    Args:
        text: Such as "2.5", "2,5", "－２．５" or "1e-3".
    """
    text = text.strip()
    if not re.fullmatch(NUMBER, text):
        return None
    plain = unicodedata.normalize("NFKC", text.translate(MINUS))
    return float(plain.replace("。", ".").replace(",", "."))


def named(line: str) -> tuple[str, float] | None:
    """Return a name and its number, with a blank, a colon, an equals sign or a comma between; None where it is not so.

    Args:
        line: Such as "A 2.5", "A: 2,5" or "猫：2".
    """
    found = NAMED.fullmatch(line.strip())
    if found is None:
        return None
    value = number(found["number"])
    return None if value is None else (found["name"], value)
