"""The images as a task: parts, classes, label noise, figures against scikit-learn; training repeats and learns."""

import json

import numpy as np
import pytest
import torch
from sklearn import metrics
from torch.nn import functional

from nets.__main__ import main
from nets.experiment.family import build
from nets.models.cnn.examples import chosen, examples, training_size
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.settings import Data
from nets.training import checkpoint
from nets.training.trainer_state import Training, train


def built(changes):
    return build(Convolutional().replace(changes), torch.Generator().manual_seed(1))


def test_parts_share_no_image_and_hold_every_class() -> None:
    held = examples(Data(), tuple(range(10)))
    assert len(held.train.labels) + len(held.test.labels) == 1797
    assert np.bincount(held.test.labels).min() >= 34
    assert training_size(Data()) == pytest.approx(len(held.train.labels), abs=5)
    train_rows = {row.tobytes() for row in held.train.pixels}
    assert sum(row.tobytes() in train_rows for row in held.test.pixels) == 0


def test_classes_are_chosen_in_their_order_and_the_split_stays() -> None:
    data = Data(classes=(7, 2, 5))
    some, all_of = examples(data, chosen(data)), examples(Data(), tuple(range(10)))
    assert some.classes == ("7", "2", "5")
    for part, whole in ((some.train, all_of.train), (some.test, all_of.test)):
        for place, digit in enumerate((7, 2, 5)):
            np.testing.assert_array_equal(part.pixels[part.labels == place], whole.pixels[whole.labels == digit])


@pytest.mark.parametrize("most", [1, 10, 37, 200])
def test_few_training_examples_are_balanced_and_the_test_part_stays(most) -> None:
    whole, few = (examples(Data(examples=n), tuple(range(10)), n) for n in (0, most))
    counts = np.bincount(few.train.labels, minlength=10)
    assert counts.sum() == most
    assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(few.test.pixels, whole.test.pixels)


def test_label_noise_is_in_the_training_part_only() -> None:
    clean, noisy = (examples(Data(label_noise=share), tuple(range(10))) for share in (0.0, 0.3))
    changed = clean.train.labels != noisy.train.labels
    assert changed.sum() == round(0.3 * len(changed))
    np.testing.assert_array_equal(clean.test.labels, noisy.test.labels)
    np.testing.assert_array_equal(clean.train.pixels, noisy.train.pixels)


def test_inputs_are_standardised_and_the_loss_is_torchs() -> None:
    net, task = built({})
    x = task.train.inputs[:]
    assert x.mean().abs() < 1e-5
    assert x.std(correction=0).item() == pytest.approx(1, abs=1e-5)
    indices = torch.tensor([3, 1, 4, 1, 5])
    wanted = functional.cross_entropy(net(task.train.inputs[indices]), task.train.truth[indices])
    assert torch.equal(task.loss(net, indices), wanted)
    torch.testing.assert_close(task.losses(net(task.train.inputs[indices]), indices).mean(), wanted)


def test_reports_equal_scikit_learn() -> None:
    net, task = built({"data.name": "mnist1d", "net.channels": "4"})
    with torch.no_grad():
        figures, whole = task.report(net.eval()), task.whole(net)
        for part, inputs, truth in (("train", task.train.inputs[:200], task.train.truth[:200]),
                                    ("test", task.test.inputs[:400], task.test.truth[:400])):  # fmt: skip
            chances = task.probabilities(net(inputs)).numpy()
            assert figures[f"{part}_accuracy"] == pytest.approx(metrics.accuracy_score(truth, chances.argmax(axis=1)))
            wanted = metrics.log_loss(truth, chances.astype(np.float64), labels=range(10))
            assert figures[f"{part}_loss"] == pytest.approx(wanted, rel=1e-4)
        said = task.predictions(net(task.test.inputs[:])).numpy()
    assert whole["test_examples"] == 1000
    assert whole["test_accuracy"] == pytest.approx(metrics.accuracy_score(task.test.truth, said))


