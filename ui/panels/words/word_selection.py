"""The selected words of a net with word vectors, and the settings of its map; for any family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import Problem
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.fragments.rerun import redraw
from ui.session.training_session import TrainingSession
from ui.widgets.remembered import choice

WORDS = "lexicon/words"
MAX_WORDS = 5  # that can be selected
NEAREST = 10  # neighbours of each word
MAX_WORD_CHARACTERS = 60
STARTS: Mapping[str, tuple[str, ...]] = {  # default words, by data and language
    "world/en": ("japan", "tokyo", "king"),
    "world/zh": ("日本", "东京", "国王"),
    "topics/en": ("list", "class"),
}
REFUSED, MAX_REFUSED = "lexicon/refused", 100
Answer = Mapping[str, np.ndarray]


def lexicon(session: TrainingSession) -> str:
    """Return the current data and language: words that were selected for one lexicon mean nothing in another."""
    data = session.experiment.data
    name = getattr(data, "name", "")
    return f"{name}/{'en' if name == 'topics' else getattr(data, 'language', 'en')}"


def selected_words(session: TrainingSession) -> tuple[str, ...]:
    """Return the selected words, else some that the current data are sure to have."""
    words = choice(session, f"{WORDS}/{lexicon(session)}", None)
    if words is not None:
        return tuple(words)
    return STARTS.get(lexicon(session)) or some(session, 2)


def some(session: TrainingSession, count: int) -> tuple[str, ...]:
    """Return words of the map that are neither the most frequent nor rare; none before the net has answered."""
    words = vocabulary(session)
    if len(words) < 4 * count:
        return tuple(words[:count]) if len(words) >= count else ()
    return tuple(words[len(words) * (place + 1) // (4 * count)] for place in range(count))


def unique_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return typed words without duplicates, the latest ones if there are too many."""
    unique = dict.fromkeys(word.strip()[:MAX_WORD_CHARACTERS] for word in words if word.strip())
    return tuple(unique)[-MAX_WORDS:]


def map_probes(session: TrainingSession) -> Watch:
    """Return the probes of the map and the neighbours."""
    words = selected_words(session)
    cloud = {
        "method": choice(session, "map/method", "pca"),
        "dims": int(choice(session, "map/dims", 2)),
        "most": int(choice(session, "map/most", 200)),
        "words": words,
    }
    return {"word_map": cloud, **({"nearest_neighbours": {"words": words, "most": NEAREST}} if words else {})}


def select_words(session: TrainingSession, words: Sequence[str], *fragments: str) -> None:
    """Select these words; a callback ends with it."""
    session.selection.choices[f"{WORDS}/{lexicon(session)}"] = unique_words(words)
    refresh(session, map_probes(session), *fragments)


def refresh(session: TrainingSession, watch: Mapping[str, Any], *fragments: str) -> None:
    """Request these probes as well, wait a moment for the answer, and redraw. A callback ends with it."""
    session.request_probes(dict(watch))
    redraw("words", "live", *fragments)


def vocabulary(session: TrainingSession) -> list[str]:
    """Return the words of the map, the most frequent ones."""
    return [str(word) for word in answers(session.run, "word_map").get("words", ())]


def refusal(session: TrainingSession, probe: str, arguments: Mapping[str, Any]) -> Problem | None:
    """Return why the current net cannot answer a probe; None if it can. Each question is asked once."""
    if not session.run.ready or not session.run.answers:
        return None
    refusals: dict[tuple[str, str, str], Problem | None] = session.selection.choices.setdefault(REFUSED, {})
    key = (session.run.id, probe, repr(arguments))
    if key not in refusals:
        try:
            session.run.ask(probe, **arguments)
            refusals[key] = None
        except Problem as why:
            refusals[key] = why
        except WorkerLost:
            return None
        while len(refusals) > MAX_REFUSED:
            del refusals[next(iter(refusals))]
    return refusals[key]
