"""What can be asked of a captioner: its numbers add up, and it is left as it was."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.captioner.challenges import blind, misread, small
from nets.models.captioner.experiment import Captioner
from nets.probes import ask
from nets.training.history import History
from nets.training.messages import ProbeAnswers

SMALL = {"data.examples": 100, "net.channels": "3,4", "net.hidden": 6, "net.embedding": 5}


def built(**changes):
    experiment = Captioner().replace(SMALL | {key.replace("_", ".", 1): value for key, value in changes.items()})
    return experiment, *build(experiment, torch.Generator().manual_seed(1))


def talkative(net):
    """The net, which says the end only when it has to."""
    net.decoder.output.bias.data[1] -= 5
    return net


def test_a_caption_is_what_the_net_writes() -> None:
    _experiment, net, task = built()
    state = {name: value.clone() for name, value in net.state_dict().items()}
    found = ask("caption", net, task, part="test", index=3)
    with torch.no_grad():
        words, scores, shares = net.eval()(task.test.inputs[3:4])
    net.train()
    wanted = [task.vocabulary[word] for word in words[0].tolist() if word]
    assert found["output"].tolist() == wanted
    count = len(wanted)
    assert np.allclose(found["weights"].reshape(count, -1), shares[0, :count], atol=1e-6)
    assert np.allclose(found["likely_probabilities"][0], scores[0, 0].softmax(0).topk(5).values, atol=1e-6)
    assert found["target"].tolist() == [task.vocabulary[word] for word in task.test.targets[3].tolist() if word]
    assert np.allclose(found["image"], task.test.inputs.raw[3] / 255, atol=1e-6)
    assert all((net.state_dict()[name] == value).all() for name, value in state.items())
    assert net.training


def test_an_own_strip_is_read_and_other_sizes_are_refused() -> None:
    experiment, net, task = built()
    pixels = np.zeros(experiment.image, np.float32)
    pixels[0, 2:10, 5:7] = 1
    found = ask("caption", net, task, pixels=pixels.tobytes())
    assert np.allclose(found["image"], pixels, atol=1e-6)
    assert (str(found["part"]), len(found["target"])) == ("own", 0)
    for wrong in (b"abc", pixels[:, :4].tobytes(), np.full(experiment.image, np.nan, np.float32).tobytes()):
        with pytest.raises(Problem):
            ask("caption", net, task, pixels=wrong)


@pytest.mark.parametrize("attention", ["dot", "additive", "scaled"])
def test_the_numbers_of_a_step_add_up(attention: str) -> None:
    _experiment, net, task = built(net_attention=attention)
    talkative(net)
    found = ask("caption_step", net, task, index=2, at=1)
    exact = {name: value.astype(np.float64) for name, value in found.items() if value.dtype == np.float32}
    query, keys = exact["projected_query"], exact["projected_keys"]
    scores = np.tanh(query + keys) @ exact["v"] if attention == "additive" else keys @ query
    assert np.allclose(scores / (np.sqrt(len(query)) if attention == "scaled" else 1), exact["scores"], atol=1e-5)
    shares = np.exp(exact["scores"]) / np.exp(exact["scores"]).sum()
    assert np.allclose(shares, exact["weights"], atol=1e-6)
    assert np.allclose(shares @ exact["encodings"], exact["context"], atol=1e-5)
    output = net.decoder.output
    logits = np.concatenate([exact["state"], exact["context"]]) @ output.weight.detach().numpy().T
    logits = np.sort(logits + output.bias.detach().numpy())[::-1]
    assert np.allclose(logits, exact["logits"], atol=1e-5)
    assert found["prefix"].tolist() == ask("caption", net, task, index=2)["output"].tolist()[:1]


def test_a_moved_look_is_looked_at_and_the_words_before_it_stay() -> None:
    _experiment, net, task = built(net_attention="dot")
    before = ask("caption", talkative(net), task, index=0)
    row = np.zeros(36)
    row[7] = 2.0
    found = ask("caption_what_if", net, task, index=0, at=1, weights=tuple(row))
    assert np.allclose(found["changed_weights"][1].ravel(), row / 2)
    assert np.allclose(found["changed_weights"][0], before["weights"][0])
    assert found["output"].tolist() == before["output"].tolist()
    same = ask("caption_what_if", net, task, index=0, at=1, weights=tuple(before["weights"][1].ravel()))
    assert same["changed"].tolist() == before["output"].tolist()
    assert np.allclose(same["changed_probabilities"], before["probabilities"], atol=1e-5)
    for wrong in ((1.0,) * 35, (0.0,) * 36, (-1.0,) + (1.0,) * 35, (float("nan"),) * 36):
        with pytest.raises(Problem):
            ask("caption_what_if", net, task, at=0, weights=wrong)
    _other, blind_net, blind_task = built(net_attention="none")
    with pytest.raises(Problem):
        ask("caption_what_if", blind_net, blind_task, at=0, weights=tuple(row))


class Run:
    """A run as challenges see it."""

    state = "paused"

    def __init__(self, accuracy: float, index: int = 500, seen=None, **changes) -> None:
        self.experiment = Captioner().replace({key.replace("_", ".", 1): value for key, value in changes.items()})
        self.history, self.index = History(), index
        self.history.extend({"test_accuracy": (np.array([100, 200, 300]), np.full(3, accuracy))})
        self.probe_answers = ProbeAnswers(index, {"caption_what_if": seen} if seen else {})


def test_challenges_judge_runs() -> None:
    tiny = {"net_channels": "8,16", "net_hidden": 32, "net_embedding": 8}
    assert small([Run(0.87, **tiny)]).reached
    assert not small([Run(0.92)]).reached
    assert not small([Run(0.78, **tiny)]).reached
    assert not small([Run(0.95, data_longest=2, **tiny)]).reached
    seeing, without = Run(0.93), Run(0.2, net_attention="none")
    assert blind([seeing, without]).reached
    assert not blind([seeing, Run(0.2, index=100, net_attention="none")]).reached
    assert not blind([seeing, Run(0.7, net_attention="none")]).reached
    assert not blind([seeing, Run(0.2, net_attention="none", data_longest=2)]).reached
    words = np.array(["three", "seven", "⏎"])
    seen = {"part": "test", "forced": True, "target": words, "output": words, "at": 0}
    seen = {name: np.asarray(value) for name, value in seen.items()}
    changed = lambda *said: seen | {"changed": np.array(said)}  # noqa: E731
    assert misread([Run(0.9, seen=changed("seven", "seven", "⏎"))]).reached
    assert not misread([Run(0.9, seen=changed("three", "seven", "⏎"))]).reached
    assert not misread([Run(0.9, seen=changed("nine", "seven", "⏎"))]).reached
    assert not misread([Run(0.5, seen=changed("seven", "seven", "⏎"))]).reached
    assert not misread([Run(0.9, seen=changed("seven", "seven", "⏎") | {"part": np.array("own")})]).reached
    assert all(0 <= judge([]).share < 1 for judge in (small, blind, misread))
