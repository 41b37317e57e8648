"""What probes tell of a Transformer that translates is what the net does; the same probes as of recurrent nets."""

import numpy as np
import pytest
import torch

from nets.models.transformer.task import START_TOKEN
from nets.probes import PAIRS, ask


def asked(training, name: str, **arguments):
    before = {name: tensor.clone() for name, tensor in training.net.state_dict().items()}
    found = ask(name, training.net, training.task, **arguments)
    assert all(torch.equal(before[name], tensor) for name, tensor in training.net.state_dict().items())
    assert all(isinstance(value, np.ndarray) and value.dtype != object for value in found.values())
    return found


def test_a_translation_is_what_the_net_writes_and_each_head_has_its_own_look(trained) -> None:
    found = asked(trained, "translation", text="abc")
    assert "".join(found["output"]) == "cba⏎"
    assert np.allclose(found["weights"].sum(axis=1), 1, atol=1e-5)
    assert (found["likely"][:, 0] == found["output"]).all()
    heads = [asked(trained, "translation", text="abc", layer=0, head=head)["weights"] for head in range(2)]
    assert np.allclose(np.mean(heads, axis=0), found["weights"], atol=1e-6)
    assert not np.allclose(*heads, atol=0.05)
    wall = asked(trained, "attention_heads", text="abc", where="crossed")
    assert np.allclose(wall["weights"][0] / 255, heads, atol=0.01), "the same head"


@pytest.mark.parametrize("where", ["encoder", "decoder", "crossed"])
def test_all_three_attentions_can_be_looked_into(trained, where: str) -> None:
    found = asked(trained, "attention_head", index=3, where=where, layer=0, head=1)
    pair = asked(trained, "translation", index=3)
    source, told = pair["source"].tolist(), [START_TOKEN, *pair["target"][:-1].tolist()]
    assert found["tokens"].tolist() == (source if where == "encoder" else told)
    assert found["sources"].tolist() == (told if where == "decoder" else source)
    scores = found["query"] @ found["key"].T / np.sqrt(found["query"].shape[1])
    assert np.allclose(scores, found["scaled"], atol=1e-5)
    shares = np.where(found["mask"], np.exp(scores), 0)
    assert np.allclose(shares / shares.sum(axis=1, keepdims=True), found["weights"], atol=1e-5)
    assert np.allclose(found["weights"] @ found["value"], found["mixed"], atol=1e-5)
    assert bool(found["mask"].all()) == (where != "decoder")
    worth = asked(trained, "ablation", where=where, count=4)
    assert worth["heads"].shape == (1, 2)
    assert (np.abs(worth["heads"] - worth["loss"]) > 1e-6).any()


def test_what_the_panels_of_the_encoder_decoder_ask_is_answered(trained) -> None:
    swapped = asked(trained, "what_if", text="abc", replaced=0, symbol="z")
    assert "".join(swapped["changed"]) == "cbz⏎"
    beam = asked(trained, "beam_tree", text="abc", width=3)
    assert str(beam["greedy"]) == "cba"
    assert (np.diff(beam["scores"]) <= 0).all()
    length = asked(trained, "accuracy_by_length", most=3)
    assert length["lengths"].tolist() == [2, 3, 4], "beyond what is learnt there are positions as well"
    assert length["accuracy"][0] > 0.7
    places = asked(trained, "exposure_bias")
    assert places["forced"][0] == places["free"][0]
    for name in sorted(PAIRS.keys() - {"decoding_step"}):
        assert asked(trained, name)
