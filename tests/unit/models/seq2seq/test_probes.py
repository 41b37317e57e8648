"""What probes tell of a translation is what the net does, and what a user changes is done."""

import numpy as np
import pytest
import torch

from nets.experiment.user_error import Problem
from nets.models.seq2seq.experiment import Seq2Seq
from nets.probes import PAIRS, ask
from nets.probes.activation_hooks import evaluation_mode
from nets.training.trainer_state import Training


def asked(training, name: str, **arguments):
    before = {name: tensor.clone() for name, tensor in training.net.state_dict().items()}
    found = ask(name, training.net, training.task, **arguments)
    assert all(torch.equal(before[name], tensor) for name, tensor in training.net.state_dict().items())
    assert all(isinstance(value, np.ndarray) and value.dtype != object for value in found.values())
    return found


def test_a_translation_is_what_the_net_writes(trained) -> None:
    found = asked(trained, "translation", text="abcd")
    assert "".join(found["output"]) == "dcba⏎"
    assert found["weights"].shape == (5, 4)
    assert np.allclose(found["weights"].sum(axis=1), 1, atol=1e-5)
    assert found["weights"][:4].argmax(axis=1).tolist() == [3, 2, 1, 0]
    assert found["likely"].shape == (5, 5)
    assert (found["likely"][:, 0] == found["output"]).all()
    assert np.allclose(found["likely_probabilities"][:, 0], found["probabilities"])
    assert "right" not in found
    assert not len(found["target"])
    known = asked(trained, "translation", index=3)
    assert bool(known["right"]) == ("".join(known["output"]) == "".join(known["target"]))
    assert "".join(known["target"]) == "".join(known["source"])[::-1] + "⏎"
    if known["right"]:
        assert np.allclose(known["forced_weights"], known["weights"], atol=1e-5)
    assert asked(trained, "translation", part="train", index=10**6)["index"] == trained.task.size - 1


def test_unknown_symbols_and_long_texts_are_read_as_far_as_can_be(trained) -> None:
    found = asked(trained, "translation", text="a!b中defg")
    assert found["source"].tolist() == list("a!b中")
    assert found["unknown"].tolist() == ["!", "中"]
    assert found["cut"]
    assert len(asked(trained, "translation", text="abc", most=2)["output"]) == 2
    with pytest.raises(Problem):
        asked(trained, "translation", part="elsewhere")


@pytest.mark.parametrize("attention", ["additive", "dot", "scaled", "none"])
def test_the_numbers_of_a_step_make_its_output(trained, attention: str) -> None:
    training = trained
    if attention != "additive":
        small = {"data.name": "reverse", "data.length": 3, "data.examples": 50, "net.hidden": 6, "net.decoder": "lstm"}
        training = Training(Seq2Seq().replace({**small, "net.attention": attention}))
    found = asked(training, "decoding_step", text="abc", at=1)
    whole = asked(training, "translation", text="abc")
    at = int(found["at"])  # an untrained net may end at once
    assert found["prefix"].tolist() == whole["output"][:at].tolist()
    assert found["written"] == whole["output"][at] == found["tokens"][0]
    assert np.allclose(found["probabilities"][0], whole["probabilities"][at], atol=1e-5)
    read = found["state"]
    if attention == "none":
        assert "scores" not in found
        assert {"cell", "before_cell"} <= found.keys()
    else:
        query, keys = found["projected_query"], found["projected_keys"]
        scores = {
            "additive": lambda: found["energy"] @ found["v"],
            "dot": lambda: keys @ query,
            "scaled": lambda: keys @ query / np.sqrt(len(query)),
        }[attention]()
        assert np.allclose(found["scores"], scores, atol=1e-5)
        shares = np.exp(scores) / np.exp(scores).sum()
        assert np.allclose(found["weights"], shares, atol=1e-5)
        assert np.allclose(found["context"], shares @ found["encodings"], atol=1e-5)
        read = np.concatenate([found["state"], found["context"]])
    layer = training.net.decoder.output
    logits = layer.weight.detach().numpy() @ read + layer.bias.detach().numpy()
    numbers = [training.task.target.tokens.index(symbol) for symbol in found["tokens"]]
    assert np.allclose(found["logits"], logits[numbers], atol=1e-4)


