"""Draw the box for the user's text, typed, pasted or from a file, and the settings of the tokenizations."""

from __future__ import annotations

import codecs
from contextlib import suppress

import streamlit as st

from nets.datasets.text.bpe import BYTES
from nets.experiment.user_error import N_, Problem
from nets.studies.tokens.settings import MAX_CHARACTERS, MAX_VOCABULARY
from ui.components.paste import long_pastes, pasted
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.tokens.state import TokensSession
from ui.text.i18n import _
from ui.widgets.file_upload import upload
from ui.widgets.study_form import NumberStyle, study_control

MAX_TYPED = 20_000  # characters; a browser sends the whole text with each change
MAX_UPLOAD_MB = 10
PREVIEW_CHARACTERS = 160  # of a long text
SIZES = (BYTES, 272, 288, 320, 384, 448, 512, 640, 768, 1024, 1280, 1536, 2048, 3072, 4096, 6144, MAX_VOCABULARY)
UNITS = {"grapheme": N_("grapheme: what people see"), "codepoint": N_("code point of Unicode")}


@fragment("tokens-text")
def text_box(study: TokensSession) -> None:
    """Draw the box to type into, or the beginning of a text that is too long for it."""
    if study.link.lesson.hides("data.text"):
        return
    if len(study.text) <= MAX_TYPED:
        show_value("tokens/text", study.text)
        st.text_area(
            _("Your text, in any language"),
            key="tokens/text",
            height=150,
            max_chars=MAX_TYPED,
            on_change=on_user_change("tokens/text", lambda text: _on_type(study, text)),
        )
        long_pastes("tokens/paste", "tokens-text", MAX_TYPED, 2 * MAX_CHARACTERS, lambda: _on_paste(study))
    else:
        _long_text(study)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(_("Text file …"), icon=":material/upload_file:"):
            upload(_("Text file"), ("txt", "md", "csv"), "tokens/file", MAX_UPLOAD_MB, lambda: _on_upload(study))
            words = _("Up to {most} characters are used. It stays on this server and is not in the link.")
            st.caption(words.format(most=f"{MAX_CHARACTERS:,}"))
        st.button(
            _("The text that comes along"),
            key="tokens/sample",
            icon=":material/restart_alt:",
            disabled=study.settings.text is None,
            on_click=lambda: _on_reset(study),
        )


def _long_text(study: TokensSession) -> None:
    with st.container(border=True):
        st.markdown(_("**A text of {count} characters**, too long to be typed in.", count=f"{len(study.text):,}"))
        st.text(study.text[:PREVIEW_CHARACTERS] + " …")
        label = _("Type another text")
        st.button(label, key="tokens/type", icon=":material/edit:", on_click=lambda: _on_type(study, ""))


def _on_type(study: TokensSession, text: str) -> None:
    study.set_text(text)
    study.redraw()


def _on_paste(study: TokensSession) -> None:
    paste = pasted(st.session_state["tokens/paste"]["text"], 2 * MAX_CHARACTERS)
    if paste is not None:
        study.set_text(*paste)
        study.redraw()


def _on_reset(study: TokensSession) -> None:
    study.notes = []
    study.change(text=None)
    study.redraw()


def _on_upload(study: TokensSession) -> None:
    """Take the text of the file; if it cannot be read, say why and keep the current text."""
    file = st.session_state["tokens/file"]
    if file is None:
        return
    try:
        study.set_text(decode_file(file.getvalue()), from_file=True)
    except Problem as why:
        study.problems = [why]
    study.redraw()


def decode_file(content: bytes) -> str:
    """Decode a text file: UTF-16 with a byte order mark, else UTF-8 or GB18030. Surrogates stay in the text.

    Raises:
        Problem: If it is no text file.
    """
    has_mark = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if has_mark else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding, "surrogatepass").removeprefix("\ufeff")
            if "\x00" not in text:
                return text.replace("\r\n", "\n")
    raise Problem(N_("This is not a text file. Choose a file of plain text (.txt)."))


@fragment("tokens-settings")
def settings_form(study: TokensSession) -> None:
    """Draw how the text is split."""
    study_control(study, "unit", format_option=lambda unit: _(UNITS[unit]))
    study_control(study, "vocabulary", number=NumberStyle(options=SIZES))
    study_control(study, "across")
