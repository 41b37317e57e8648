"""The challenges can be met, and are not met by less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nets.models.seq2seq.challenges import CHALLENGES, SMALL, Mended, fails, mended, small
from nets.models.seq2seq.experiment import Seq2Seq
from nets.training.history import History
from nets.training.messages import ProbeAnswers


@dataclass
class Tried:
    """A run as far as a challenge looks at it."""

    experiment: Seq2Seq
    history: History = field(default_factory=History)
    state: str = "finished"
    index: int = 20
    probe_answers: ProbeAnswers | None = None


def tried(changes, accuracy: float = 0.0, **told) -> Tried:
    run = Tried(Seq2Seq().replace(changes), probe_answers=ProbeAnswers(1, told))
    run.history.extend({"test_accuracy": (np.arange(5), np.full(5, accuracy))})
    return run


def test_every_challenge_starts_with_settings_that_fit() -> None:
    for challenge in CHALLENGES:
        Seq2Seq().replace(dict(challenge.start))
        assert not challenge.check([]).reached


def test_dates_have_to_be_learnt_with_few_parameters() -> None:
    little = {"net.hidden": 12, "net.embedding": 8}
    assert Seq2Seq().replace(little).parameters <= SMALL
    assert small([tried(little, 0.96)]).reached
    assert not small([tried(little, 0.9)]).reached
    assert not small([tried({}, 0.99)]).reached
    assert not small([tried(little | {"data.language": "en"}, 0.99)]).reached
    assert 0.5 < small([tried({}, 0.99)]).share < 1


def test_a_net_without_attention_has_to_fail_at_a_length_that_it_learnt() -> None:
    def told(shares, **changes):
        found = {"lengths": np.array([2, 5, 10, 12]), "accuracy": np.array(shares), "longest": np.array(10)}
        return fails([tried({"data.name": "reverse", "net.attention": "none"} | changes, accuracy_by_length=found)])

    assert told([1.0, 0.9, 0.1, 0.0]).reached
    assert not told([1.0, 1.0, 0.9, 0.0]).reached
    assert not told([0.2, 0.1, 0.1, 0.0]).reached
    assert not told([1.0, 0.9, 0.1, 0.0], **{"net.attention": "dot"}).reached


def test_a_mistake_has_to_be_mended_by_attention() -> None:
    def told(right: bool, repaired: bool, edited: int) -> float:
        found = {"right": np.array(right), "repaired": np.array(repaired), "edited": np.array(edited)}
        return mended([tried({"data.name": "reverse"}, what_if=found)]).share

    assert told(False, True, 2) == 1
    assert told(False, False, 2) == 0.5
    assert told(True, False, 2) == 0
    assert mended([Mended("ab", "ba", "bb", "ba"), tried({})]).reached
