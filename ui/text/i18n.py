"""Words in the user's language: short ones from the catalogues, long ones from Markdown files."""

from __future__ import annotations

import re
import threading
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nets.experiment.user_error import N_, Key, Problem

__all__ = ["LANGUAGES", "N_", "_", "language", "of_browser", "plain", "problem", "text", "use"]

LANGUAGES = {"en": "English", "zh": "中文"}  # each by its own name, so never translated
LOCALES = Path(__file__).parents[2] / "locales"
STORED = "_language"
MARKDOWN = re.compile(r"[\\`*_\[\]<>$~:&|!#]")  # what begins anything but text
AUTOLINK = re.compile(r"(?:https?:(?=/)|www(?=\.)|\S(?=@))", re.IGNORECASE)  # where a bare address begins
UNSEEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)  # control, turn, are halves
WORD_JOINER = "\u2060"  # invisible, without width
outside: ContextVar[str] = ContextVar("language", default="en")  # if there is no session: scripts, tests
settled = threading.local()  # the session this thread serves and its language; the session's state has it for others


def _(text: str, **values: Any) -> str:
    """The English `text` in the user's language, its {fields} filled when values are given."""
    translated = catalogue(language()).get(text) or text
    return translated.format(**values) if values else translated


def problem(found: Problem) -> str:
    """The sentence of a Problem in the user's language, as Markdown in which its values stand as they were given.

    A value may be a Problem itself.
    """
    return _(found.text, **{name: _plain(value) for name, value in found.values.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return problem(value)
    if isinstance(value, Key):
        return f"{_(value.name)} ({plain(value)})"
    return plain(value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """Markdown that shows `text` as it is: a link or a file may hold anything, even pictures of other hosts.

    Streamlit turns bare addresses into links, escaped or not; an invisible sign in them prevents it. Characters that
    control something, turn the direction of the text around, or are halves of others are shown as a replacement.
    """
    inert = AUTOLINK.sub(rf"\g<0>{WORD_JOINER}", UNSEEN.sub("\ufffd", " ".join(text.split())))
    return MARKDOWN.sub(r"\\\g<0>", inert)


def text(name: str) -> str:
    """The Markdown of `locales/<language>/<name>.md`; the English one if there is no translation."""
    path = LOCALES / language() / f"{name}.md"
    return (path if path.exists() else LOCALES / "en" / f"{name}.md").read_text(encoding="utf-8")


def language() -> str:
    """The language in use, "en" or "zh". Cheap: asked for every word of every frame."""
    session = get_script_run_ctx(suppress_warning=True)
    if session is None:
        return outside.get()
    if getattr(settled, "session", None) is not session:
        settled.session, settled.language = session, st.session_state.get(STORED) or use()
    return settled.language


def use(choice: str | None = None) -> str:
    """Settle the language for this run and, until the next call, for the session's fragments and callbacks.

    The frame calls it once a run, before anything is drawn. Without a choice the URL's `?lang=` decides, else what
    the session used before, else the browser; a language that we do not speak is passed over. Whoever offers a
    choice writes it to the URL too, where there is one: the URL wins at the next run.
    """
    session = get_script_run_ctx(suppress_warning=True)
    if session is None:
        spoken = _spoken(choice) or "en"
        outside.set(spoken)
        return spoken
    wishes = (choice, st.query_params.get("lang"), st.session_state.get(STORED), st.context.locale)
    spoken = next(filter(None, map(_spoken, wishes)), "en")
    st.session_state[STORED] = spoken
    settled.session, settled.language = session, spoken
    return spoken


def of_browser() -> str:
    """The language that a page opens in when nobody has chosen one."""
    return _spoken(st.context.locale) or "en"


def _spoken(wish: str | None) -> str | None:
    """Ours for a language tag such as "zh-CN" or "en_GB"; None for any other language."""
    tag = (wish or "").lower().replace("_", "-").split("-")[0]
    return tag if tag in LANGUAGES else None


@cache
def catalogue(language: str) -> dict[str, str]:
    """The translations of one language by English text. Entries marked fuzzy are left out, as gettext does."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = read_po(file)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}
