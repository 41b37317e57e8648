"""What a person can set on the page of tokens; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from nets.data.tokens.bpe import BYTES
from nets.training.knob import Knob, Settings, knob, knobs_of
from nets.training.problem import N_, Problem

MOST = 200_000  # characters that tokens are learnt from
MOST_SECOND = 2000  # characters of the second text
MOST_VOCABULARY = 8192
SECTION = "data"


class Splitting(Settings):
    """How a text is split. None as a text stands for the one that comes along in the person's language."""

    text: str | None = knob(None, N_("Text"), N_("The text that vocabularies are learnt from."), max_length=MOST)
    unit: Literal["grapheme", "codepoint"] = knob(
        "grapheme",
        N_("A character is"),
        N_("A grapheme is what people see as one character; it may be made of several code points of Unicode."),
    )
    vocabulary: int = knob(
        384,
        N_("Vocabulary size of byte-pair encoding"),
        N_("256 bytes, and one more token with each merge, as long as some pair comes at least twice."),
        low=BYTES,
        high=MOST_VOCABULARY,
    )
    across: bool = knob(
        False,
        N_("Merge across words"),
        N_("Off: pairs are merged within words, as language models do. On: anywhere, as in data compression."),
    )
    second: str | None = knob(
        None, N_("Another text"), N_("A text that nothing was learnt from."), max_length=MOST_SECOND
    )


def knobs() -> Mapping[str, Knob]:
    """Every setting by its key in a link."""
    return knobs_of(Splitting, SECTION)


def strings(settings: Splitting) -> dict[str, str]:
    """What differs from the defaults, as a link carries it."""
    changed = settings.model_dump(exclude_defaults=True)
    return {f"{SECTION}.{name}": str(value) for name, value in changed.items()}


def salvage(link: Mapping[str, str]) -> tuple[Splitting, list[Problem]]:
    """What can be kept of an untrusted link, and a Problem for each setting that could not."""
    kept: dict[str, Any] = {}
    problems = []
    for key, value in link.items():
        name = key.removeprefix(f"{SECTION}.")
        if key not in knobs():
            problems.append(Problem(N_("There is no setting called {key}."), key=_short(key)))
            continue
        try:
            kept |= Splitting.model_validate({name: value}).model_dump(exclude_defaults=True)
        except ValidationError:
            problems.append(Problem(N_("{key} cannot be {value}."), key=key, value=_short(value)))
    return Splitting.model_validate(kept), problems


def _short(value: str) -> str:
    text = "".join(c if c.isprintable() else "\ufffd" for c in value[:41])
    return text if len(text) <= 40 else text[:37] + "…"
