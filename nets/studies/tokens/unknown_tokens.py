"""A second text in the vocabularies of the first: what is unknown there, and what comes back. Called in a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nets.datasets.text.bpe import Encoding
from nets.datasets.text.word_segmentation import words
from nets.studies.tokens.settings import Splitting
from nets.studies.tokens.tokenization import Drawn, characters, drawn, packed

MOST_NAMED = 12  # unknown tokens that are told
LOST = "\ufffd"  # what comes back for an unknown token


@dataclass(frozen=True)
class Met:
    """A text in a vocabulary: how many tokens, how many of them are unknown and which, and the text decoded again."""

    total: int
    unknown: int
    names: tuple[str, ...]
    drawn: Drawn
    back: str


def meet(text: str, second: str, settings: Splitting, encoding: Encoding) -> dict[str, Met]:
    """The second text in all three ways."""
    encoded = encoding.encode(second)
    return {
        "characters": _listed(second, characters(text, settings.unit), characters(second, settings.unit)),
        "words": _listed(second, words(text, "zh"), words(second, "zh"), " "),
        "pairs": Met(len(encoded.ids), 0, (), packed(second, encoded), encoding.decode(encoded.ids)),
    }


def _listed(second: str, learnt: Iterable[str], tokens: list[str], blank: str = "") -> Met:
    ids = {token: id for id, token in enumerate(dict.fromkeys(learnt), 1)}
    strange = [token for token in tokens if token not in ids]
    back = blank.join(token if token in ids else LOST for token in tokens)
    names = tuple(dict.fromkeys(strange))[:MOST_NAMED]
    return Met(len(tokens), len(strange), names, drawn(second, tokens, ids), back)