def test_attention_edited_by_hand_changes_what_is_written(trained) -> None:
    plain = asked(trained, "translation", text="abcd")
    same = asked(trained, "what_if", text="abcd", at=1, weights=plain["weights"][1].tolist())
    assert same["changed"].tolist() == same["output"].tolist()
    assert same["kept"].all()
    assert np.allclose(same["changed_weights"], same["weights"], atol=1e-5)
    moved = asked(trained, "what_if", text="abcd", at=1, weights=[4.0])
    assert moved["edited"] == 1
    assert moved["changed_weights"][1].tolist() == [1, 0, 0, 0]
    assert "".join(moved["changed"])[:2] == "da"
    assert not moved["kept"][1]
    for nothing in ({"weights": [0, 0]}, {"at": -1, "weights": [1.0]}, {"weights": [float("nan")]}):
        left = asked(trained, "what_if", text="abcd", **({"at": 2} | nothing))
        assert left["edited"] == -1
        assert left["kept"].all()


def test_another_symbol_is_read_in_the_place_of_one(trained) -> None:
    found = asked(trained, "what_if", text="abcd", replaced=0, symbol="z")
    assert "".join(found["changed_source"]) == "zbcd"
    assert "".join(found["changed"]) == "dcbz⏎"
    assert found["kept"].tolist() == [True, True, True, False, True]


def test_a_beam_considers_what_greedy_does_not(trained) -> None:
    found = asked(trained, "beam_tree", text="abca", width=3)
    assert found["parent"][0] == -1
    assert (found["parent"][1:] < np.arange(1, len(found["parent"]))).all()
    assert np.allclose(found["total"][1:], found["total"][found["parent"][1:]] + found["log_prob"][1:])
    assert len(found["hypotheses"]) == 3
    assert (np.diff(found["scores"]) <= 0).all()
    assert found["finished"][found["ends"]].all()
    assert found["greedy_score"] <= found["scores"][0] + 1e-6
    plain = asked(trained, "translation", text="abca")
    assert str(found["greedy"]) == "".join(plain["output"]).rstrip("⏎")
    assert float(found["greedy_score"]) == pytest.approx(np.log(plain["probabilities"]).mean(), abs=1e-4)


def test_accuracy_by_length_falls_beyond_what_was_learnt(trained) -> None:
    found = asked(trained, "accuracy_by_length", most=5)
    assert found["lengths"].tolist() == [2, 3, 4, 5, 6]
    assert found["longest"] == 4
    assert (found["counts"] == 40).all()
    assert found["accuracy"][:3].min() > 0.7
    assert found["accuracy"][-1] < 0.3
    learnt = {source for source, _answer in trained.task.pairs.train}
    assert not learnt & {source for source, _answer in trained.task.unseen_pairs(4, 40)}


def test_exposure_tells_each_place_forced_and_free(trained) -> None:
    found = asked(trained, "exposure_bias")
    assert found["counts"][0] == 200
    assert found["forced"][0] == found["free"][0]  # nothing was written before
    with evaluation_mode(trained.net):
        report = trained.task.report(trained.net)
    for name in ("forced", "free"):
        share = (found[name] * found["counts"]).sum() / found["counts"].sum()
        assert share == pytest.approx(report[f"test_{name}"], abs=1e-6)


def test_wordings_of_one_day_are_a_group() -> None:
    small = {"data.examples": 50, "data.language": "en", "net.hidden": 6, "net.embedding": 4}
    training = Training(Seq2Seq().replace(small))
    found = asked(training, "encoder_map", most=60)
    assert found["points"].shape == (len(found["texts"]), 2)
    assert found["meanings"]
    day = found["texts"][found["groups"] == 0]
    assert len(set(day)) > 5
    assert -1 <= found["between"] <= found["within"] <= 1
    with pytest.raises(Problem):
        asked(training, "encoder_map", method="umap")


def test_a_net_that_has_diverged_can_still_be_looked_at() -> None:
    training = Training(Seq2Seq().replace({"data.name": "reverse", "data.examples": 50, "net.hidden": 5}))
    for parameter in training.parameters:
        parameter.data.fill_(float("nan"))
    for name in PAIRS:
        if name == "encoder_map":
            with pytest.raises(Problem):
                ask(name, training.net, training.task)
        else:
            assert ask(name, training.net, training.task)
