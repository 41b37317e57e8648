"""Translate into the user's language: short texts by catalogues, long ones from Markdown files."""

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
MARKDOWN = re.compile(r"[\\`*_\[\]<>$~:&|!#]")  # characters with a meaning in Markdown
AUTOLINK = re.compile(r"(?:https?:(?=/)|www(?=\.)|\S(?=@))", re.IGNORECASE)  # the beginning of a bare address
INVISIBLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)  # control characters, changes of direction, surrogates
WORD_JOINER = "\u2060"  # invisible, without width
default_language: ContextVar[str] = ContextVar("language", default="en")  # without a session: in scripts and tests
cached = threading.local()  # the session of this thread, and its language


def _(text: str, **values: Any) -> str:
    """Return the English `text` in the user's language, with values in its {fields} if there are any."""
    translated = catalogue(language()).get(text) or text
    return translated.format(**values) if values else translated


def problem(error: Problem) -> str:
    """Return the sentence of a Problem in the user's language, as Markdown that shows its values unchanged.

    A value may be a Problem itself.
    """
    return _(error.text, **{name: _plain(value) for name, value in error.values.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return problem(value)
    if isinstance(value, Key):
        return f"{_(value.name)} ({plain(value)})"
    return plain(value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """Return Markdown that shows `text` as it is: a link or a file may hold anything, even images of other hosts.

    Streamlit turns bare addresses into links, escaped or not; an invisible character in them prevents it. Control
    characters, changes of direction and surrogates are shown as a replacement character.
    """
    inert = AUTOLINK.sub(rf"\g<0>{WORD_JOINER}", INVISIBLE.sub("\ufffd", " ".join(text.split())))
    return MARKDOWN.sub(r"\\\g<0>", inert)


def text(name: str) -> str:
    """Return the Markdown of `locales/<language>/<name>.md`; the English one if there is no translation."""
    path = LOCALES / language() / f"{name}.md"
    return (path if path.exists() else LOCALES / "en" / f"{name}.md").read_text(encoding="utf-8")


def language() -> str:
    """Return the current language, "en" or "zh". Cheap, because every text of every frame needs it."""
    session = get_script_run_ctx(suppress_warning=True)
    if session is None:
        return default_language.get()
    if getattr(cached, "session", None) is not session:
        cached.session, cached.language = session, st.session_state.get(STORED) or use()
    return cached.language


def use(choice: str | None = None) -> str:
    """Set the language of this run and, until the next call, of the session's fragments and callbacks.

    The frame calls it once a run, before anything is drawn. The first of these that the app has wins: `choice`, the
    URL's `?lang=`, the previous language of the session, that of the browser. A caller with a choice writes it to the
    URL too, because the URL decides at the next run.
    """
    session = get_script_run_ctx(suppress_warning=True)
    if session is None:
        chosen_language = _supported(choice) or "en"
        default_language.set(chosen_language)
        return chosen_language
    wishes = (choice, st.query_params.get("lang"), st.session_state.get(STORED), st.context.locale)
    chosen_language = next(filter(None, map(_supported, wishes)), "en")
    st.session_state[STORED] = chosen_language
    cached.session, cached.language = session, chosen_language
    return chosen_language


def of_browser() -> str:
    """Return the language that a page opens in if nobody has chosen one."""
    return _supported(st.context.locale) or "en"


def _supported(wish: str | None) -> str | None:
    """Return our language for a tag such as "zh-CN" or "en_GB"; None for any other language."""
    tag = (wish or "").lower().replace("_", "-").split("-")[0]
    return tag if tag in LANGUAGES else None


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations of one language by English text. Fuzzy entries are left out, as gettext does."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = read_po(file)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string and not entry.fuzzy}
