"""The words that a person looks at, of a net that has word vectors, and how its map is drawn; of any family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic, sleep
from typing import Any

import numpy as np

from nets.training.news import Watch
from nets.training.run import ACKNOWLEDGE_SECONDS
from ui.bench import Bench
from ui.choice import choice
from ui.panels import answers
from ui.redraw import redraw

WORDS = "lexicon/words"  # those chosen, None before a person has chosen
MOST_WORDS = 5  # that are looked at
NEAREST = 10  # neighbours of each
LONGEST = 60  # characters of a word
STARTS: Mapping[tuple[str, str], tuple[str, ...]] = {  # where a net has just been made: by data and language
    ("world", "en"): ("france", "paris", "king"),
    ("world", "zh"): ("法国", "巴黎", "国王"),
    ("topics", "en"): ("list", "class"),
}
Found = Mapping[str, np.ndarray]


def looked_at(bench: Bench) -> tuple[str, ...]:
    """The words that are looked at: those chosen, else some that the data at hand are sure to have."""
    chosen = choice(bench, WORDS, None)
    if chosen is not None:
        return tuple(chosen)
    data = bench.experiment.data
    start = STARTS.get((getattr(data, "name", ""), getattr(data, "language", "en")))
    return start or _frequent(answers(bench.run, "cloud"))


def _frequent(found: Found) -> tuple[str, ...]:
    """Two words that are neither the most frequent nor rare; none before the net has answered."""
    words = [str(word) for word in found.get("words", ())]
    order = np.argsort(-found["counts"], kind="stable") if "counts" in found else np.arange(len(words))
    return tuple(words[order[len(words) * share // 8]] for share in (1, 2)) if len(words) > 8 else tuple(words[:1])


def tidied(words: Sequence[str]) -> tuple[str, ...]:
    """Words as a person typed them, each once, the latest ones of too many."""
    kept = dict.fromkeys(word.strip()[:LONGEST] for word in words if word.strip())
    return tuple(kept)[-MOST_WORDS:]


def map_asked(bench: Bench) -> Watch:
    """What to ask for the map and the neighbours."""
    words = looked_at(bench)
    cloud = {
        "method": choice(bench, "map/method", "pca"),
        "dims": int(choice(bench, "map/dims", 2)),
        "most": int(choice(bench, "map/most", 200)),
        "words": words,
    }
    return {"cloud": cloud, **({"neighbours": {"words": words, "most": NEAREST}} if words else {})}


def look_at(bench: Bench, words: Sequence[str], *fragments: str) -> None:
    """Look at these words from now on; a callback ends so."""
    bench.choices[WORDS] = tidied(words)
    refresh(bench, map_asked(bench), *fragments)


def refresh(bench: Bench, asked: Mapping[str, Any], *fragments: str) -> None:
    """After another choice: ask this as well, wait a moment for the answer, and draw it."""
    bench.watch = {**bench.watch, **asked}
    before = bench.run.look
    bench.run.watched(bench.watch)
    until = monotonic() + ACKNOWLEDGE_SECONDS
    while bench.run.look is before and monotonic() < until:
        sleep(0.01)
    redraw("words", "live", *fragments)


def vocabulary(bench: Bench) -> list[str]:
    """The words of the map, the most frequent ones."""
    return [str(word) for word in answers(bench.run, "cloud").get("words", ())]
