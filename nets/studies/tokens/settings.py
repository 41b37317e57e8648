"""Declare the settings of the Tokens page; torch-free."""

from __future__ import annotations

from typing import Literal

from nets.datasets.text.bpe import BYTES
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_

MAX_CHARACTERS = 200_000  # of the text that tokens are learnt from
MAX_SECOND_CHARACTERS = 2000  # of the second text
MAX_VOCABULARY = 8192


class TokensSettings(Settings):
    """How a text is split. None stands for the bundled text in the user's language."""

    text: str | None = setting(
        None,
        N_("Text"),
        N_("The text that vocabularies are learnt from."),
        max_length=MAX_CHARACTERS,
        private="file",
    )
    unit: Literal["grapheme", "codepoint"] = setting(
        "grapheme",
        N_("A character is"),
        N_("A grapheme is what people see as one character; it may be made of several code points of Unicode."),
    )
    vocabulary: int = setting(
        384,
        N_("Vocabulary size of byte-pair encoding"),
        N_("256 bytes, and one more token with each merge, as long as some pair comes at least twice."),
        low=BYTES,
        high=MAX_VOCABULARY,
    )
    across: bool = setting(
        False,
        N_("Merge across words"),
        N_("Off: pairs are merged within words, as language models do. On: anywhere, as in data compression."),
    )
    second: str | None = setting(
        None,
        N_("Another text"),
        N_("A text that nothing was learnt from."),
        max_length=MAX_SECOND_CHARACTERS,
        private="file",
    )
