"""The challenges can be met, and are not met by less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nets.experiment.family import family_of
from nets.models.word2vec.challenges import CHALLENGES, Asked, broken, five, topical
from nets.models.word2vec.experiment import Word2Vec
from nets.training.history import History

SOLVED = [0.0, 0.95, 1.0, 1.0, 1.0]


@dataclass
class Tried:
    """A run as far as a challenge looks at it."""

    experiment: Word2Vec
    history: History = field(default_factory=History)
    state: str = "done"
    index: int = 20
    probe_answers: object = None


def tried(changes, **figures: list[float]) -> Tried:
    run = Tried(Word2Vec().replace(changes))
    run.history.extend({name: (20 * np.arange(len(line)), np.array(line)) for name, line in figures.items()})
    return run


def test_every_challenge_starts_with_settings_that_fit() -> None:
    for challenge in CHALLENGES:
        Word2Vec().replace(dict(challenge.start))
        assert not challenge.check([]).reached
    assert family_of(Word2Vec).challenges == CHALLENGES


def test_a_narrow_and_a_wide_window_are_wanted() -> None:
    alike = tried({"net.window": 1}, topical=[0.5, 0.1, 0.0, 0.0, 0.0], test_analogies=SOLVED)
    wide = tried({"net.window": 9}, topical=[0.0, 0.5, 0.9, 0.9, 0.9], test_analogies=SOLVED)
    raw = tried({"net.window": 9}, topical=[0.9] * 5, test_analogies=[0.0, 0.1, 0.1, 0.1, 0.1])
    assert not topical([wide]).reached
    assert not topical([alike, raw]).reached
    assert topical([alike]).share == 0.5
    assert topical([alike, raw, wide]).reached


def test_five_different_questions_of_two_kinds_are_wanted() -> None:
    capitals = [Asked("china", "beijing", other, city) for other, city in
                (("japan", "tokyo"), ("korea", "seoul"), ("poland", "warsaw"), ("iran", "tehran"))]  # fmt: skip
    more = Asked("china", "beijing", "turkey", "ankara")
    assert not five([*capitals, *capitals]).reached
    assert not five([*capitals, more]).reached
    assert not five([*capitals, Asked("man", "woman", "king", "throne")]).reached
    assert five([*capitals, Asked("man", "woman", "king", "queen")]).reached
    assert five([*capitals, Asked("王后", "国王", "公主", "王子")]).reached


def test_the_very_same_net_must_fail_without_sub_sampling() -> None:
    whole = tried({}, test_analogies=SOLVED)
    worse = tried({"data.subsample": 0.0}, test_analogies=[0.0, 0.1, 0.1])
    late = tried({"data.subsample": 0.0}, test_analogies=[0.0])
    other = tried({"data.subsample": 0.0, "net.dim": 3}, test_analogies=[0.0, 0.1, 0.1])
    well = tried({"data.subsample": 0.0}, test_analogies=SOLVED)
    assert broken([whole, late]).share == 0.5
    assert not any(broken(runs).reached for runs in ([worse], [whole, other], [whole, well]))
    assert broken([worse, whole]).reached
