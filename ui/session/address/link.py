"""Convert a page's settings to its address and back. An address only names the user's own data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nets.datasets.disk_cache import NAME as KEPT
from nets.experiment.private_names import is_name, name_of
from nets.experiment.settings import Setting
from nets.experiment.user_error import N_, Problem
from ui.session.address import lesson
from ui.session.address.private_values import private_values

MAX_IN_LINK = 4000  # characters of one setting that a link can carry
MAX_PROBLEMS = 5  # of one link that a page shows
MAX_TYPED = 1000  # characters of a typed text that a link carries
FRAME_KEYS = ("lang", "embed", "embed_options", *lesson.KEYS)  # of an address, but no settings


def replace_settings(address: Mapping[str, str], strings: Mapping[str, str]) -> dict[str, str]:
    """Return an address with these settings and this lesson in place of its own; language and frame stay."""
    frame = {key: value for key, value in address.items() if key in FRAME_KEYS and key not in lesson.KEYS}
    return frame | dict(strings)


def first_problems(problems: list[Problem]) -> list[Problem]:
    """Return the first problems of a link, and how many more there are: a link may hold thousands."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    more = len(problems) - MAX_PROBLEMS + 1
    return [
        *problems[: MAX_PROBLEMS - 1],
        Problem(N_("The link holds {count} more settings that do not fit."), count=more),
    ]


def in_link(
    strings: Mapping[str, str], settings_by_key: Mapping[str, Setting], address: Mapping[str, str], session: str
) -> dict[str, str]:
    """Return the settings as the address of a page holds them, with names in place of own data.

    Args:
        strings: The settings that differ from the defaults, as text.
        settings_by_key: The settings of the page.
        address: The current address. Data that it holds already stay in it.
        session: The token of the session, under which its own data are kept.
    """
    settings = {}
    for key, value in strings.items():
        if address.get(key) != value and _is_private(settings_by_key[key], value, session):
            settings[key] = private_values.put(session, value)
        elif len(value) <= MAX_IN_LINK:
            settings[key] = value
    return settings


def _is_private(setting: Setting, value: str, session: str) -> bool:
    if setting.private == "file":  # the link carries a text that is short and was typed
        return len(value) > MAX_TYPED or private_values.is_file(session, value)
    return setting.private == "always" and bool(value)


def from_link(
    address: Mapping[str, str],
    settings_by_key: Mapping[str, Setting],
    session: str,
    runs: Callable[[], Iterable[Mapping[str, str]]] = tuple,
) -> dict[str, str]:
    """Return the settings of an address, with this session's own data in place of their names.

    If data are missing, the first of their names stays, so that one problem is reported. Texts that the server keeps on
    disk under their hash are given only to the session that brought them, too.

    Args:
        address: The address, as untrusted text.
        settings_by_key: The settings of the page.
        session: The token of the session.
        runs: Returns the settings of the session's runs, which hold its data even if memory has dropped them.
    """
    strings, missing = dict(address), 0
    for key, value in address.items():
        if (
            key not in settings_by_key
            or not settings_by_key[key].private
            or not (is_name(value) or KEPT.fullmatch(value))
        ):
            continue
        name = value if is_name(value) else name_of(value)
        data = private_values.get(session, name)
        data = data or next((one[key] for one in runs() if key in one and name_of(one[key]) == name), None)
        if data is None and missing:
            del strings[key]
        else:
            strings[key] = data or name
            missing += data is None
    return strings


def left_out(strings: Mapping[str, str], link: Mapping[str, str]) -> Problem | None:
    """Return a problem if a link lacks some of these settings, else None."""
    if any(is_name(value) for value in link.values()):
        text = N_(
            "The link does not contain your own data: they stay with this browser tab. Whoever opens it elsewhere "
            "needs the file or the text as well."
        )
        return Problem(text)
    if not strings.keys() <= link.keys():
        return Problem(N_("The link does not carry your own data: it is too large. Send the file along."))
    return None
