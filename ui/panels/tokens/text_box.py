"""The person's text: typed, pasted, or from a file; and how it is split."""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import Any

import streamlit as st

from nets.datasets.text.bpe import BYTES
from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.settings import MOST, MOST_VOCABULARY
from ui.components.paste import long_pastes, pasted
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import by_person, shown
from ui.panels.tokens.state import TokensSession, changed
from ui.text.i18n import _
from ui.widgets.file_upload import upload
from ui.widgets.selectbox import selectbox

EDITABLE = 20_000  # characters of a text that is typed; a browser tells longer ones anew with each press
MOST_UPLOAD = 10  # MB of a file
PREVIEW = 160  # characters of a long text that are shown
SIZES = (BYTES, 272, 288, 320, 384, 448, 512, 640, 768, 1024, 1280, 1536, 2048, 3072, 4096, 6144, MOST_VOCABULARY)
UNITS = {"grapheme": N_("grapheme: what people see"), "codepoint": N_("code point of Unicode")}


@fragment("tokens-text")
def text_box(study: TokensSession) -> None:
    """The box to type into; a long text is told of instead."""
    if study.lesson.hides("data.text"):
        return
    if len(study.text) <= EDITABLE:
        shown("tokens/text", study.text)
        st.text_area(
            _("Your text, in any language"),
            key="tokens/text",
            height=150,
            max_chars=EDITABLE,
            on_change=by_person("tokens/text", lambda text: _written(study, text)),
        )
        long_pastes("tokens/paste", "tokens-text", EDITABLE, 2 * MOST, lambda: _pasted(study))
    else:
        _long(study)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(_("Text file …"), icon=":material/upload_file:"):
            upload(_("Text file"), ("txt", "md", "csv"), "tokens/file", MOST_UPLOAD, lambda: _uploaded(study))
            st.caption(
                _("Up to {most} characters are used. It stays on this server and is not in the link.", most=f"{MOST:,}")
            )
        st.button(
            _("The text that comes along"),
            key="tokens/sample",
            icon=":material/restart_alt:",
            disabled=study.settings.text is None,
            on_click=lambda: _back(study),
        )


def _long(study: TokensSession) -> None:
    with st.container(border=True):
        st.markdown(_("**A text of {count} characters**, too long to be typed in.", count=f"{len(study.text):,}"))
        st.text(study.text[:PREVIEW] + " …")
        st.button(
            _("Type another text"), key="tokens/type", icon=":material/edit:", on_click=lambda: _written(study, "")
        )


def _written(study: TokensSession, text: str) -> None:
    study.write(text)
    changed(study)


def _pasted(study: TokensSession) -> None:
    found = pasted(st.session_state["tokens/paste"]["text"], 2 * MOST)
    if found is not None:
        study.write(*found)
        changed(study)


def _back(study: TokensSession) -> None:
    study.notes = []
    study.turn(text=None)
    changed(study)


def _uploaded(study: TokensSession) -> None:
    """Take the file's text; what cannot be read is explained, and the text at hand stays."""
    file = st.session_state["tokens/file"]
    if file is None:
        return
    try:
        study.write(read_file(file.getvalue()), file=True)
    except Problem as why:
        study.problems = [why]
    changed(study)


def read_file(content: bytes) -> str:
    """The text of a file: UTF-16 where its mark says so, else UTF-8 or GB18030; broken characters stay to be told of.

    Raises Problem when it is no text.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding, "surrogatepass").removeprefix("\ufeff")
            if "\x00" not in text:
                return text.replace("\r\n", "\n")
    raise Problem(N_("This is not a text file. Choose a file of plain text (.txt)."))


@fragment("tokens-knobs")
def knobs_panel(study: TokensSession) -> None:
    """How the text is split."""
    declared, made = study.knobs(), study.settings
    for name in ("unit", "vocabulary", "across"):
        knob = declared[f"data.{name}"]
        if study.lesson.hides(knob.key):
            continue
        key, value = f"tokens/{name}", getattr(made, name)
        shown(key, value)
        turned = by_person(key, lambda value, name=name: _turned(study, name, value))  # type: ignore[misc]
        words: dict[str, Any] = {"label": _(knob.title), "help": _(knob.help), "key": key, "on_change": turned}
        if name == "unit":
            selectbox(**words, options=list(UNITS), format_func=lambda unit: _(UNITS[unit]))
        elif name == "vocabulary":
            st.select_slider(**words, value=value, options=sorted({*SIZES, value}))
        else:
            st.toggle(**words, value=value)


def _turned(study: TokensSession, name: str, value: object) -> None:
    study.turn(**{name: value})
    changed(study)
