"""The challenges of GPT and of decoding can be met, and are not met by less."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nets.models.gpt.challenges import CHALLENGES, circle, past, previous
from nets.models.gpt.experiment import GPT
from nets.studies.decoding.challenges import CHALLENGES as DECODING
from nets.studies.decoding.challenges import beat_greedy, beat_model, escape_loop
from nets.studies.decoding.records import GeneratedText, GuessingRecord
from nets.studies.decoding.settings import DecodingSettings
from nets.training.history import History
from nets.training.messages import ProbeAnswers


@dataclass
class Tried:
    """A run as far as a challenge looks at it."""

    experiment: GPT
    history: History = field(default_factory=History)
    state: str = "finished"
    index: int = 300
    probe_answers: ProbeAnswers | None = None


def tried(changes, index=300, **figures: list[float]) -> Tried:
    run = Tried(GPT().replace(changes), index=index)
    run.history.extend({name: (50 * np.arange(len(line)), np.array(line)) for name, line in figures.items()})
    return run


def test_every_challenge_starts_with_settings_that_fit_and_is_not_met_by_nothing() -> None:
    for challenge in CHALLENGES:
        GPT().replace(dict(challenge.start))
    for challenge in DECODING:
        DecodingSettings(**challenge.start)
    assert all(challenge.check([]).share == 0 for challenge in (*CHALLENGES, *DECODING))


def test_a_head_that_looks_at_the_one_before_has_to_be_seen_on_the_data() -> None:
    def seen(share: float, part: str = "test", places: int = 32) -> Tried:
        run = tried({})
        before = np.array([[0.1, 0.1], [share, np.nan]])
        told = {"before": before, "tokens": np.array(["a"] * places), "part": np.array(part)}
        run.probe_answers = ProbeAnswers(1, {"attention_heads/wall": told})
        return run

    assert not previous([seen(0.49), seen(0.9, part="own"), seen(0.9, places=8)]).reached
    met = previous([seen(0.3), seen(0.6)])
    assert met.reached
    assert (met.words.values["layer"], met.words.values["head"]) == (2, 1)


def test_one_layer_has_to_fail_where_two_succeed() -> None:
    data = {"data.name": "repeat"}
    good, poor = {"test_accuracy": [0.2, 0.95, 0.95, 0.96]}, {"test_accuracy": [0.2, 0.4, 0.5]}
    two, one = tried(data, **good), tried(data | {"net.layers": 1}, **poor)
    early = tried(data | {"net.layers": 1}, index=149, **poor)
    easier = tried(data | {"net.layers": 1, "data.items": 4}, **poor)
    peeking = tried(data | {"net.mask": "full"}, **good)
    assert not circle([one]).reached
    assert not circle([peeking, one]).reached
    assert not circle([two, early, easier]).reached
    assert circle([two]).share == 0.5
    assert circle([two, one]).reached
    two.index = 5000
    assert circle([two, one]).reached, "as many updates as two layers needed, however long they train on"


def test_residual_connections_alone_have_to_cure() -> None:
    bad, deep = {"test_loss": [4.5, 4.4, 4.4]}, {"net.layers": 4}
    stuck = tried(deep | {"net.residual": False}, **bad)
    cured = tried(deep, test_loss=[4.5, 1.0, 0.6])
    assert past([cured]).share == 0
    assert past([stuck]).share == 0.5
    assert not past([stuck, tried(deep | {"net.width": 32}, test_loss=[4.5, 0.6])]).reached
    assert past([tried(deep | {"net.residual": False}, index=20, **bad), cured]).share == 0
    assert past([stuck, cured]).reached


def written(
    text: str, bits: float = 1.0, way: str = "greedy", prompt: str = "有一天", **settings: float
) -> GeneratedText:
    return GeneratedText("zh", prompt, way, settings, text, bits)


def test_a_loop_has_to_be_cured_after_the_same_prompt_and_with_sense() -> None:
    round_one, fine = written("小猫笑了。" * 5), "春天的早晨，一只小猫在河边看见一本书，小猫很高兴。"
    assert escape_loop([written(fine)]).share == 0
    assert (
        escape_loop([round_one, written(fine, prompt="第二天", penalty=1.3), written("短。", penalty=1.3)]).share == 0.5
    )
    assert escape_loop([round_one, written(fine, seed=5)]).share == 0.5, "the same settings"
    assert escape_loop([round_one, written(fine, way="sample", penalty=1.3)]).share == 0.5, "another way of writing"
    assert escape_loop([round_one, written(fine, bits=5.0, penalty=1.3)]).share == 0.7
    assert escape_loop([round_one, written(fine, penalty=1.3)]).reached


def test_guesses_count_once_there_are_enough() -> None:
    assert not beat_model([GuessingRecord("zh", "own", 10, 1.0, 30.0)]).reached
    assert not beat_model([GuessingRecord("zh", "own", 25, 40.0, 30.0)]).reached
    assert beat_model(
        [GuessingRecord("zh", "own", 25, 40.0, 30.0), GuessingRecord("zh", "test", 20, 29.0, 30.0)]
    ).reached


def test_the_beam_has_to_win_after_the_same_prompt() -> None:
    greedy = written("甲", 0.8)
    assert not beat_greedy([greedy, written("乙", 0.3, "beam", "别的"), written("丙", 0.3, "sample")]).reached
    assert not beat_greedy([greedy, written("乙", 0.79, "beam")]).reached
    assert beat_greedy([greedy, written("乙", 0.5, "beam")]).reached
