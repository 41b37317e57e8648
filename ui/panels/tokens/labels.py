"""What the three splittings are called, and the words of a drawn text."""

from __future__ import annotations

from ui.text.i18n import N_, _

KINDS = {"characters": N_("By character"), "words": N_("By word"), "pairs": N_("By byte-pair encoding")}


def token_words(title: str, pick: bool = False) -> dict[str, str]:
    """The words that the element of a text needs."""
    look = _("Point at a token to read it; click to see its vector.") if pick else _("Point at a token to read it.")
    return {
        "alt": _("The text as tokens: {title}", title=title),
        "hint": look,
        "token": _("token"),
        "id": _("id"),
        "bytes": _("bytes"),
        "times": _("times in the text:"),
        "unknown": _("not in the vocabulary"),
        "gap": _("blanks; no token"),
    }
