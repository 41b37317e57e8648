"""Settings of a page that trains nothing, as a link carries them; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from nets.experiment.settings import Settings, text_of
from nets.experiment.user_error import N_, Problem, shorten

SECTION = "data"
NAMED = ("needs", "key", "along")  # the settings that a Problem names
Kind = TypeVar("Kind", bound=Settings)


def strings(settings: Settings) -> dict[str, str]:
    """Return the settings that differ from the defaults, as a link carries them."""
    changed = settings.model_dump(exclude_defaults=True)
    return {f"{SECTION}.{name}": text_of(value) for name, value in changed.items()}


def salvage(kind: type[Kind], link: Mapping[str, str]) -> tuple[Kind, list[Problem]]:
    """Return the valid settings of an untrusted link, and a Problem for each of the others.

    Settings that do not fit together raise a Problem whose `key` names the one that is dropped, and `along` another.
    """
    kept: dict[str, Any] = {}
    problems = []
    for key, value in link.items():
        name = key.removeprefix(f"{SECTION}.")
        if name == key or name not in kind.model_fields:
            problems.append(Problem(N_("There is no setting called {key}."), key=shorten(key)))
            continue
        try:
            kept |= kind.model_validate({name: value}).model_dump(exclude_defaults=True)
        except ValidationError as error:
            if raised(error):  # together with others it may fit
                kept[name] = value
            else:
                problems.append(Problem(N_("{key} cannot be {value}."), key=key, value=shorten(value)))
    return _together(kind, kept, problems)


def _together(kind: type[Kind], kept: dict[str, Any], problems: list[Problem]) -> tuple[Kind, list[Problem]]:
    """Return as many of these settings as fit together, and the problems of the others."""
    dropped: set[str] = set()
    while True:
        try:
            return kind.model_validate(kept), problems
        except ValidationError as error:
            problem = raised(error)
            if problem is None:
                raise
            needs, *bad = (str(problem.values.get(name, "")).removeprefix(f"{SECTION}.") for name in NAMED)
            if not {needs, bad[0]} & dropped:
                problems.append(problem)
            dropped |= {*bad} - {""}
            kept = {name: value for name, value in kept.items() if kept.keys() & set(bad) and name not in bad}


def raised(error: ValidationError) -> Problem | None:
    """Return the Problem that one of our validators raised; None for an error of pydantic."""
    cause = error.errors(include_url=False)[0].get("ctx", {}).get("error")
    return cause if isinstance(cause, Problem) else None
