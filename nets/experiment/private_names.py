"""Names that replace a user's own data in a link, so that a link never holds the data; torch-free."""

from __future__ import annotations

import hashlib
import re

from nets.experiment.user_error import N_, Key, Problem

NAME = re.compile(r"own:[0-9a-f]{16}")


def name_of(value: str) -> str:
    """Return the short name of a private value, the start of its hash; equal values have equal names."""
    return f"own:{hashlib.sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def is_name(value: object) -> bool:
    """Return whether a value is the name of another one."""
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def missing(key: str, title: str) -> Problem:
    """Return the Problem of a setting of whose value only the name is known."""
    text = N_(
        "This link needs something that is not in it: {key}. A person's own data stay with the browser tab that "
        "brought them. Open the file here, or paste the text."
    )
    return Problem(text, key=Key(key, title))
