"""Problems: sentences for the user about input that cannot be used."""

from __future__ import annotations

import errno
from typing import Any


def N_(text: str) -> str:
    """Mark `text` for the translation catalogues; it is translated where it is shown."""
    return text


class Key(str):
    """A setting's dotted key with its `name` on the screen."""

    name: str

    def __new__(cls, key: str, name: str) -> Key:
        """Return `key` as a string that also has the `name` on the screen."""
        text = super().__new__(cls, key)
        text.name = name
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return Key, (str(self), self.name)


class Problem(ValueError):
    """One readable sentence about bad input: an English template and the values that fill it.

    The template is also the catalogue's message id, so the page shows it in the user's language:
    `translate(problem.text).format(**problem.values)`. `str(problem)` is the English sentence.
    """

    def __init__(self, text: str, /, **values: Any) -> None:
        self.text = text
        self.values = values
        super().__init__(text.format(**values))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.text, self.values)


def _restore(text: str, values: dict[str, Any]) -> Problem:
    return Problem(text, **values)


def shorten(value: Any) -> str:
    """Return the printable text of an untrusted value for a sentence, 40 characters at most."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in str(value)[:41])
    return text if len(text) <= 40 else text[:37] + "…"


REASONS = {  # of an OSError, by its number
    errno.ENOSPC: N_("No space is left on the disk."),
    errno.EDQUOT: N_("The space that is allowed on the disk is used up."),
    errno.EACCES: N_("It is not allowed."),
    errno.EPERM: N_("It is not allowed."),
    errno.EROFS: N_("The disk can only be read."),
    errno.ENOENT: N_("There is no such file or folder."),
    errno.EISDIR: N_("It is a folder."),
    errno.ENOTDIR: N_("A part of the path is no folder."),
    errno.EIO: N_("The disk reports a fault."),
}


def reason(error: Problem | OSError) -> Problem | str:
    """Return why it failed: our own sentence, or the system's words for a rare reason."""
    if isinstance(error, Problem):
        return error
    known = REASONS.get(error.errno or 0)
    return Problem(known) if known else error.strerror or str(error)
