"""What probes say of continued texts equals whole passes of the net; the game and the tree of trials add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.gpt.experiment import GPT
from nets.probes import ask
from nets.probes.decoding.compare_strategies import variety
from nets.studies.decoding.guessing_game import Round
from nets.studies.decoding.records import loops
from nets.studies.decoding.token_tree import START, Walk
from nets.training.trainer_state import Training

SMALL = {"data.name": "own", "data.text": "she sells sea shells by the sea shore.\n" * 12, "data.length": "16"}
NET = {"net.width": "8", "net.heads": "2", "net.layers": "1", "fit.steps": "20", "fit.lr": "0.03", "fit.batch": "8"}


@pytest.fixture(scope="module")
def made() -> Training:
    training = Training(GPT.from_strings(SMALL | NET))
    for _update in range(20):
        training.update()
    return training


def asked(made: Training, probe: str, **arguments):
    return ask(probe, made.net, made.task, **arguments)


def chances(made: Training, text: str) -> np.ndarray:
    """What one whole pass says of the symbol after the text; the symbol that fills up is never written."""
    ids, _unknown = made.task.read(text)
    made.net.eval()
    with torch.no_grad():
        scores = made.net(ids[None])[0, -1].double()
    scores[0] = -torch.inf
    return scores.softmax(dim=0).numpy()


def test_the_next_symbol_is_that_of_a_whole_pass(made: Training) -> None:
    ids = made.task.read("ea")[0].tolist()
    found = asked(made, "next_symbol", text="she s", chosen=ids)
    assert np.allclose(np.exp(found["scores"]) / np.exp(found["scores"]).sum(), chances(made, "she sea"), atol=1e-5)
    assert str(found["prompt"]) + str(found["written"]) == "she sea"
    assert set(found["symbols"][found["seen"]]) == {"s", "h", "e", "␣", "a"}
    assert found["logs"][1] == pytest.approx(math.log(chances(made, "she se")[ids[1]]), abs=1e-5)
    assert str(asked(made, "next_symbol", text="§she")["unknown"]) == "§"


def test_three_ways_pay_what_a_whole_pass_says(made: Training) -> None:
    found = asked(
        made, "three_ways", text="she ", count=8, width=2, settings={"top_k": 1, "temperature": 2.0}, ends=False
    )
    greedy, sample, beam = map(str, found["texts"])
    assert greedy == sample, "of one symbol nothing else can be drawn"
    for text, paid in zip((greedy, beam), (found["chances"][0], found["chances"][2]), strict=True):
        numbers = made.task.read(text)[0].tolist()
        whole = [chances(made, "she " + text[:at])[id] for at, id in enumerate(numbers)]
        assert np.allclose(paid, whole, atol=1e-5)
    for at, each in enumerate(greedy):
        assert made.task.text([chances(made, "she " + greedy[:at]).argmax()]) == each
    assert found["bits"][2] <= found["bits"][0] + 1e-9
    assert str(found["hypotheses"][0]) == beam
    forbidden = asked(made, "three_ways", text="she ", count=8, settings={"penalty": 1e6}, ends=False)
    assert len(set(map(str, forbidden["written"][0]))) == 8, "what has been seen is never the likeliest again"


def test_samples_are_as_likely_as_they_are_said_to_be(made: Training) -> None:
    clouds = [{"top_k": 1}, {"temperature": 1.0}]
    found = asked(made, "samples", text="she ", clouds=clouds, number=30, count=6)
    assert [int((found["cloud"] == cloud).sum()) for cloud in (-3, -2, 0, 1)] == [1, 1, 30, 30]
    assert set(found["texts"][found["cloud"] == 0]) == set(found["texts"][found["cloud"] == -2])
    assert np.allclose(found["variety"][found["cloud"] == 0], 0)
    one = np.flatnonzero(found["cloud"] == 1)[0]
    text = str(found["texts"][one])
    whole = [chances(made, "she " + text[:at])[id] for at, id in enumerate(made.task.read(text)[0].tolist())]
    assert found["bits"][one] == pytest.approx(-np.log2(whole).mean(), abs=1e-4)


def test_texts_differ_by_what_others_do_not_have() -> None:
    assert variety([[1, 2, 3, 4]] * 3).tolist() == [0, 0, 0]
    assert variety([[1, 2, 3, 4], [5, 6, 7, 8]]).tolist() == [1, 1]
    found = variety([[1, 2, 3, 4, 5], [1, 2, 3, 4, 6], [7, 8, 9, 9, 9]])
    assert found == pytest.approx([(1 + 0.5**50) / 2, (1 + 0.5**50) / 2, 1])


def test_a_net_that_reads_ahead_does_not_write(made: Training) -> None:
    other = Training(GPT.from_strings(SMALL | NET | {"net.mask": "full"}))
    with pytest.raises(Problem, match="causal"):
        ask("next_symbol", other.net, other.task)


@pytest.mark.parametrize("text", ["", "she sells shells"])
def test_the_game_pays_by_chances(made: Training, text: str) -> None:
    passage = asked(made, "guessing", text=text, index=1)
    whole = "".join(map(str, passage["texts"]))
    assert not text or whole == text
    place = int(np.flatnonzero(passage["asked"])[0])
    mine = chances(made, whole[:place])
    true = made.task.read(whole[place])[0].tolist()[0]
    assert passage["chances"][place] == pytest.approx(mine[true], abs=1e-5)
    game = Round(passage, "any")
    right = game.guess(str(passage["symbols"][place]), 0.9)
    assert right.mine == pytest.approx(-math.log2(0.9))
    assert right.models == pytest.approx(-math.log2(mine[true]), abs=1e-3)
    often = dict(zip(passage["names"], passage["frequency"], strict=True))
    wrong, symbol = (
        next(name for name in often if name != passage["symbols"][game.place]),
        passage["symbols"][game.place],
    )
    assert game.guess(str(wrong), 0.5).mine == pytest.approx(-math.log2(0.5 * often[symbol] / (1 - often[wrong])))
    four = Round(passage, "four")
    options = four.options()
    assert len(set(options)) == 4
    assert four.guess(next(each for each in options if each != passage["symbols"][place]), 0.7).mine == pytest.approx(
        -math.log2(0.1)
    )
    assert four.models <= game.guesses[0].models, "among four it is surer"


def test_a_walk_branches_and_comes_back() -> None:
    walk = Walk()
    walk.go(3, "a", -1.0)
    walk.go(4, "b", -2.0)
    walk.rewind()
    walk.go(5, "c", -0.5)
    assert (walk.ids, walk.nodes[walk.at].total, walk.nodes[walk.at].depth) == ((3, 5), -1.5, 1)
    walk.rewind()
    walk.go(4, "b", -2.0)
    assert (walk.at, len(walk.nodes)) == (1, 3), "the branch that was there is taken again"
    walk.jump(START)
    assert walk.ids == ()
    walk.jump(99)
    assert walk.at == START


def test_texts_that_go_in_circles_are_known() -> None:
    assert [loops(text) for text in ("", "abc", "xabcabcabc", "abcabcab", "aaaa", "on and on and on and on")] == [
        1, 1, 3, 2, 4, 3,
    ]  # fmt: skip