@pytest.mark.parametrize(
    "changes",
    [
        {"net.dropout": 0.2, "net.norm": True, "data.shift": 0.1, "data.rotate": 10.0, "data.noise": 0.1},
        {"data.name": "mnist1d", "data.scale": 0.2},
        {"net.kind": "mlp"},
        {"data.classes": "1,4,7", "net.pretrain": 20, "net.freeze": "all_but_output"},
    ],
)
def test_equal_experiments_give_equal_numbers_also_after_a_checkpoint(changes) -> None:
    experiment = Convolutional().replace({"net.channels": "4,6", "fit.steps": 30, "fit.report": 10} | changes)
    first, second = [[step.figures for step in train(experiment)] for _ in range(2)]
    assert first == second
    assert min(figures["loss"] for figures in first[1:]) < first[1]["loss"]
    half = Training(experiment)
    for _ in range(13):
        half.update()
    again = checkpoint.resume(experiment, checkpoint.write(half))
    assert [again.update().figures for _ in range(17)] == first[14:]


def test_augmented_images_differ_every_time_and_reports_do_not() -> None:
    net, task = built({"data.shift": 0.2})
    net.eval()
    indices = torch.arange(20)
    assert task.loss(net, indices) != task.loss(net, indices)
    with torch.no_grad():
        assert task.report(net) == task.report(net)


def test_an_augmented_net_bears_shifts_better() -> None:
    def shifted(changes):
        training = Training(Convolutional().replace({"net.channels": "8,16", "fit.steps": 250} | changes))
        while not training.over:
            training.update()
        from nets.probes import ask

        return ask("robustness", training.net, training.task, steps=9)["accuracy"][2]  # a quarter of the edge

    assert shifted({"data.shift": 0.3}) > shifted({}) + 0.1


def test_pre_training_helps_where_examples_are_few() -> None:
    few = {"data.name": "mnist5k", "data.classes": (5, 6, 7, 8, 9), "data.examples": 25, "net.channels": (8, 16)}
    scratch = Convolutional().replace({**few, "fit.steps": 40, "fit.report": 40})
    pretrained = scratch.replace({"net.pretrain": 200})
    runs = {"scratch": scratch, "tuned": pretrained, "frozen": pretrained.replace({"net.freeze": "convolutions"})}
    early, late = {}, {}
    for name, experiment in runs.items():
        reached = [step.figures["test_accuracy"] for step in train(experiment) if "test_accuracy" in step.figures]
        early[name], late[name] = reached[5], reached[-1]
    assert min(early["tuned"], early["frozen"]) > early["scratch"] + 0.05
    assert min(late["tuned"], late["frozen"]) > late["scratch"]


def test_pre_training_tells_its_steps_and_sees_no_image_of_the_classes_learnt_later() -> None:
    from nets.probes import ask

    training = Training(Convolutional().replace({"data.classes": "0,1", "net.before": "7,8,9", "net.pretrain": 60,
                                                 "net.channels": "4", "net.freeze": "convolutions"}))  # fmt: skip
    told = ask("pretraining", training.net, training.task)
    assert told["classes"].tolist() == ["7", "8", "9"]
    assert told["frozen"].tolist() == ["blocks.0.weight", "blocks.0.bias"]
    assert told["step"][0] == 1
    assert told["step"][-1] == 60
    assert told["test_accuracy"][-1] > told["test_accuracy"][0] + 0.3
    before = {name: tensor.clone() for name, tensor in training.net.state_dict().items()}
    for _ in range(5):
        training.update()
    moved = {name for name, tensor in training.net.state_dict().items() if not torch.equal(tensor, before[name])}
    assert moved == {"output.weight", "output.bias"}


def test_gradients_reach_every_parameter() -> None:
    net, task = built({"net.norm": True, "net.hidden": "8"})
    task.loss(net, torch.arange(32)).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters() if p.ndim > 1)


@pytest.mark.parametrize("size", [1, 2])
def test_a_last_batch_of_one_is_no_trouble_for_batch_norm(size) -> None:
    changes = {"net.norm": True, "data.examples": 33, "fit.steps": 8, "fit.batch": 16 * size, "net.stride": "4"}
    *_, last = train(Convolutional().replace({"net.channels": "4", "net.pool": "none"} | changes))
    assert np.isfinite(last.figures["test_loss"])


def test_digits_are_learnt_by_the_command_line(capsys) -> None:
    assert main(["train", "cnn", "data.name=digits", "fit.steps=600", "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["test_accuracy"] >= 0.97
    assert last["whole_test_examples"] == 359
    assert last["whole_test_accuracy"] == pytest.approx(last["test_accuracy"])
