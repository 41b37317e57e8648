"""Probes of continued texts agree with whole passes of the net; the game and the token tree add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.gpt.experiment import GPT
from nets.probes import ask
from nets.probes.decoding.compare_strategies import variety
from nets.studies.decoding.guessing_game import GuessingRound
from nets.studies.decoding.records import count_repetitions
from nets.studies.decoding.token_tree import START, TokenTree
from nets.training.trainer_state import Training

SMALL = {"data.name": "own", "data.text": "she sells sea shells by the sea shore.\n" * 12, "data.length": "16"}
NET = {"net.width": "8", "net.heads": "2", "net.layers": "1", "fit.steps": "20", "fit.lr": "0.03", "fit.batch": "8"}


@pytest.fixture(scope="module")
def training() -> Training:
    training = Training(GPT.from_strings(SMALL | NET))
    for _update in range(20):
        training.update()
    return training


def ask_probe(training: Training, probe: str, **arguments):
    return ask(probe, training.net, training.task, **arguments)


def probabilities(training: Training, text: str) -> np.ndarray:
    """Return the probabilities of the token after the text from one whole pass, without the padding token."""
    ids, _unknown = training.task.encode(text)
    training.net.eval()
    with torch.no_grad():
        scores = training.net(ids[None])[0, -1].double()
    scores[0] = -torch.inf
    return scores.softmax(dim=0).numpy()


def test_next_token_equals_that_of_a_whole_pass(training: Training) -> None:
    ids = training.task.encode("ea")[0].tolist()
    answer = ask_probe(training, "next_token", text="she s", chosen=ids)
    assert np.allclose(
        np.exp(answer["scores"]) / np.exp(answer["scores"]).sum(), probabilities(training, "she sea"), atol=1e-5
    )
    assert str(answer["prompt"]) + str(answer["written"]) == "she sea"
    assert set(answer["tokens"][answer["seen"]]) == {"s", "h", "e", "␣", "a"}
    assert answer["logs"][1] == pytest.approx(math.log(probabilities(training, "she se")[ids[1]]), abs=1e-5)
    assert str(ask_probe(training, "next_token", text="§she")["unknown"]) == "§"


def test_probabilities_of_three_strategies_equal_whole_passes(training: Training) -> None:
    answer = ask_probe(
        training,
        "strategy_comparison",
        text="she ",
        count=8,
        width=2,
        settings={"top_k": 1, "temperature": 2.0},
        ends=False,
    )
    greedy, sample, beam = map(str, answer["texts"])
    assert greedy == sample, "with top-k 1 nothing else can be drawn"
    for text, paid in zip((greedy, beam), (answer["probabilities"][0], answer["probabilities"][2]), strict=True):
        numbers = training.task.encode(text)[0].tolist()
        whole = [probabilities(training, "she " + text[:at])[id] for at, id in enumerate(numbers)]
        assert np.allclose(paid, whole, atol=1e-5)
    for at, each in enumerate(greedy):
        assert training.task.decode([probabilities(training, "she " + greedy[:at]).argmax()]) == each
    assert answer["bits"][2] <= answer["bits"][0] + 1e-9
    assert str(answer["hypotheses"][0]) == beam
    forbidden = ask_probe(training, "strategy_comparison", text="she ", count=8, settings={"penalty": 1e6}, ends=False)
    assert len(set(map(str, forbidden["written"][0]))) == 8, "with this penalty no token comes twice"


def test_bits_of_samples_equal_whole_passes(training: Training) -> None:
    clouds = [{"top_k": 1}, {"temperature": 1.0}]
    answer = ask_probe(training, "samples", text="she ", clouds=clouds, number=30, count=6)
    assert [int((answer["cloud"] == cloud).sum()) for cloud in (-3, -2, 0, 1)] == [1, 1, 30, 30]
    assert set(answer["texts"][answer["cloud"] == 0]) == set(answer["texts"][answer["cloud"] == -2])
    assert np.allclose(answer["variety"][answer["cloud"] == 0], 0)
    one = np.flatnonzero(answer["cloud"] == 1)[0]
    text = str(answer["texts"][one])
    whole = [
        probabilities(training, "she " + text[:at])[id] for at, id in enumerate(training.task.encode(text)[0].tolist())
    ]
    assert answer["bits"][one] == pytest.approx(-np.log2(whole).mean(), abs=1e-4)


def test_variety_is_the_share_of_ngrams_that_others_lack() -> None:
    assert variety([[1, 2, 3, 4]] * 3).tolist() == [0, 0, 0]
    assert variety([[1, 2, 3, 4], [5, 6, 7, 8]]).tolist() == [1, 1]
    answer = variety([[1, 2, 3, 4, 5], [1, 2, 3, 4, 6], [7, 8, 9, 9, 9]])
    assert answer == pytest.approx([(1 + 0.5**50) / 2, (1 + 0.5**50) / 2, 1])


def test_net_without_causal_mask_is_refused(training: Training) -> None:
    other = Training(GPT.from_strings(SMALL | NET | {"net.mask": "full"}))
    with pytest.raises(Problem, match="causal"):
        ask("next_token", other.net, other.task)


@pytest.mark.parametrize("text", ["", "she sells shells"])
def test_game_scores_by_probabilities(training: Training, text: str) -> None:
    passage = ask_probe(training, "guessing_game", text=text, index=1)
    whole = "".join(map(str, passage["texts"]))
    assert not text or whole == text
    position = int(np.flatnonzero(passage["asked"])[0])
    expected = probabilities(training, whole[:position])
    true = training.task.encode(whole[position])[0].tolist()[0]
    assert passage["probabilities"][position] == pytest.approx(expected[true], abs=1e-5)
    game = GuessingRound(passage, "any")
    right = game.guess(str(passage["tokens"][position]), 0.9)
    assert right.user_bits == pytest.approx(-math.log2(0.9))
    assert right.model_bits == pytest.approx(-math.log2(expected[true]), abs=1e-3)
    often = dict(zip(passage["names"], passage["frequency"], strict=True))
    wrong, symbol = (
        next(name for name in often if name != passage["tokens"][game.position]),
        passage["tokens"][game.position],
    )
    assert game.guess(str(wrong), 0.5).user_bits == pytest.approx(-math.log2(0.5 * often[symbol] / (1 - often[wrong])))
    four = GuessingRound(passage, "four")
    options = four.options()
    assert len(set(options)) == 4
    assert four.guess(
        next(each for each in options if each != passage["tokens"][position]), 0.7
    ).user_bits == pytest.approx(-math.log2(0.1))
    assert four.model_bits <= game.guesses[0].model_bits, "the model is surer among four"


def test_token_tree_branches_and_goes_back() -> None:
    tree = TokenTree()
    tree.append(3, "a", -1.0)
    tree.append(4, "b", -2.0)
    tree.rewind()
    tree.append(5, "c", -0.5)
    assert (tree.ids, tree.nodes[tree.current].total, tree.nodes[tree.current].depth) == ((3, 5), -1.5, 1)
    tree.rewind()
    tree.append(4, "b", -2.0)
    assert (tree.current, len(tree.nodes)) == (1, 3), "the earlier branch is reused"
    tree.select(START)
    assert tree.ids == ()
    tree.select(99)
    assert tree.current == START


def test_repetitions_at_the_end_are_counted() -> None:
    texts = ("", "abc", "xabcabcabc", "abcabcab", "aaaa", "on and on and on and on")
    assert [count_repetitions(text) for text in texts] == [
        1, 1, 3, 2, 4, 3,
    ]  # fmt: skip
