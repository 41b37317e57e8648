"""What can be asked of a net that reads sequences, and that asking changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import Cell, Name
from nets.probes import ask
from tests.support.trainings.trained_recurrent import ask_unchanged, train_recurrent

TEXT = {"data.name": "text", "data.language": "zh"}


@pytest.mark.parametrize("name", Name.__args__)
@pytest.mark.parametrize("cell", ["gru", "attention"])
def test_the_tape_says_what_the_net_says(name: str, cell: str) -> None:
    training = train_recurrent({"data.name": name, "net.cell": cell, "net.bidirectional": True, "net.layers": 2})
    task = training.task
    seen = ask_unchanged(training, "unrolled", part="test", index=2)
    steps = len(seen["tokens"] if task.info.tokens else seen["numbers"])
    assert steps > 1
    assert all(seen[f"{layer}/hidden"].shape == (steps, 6) for layer in seen["layers"])
    with torch.no_grad():
        outputs = task.answers(training.net.eval()(task.test_inputs[2:3]))[0]
    outputs = outputs[:steps] if task.info.per_step else outputs
    assert np.allclose(seen["answers"], outputs.numpy(), atol=1e-5)
    assert seen["truth"].shape == ((steps,) if task.info.per_step else ())
    if cell == "attention":
        assert np.allclose(seen["layers.0/weights"].sum(axis=1), 1, atol=1e-5)
    elif name not in ("copy", "echo", "parentheses", "text"):
        assert seen["layers"].tolist()[:2] == ["layers.0.forward_layer", "layers.0.backward_layer"]


def test_an_own_sentence_with_a_gate_held() -> None:
    training = train_recurrent({"data.name": "sentiment", "data.language": "zh"})
    seen = ask_unchanged(training, "unrolled", text="虽然这菜很好，但是这电影并不无聊。", force={"update": 1}, meant=1)
    assert "".join(seen["tokens"]) == "虽然这菜很好,但是这电影并不无聊."
    assert (seen["layers.0.forward_layer/update"] == 1).all()
    assert (seen["layers.0.forward_layer/hidden"] == 0).all()
    assert not np.allclose(seen["plain"], seen["answers"])
    assert (str(seen["part"]), int(seen["meant"])) == ("own", 1)
    assert "truth" not in seen
    for wrong in (
        {"text": "这猫很好"},
        {"text": " "},
        {"force": {"magic": 1}},
        {"force": {"update": 2}},
        {"part": "x"},
    ):
        with pytest.raises(Problem):
            ask("unrolled", training.net, training.task, **wrong)


@pytest.mark.parametrize("name", ["adding", "echo", "tagging", "sentiment", "text"])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_gradients_back_through_time(name: str, cell: str) -> None:
    training = train_recurrent({"data.name": name, "net.cell": cell})
    seen = ask_unchanged(training, "gradient_flow", cells=True)
    assert seen["distance"][-1] == 0
    for key in ("own", "rnn", "gru", "lstm"):
        assert seen[key].shape == seen["distance"].shape
        assert (seen[key] > 0).any()
    assert ("own_cell" in seen) == (cell == "lstm")


def test_a_long_way_back_vanishes_in_a_plain_cell_with_small_weights_and_explodes_with_large_ones() -> None:
    def slope(gain: float, activation: str) -> float:
        training = train_recurrent(
            {"data.length": 40, "net.cell": "rnn", "net.gain": gain, "net.activation": activation}, 1
        )
        norms = ask_unchanged(training, "gradient_flow")["own"]
        return float(norms[0] / norms[-1])

    assert slope(0.5, "tanh") < 1e-6
    assert slope(2.0, "relu") > 1e3


@pytest.mark.parametrize("cell", Cell.__args__)
def test_connectivity_is_the_slope_by_finite_differences(cell: str) -> None:
    training = train_recurrent({"data.name": "echo", "net.cell": cell})
    seen = ask_unchanged(training, "sensitivity", index=1, at=5)
    assert (seen["strength"][6:] == 0).all()  # nothing is read ahead
    assert seen["strength"][5] > 0
    net, x = training.net.double().eval(), training.task.test_inputs[1:2]
    with torch.no_grad():
        vectors, best = net.embed(x), net(x)[0, 5].argmax()
        slopes = []
        for way in torch.eye(vectors.shape[2], dtype=torch.float64):
            moved = vectors.clone()
            moved[0, 3] += 1e-6 * way
            slopes.append((net.outputs(moved, None) - net.outputs(vectors, None))[0, 5, best] / 1e-6)
    assert float(seen["strength"][3]) == pytest.approx(float(torch.stack(slopes).norm()), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("layer", ["layers.0.forward_layer", "layers.1.backward_layer"])
def test_the_numbers_of_one_step_add_up(cell: str, layer: str) -> None:
    training = train_recurrent({"data.name": "sentiment", "net.cell": cell, "net.layers": 2, "net.bidirectional": True})
    seen = ask_unchanged(training, "cell_arithmetic", at=3, layer=layer, unit=2)
    biases = training.net.get_submodule(layer).bias_hh_l0.detach()[2::6].tolist()
    for name, bias in zip(seen["sums"], biases, strict=True):
        assert seen[f"{name}/weights_h"] @ seen["before"] + bias == pytest.approx(
            float(seen[f"{name}/from_h"]), abs=1e-5
        )

    def sigmoid(z: float) -> float:
        return 1 / (1 + np.exp(-z))

    old = seen["before"][2]
    total = {name: float(seen[f"{name}/from_x"] + seen[f"{name}/from_h"]) for name in seen["sums"]}
    if cell == "rnn":
        state = np.tanh(total["hidden"])
    elif cell == "gru":
        r, z = sigmoid(total["reset"]), sigmoid(total["update"])
        n = np.tanh(seen["candidate/from_x"] + r * seen["candidate/from_h"])
        state = (1 - z) * n + z * old
    else:
        c = sigmoid(total["forget"]) * seen["cell_before"] + sigmoid(total["input"]) * np.tanh(total["candidate"])
        assert float(seen["cell"]) == pytest.approx(float(c), abs=1e-5)
        state = sigmoid(total["output"]) * np.tanh(c)
    assert float(seen["state"]) == pytest.approx(float(state), abs=1e-5)
    tape = ask_unchanged(training, "unrolled")
    assert float(seen["state"]) == pytest.approx(float(tape[f"{layer}/hidden"][3, 2]), abs=1e-6)


@pytest.mark.parametrize("cell", ["lstm", "cnn", "attention"])
def test_a_text_is_written_on(cell: str) -> None:
    training = train_recurrent({**TEXT, "net.cell": cell, "net.layers": 2})
    first = ask_unchanged(training, "generate", prompt="春天的", count=30, temperature=0.8, seed=4)
    assert str(first["prompt"]) == "春天的"
    assert len(str(first["text"])) == len(first["probabilities"]) == 30
    assert str(ask_unchanged(training, "generate", prompt="春天的", count=30, temperature=0.8, seed=4)["text"]) == str(
        first["text"]
    )
    assert str(ask_unchanged(training, "generate", prompt="春天的", count=30, temperature=0.8, seed=5)["text"]) != str(
        first["text"]
    )
    cold = [str(ask_unchanged(training, "generate", count=9, temperature=0.0, seed=seed)["text"]) for seed in (1, 2)]
    assert cold[0] == cold[1]
    with pytest.raises(Problem, match="never seen"):
        ask("generate", training.net, training.task, prompt="Q")


def test_states_are_carried_on_while_writing() -> None:
    training = train_recurrent({**TEXT, "net.cell": "gru", "net.layers": 2})
    seen = ask_unchanged(training, "generate", prompt="有一天", count=3, temperature=0.0)
    whole = training.task.encode("有一天" + str(seen["text"]))
    with torch.no_grad():
        chances = training.net.eval()(whole)[0, -1].softmax(dim=0)
    assert float(seen["likeliest_probabilities"][0]) == pytest.approx(float(chances.max()), abs=1e-5)


def test_guesses_that_are_known() -> None:
    weather = ask("baselines", *_built({"data.name": "weather"}))
    found = dict(zip(weather["names"].tolist(), weather["values"].tolist(), strict=True))
    assert found["majority"] == pytest.approx(0.3945, abs=0.001)  # rain, as in the training years
    assert found["persistence"] == pytest.approx(0.600, abs=0.001)
    assert found["logistic"] == pytest.approx(0.647, abs=0.01)
    text = ask("baselines", *_built(TEXT))
    assert text["names"].tolist() == ["unigram", "bigram"]
    assert text["values"][1] < text["values"][0]


def _built(changes):
    return build(Recurrent().replace(changes), torch.Generator())


@pytest.mark.parametrize("probe", ["activations", "weights", "gradients", "full_test_metrics"])
@pytest.mark.parametrize("changes", [{}, {"data.name": "tagging", "net.cell": "cnn"}, TEXT])
def test_what_may_be_asked_of_any_net_may_be_asked_of_this(probe: str, changes) -> None:
    training = train_recurrent(changes)
    found = ask_unchanged(training, probe)
    assert found
    if probe == "weights":
        assert np.array_equal(found["output/weight"], training.net.output.weight.detach().numpy())


@pytest.mark.parametrize("probe", ["output_layer", "predictions", "unit_arithmetic"])
@pytest.mark.parametrize("changes", [{}, {"data.name": "sentiment"}])
def test_single_answers_can_be_looked_at(probe: str, changes) -> None:
    arguments = {"layer": "output"} if probe == "unit_arithmetic" else {}
    found = ask_unchanged(train_recurrent(changes), probe, **arguments)
    assert found
    assert all(np.isfinite(value).all() for value in found.values() if value.dtype.kind == "f")
