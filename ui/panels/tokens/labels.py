"""Label the three tokenizations, and the element that draws tokens."""

from __future__ import annotations

from ui.text.i18n import N_, _

KINDS = {"characters": N_("By character"), "words": N_("By word"), "pairs": N_("By byte-pair encoding")}


def token_words(title: str, pick: bool = False) -> dict[str, str]:
    """Return the words of the element that draws tokens; `pick` if a click selects one."""
    hint = _("Point at a token to read it; click to see its vector.") if pick else _("Point at a token to read it.")
    return {
        "alt": _("The text as tokens: {title}", title=title),
        "hint": hint,
        "token": _("token"),
        "id": _("id"),
        "bytes": _("bytes"),
        "times": _("times in the text:"),
        "unknown": _("not in the vocabulary"),
        "gap": _("blanks; no token"),
    }
