"""The probes unit and collapse, the update looked through, weights written by hand, the cost: against references."""

import copy
from concurrent.futures import wait

import numpy as np
import pytest
import torch
from safetensors.torch import load
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from nets.engine import manual_edit_commands as by_hand
from nets.engine.engine import start_engine
from nets.experiment.layer_cost import costs, total
from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.experiment.user_error import Problem
from nets.models.perceptron.examples import on_plane, order
from nets.models.perceptron.experiment import Perceptron
from nets.probes import ask
from nets.probes.units.update_walkthrough import update
from nets.training import checkpoint
from nets.training.manual_edits import Written, add_edit, teach, write
from nets.training.trainer_state import Training

torch.set_num_threads(1)
CASES = [
    {},
    {"data.name": "spiral", "data.classes": 4, "net.activation": "relu,sigmoid"},
    {"net.hidden": "", "data.name": "sine"},
    {"data.name": "blobs", "data.classes": 2, "net.output": "softmax", "net.loss": "mse", "net.hidden": "3"},
]


def training(changes=None, updates=3):
    made = Training(Perceptron().replace(changes or {}))
    for _ in range(updates):
        made.update()
    return made


def held(made):
    """All that a training is at a moment."""
    return {name: tensor.tolist() for name, tensor in load(checkpoint.write(made)).items()} | {"index": made.index}


def by_numpy(z, kind):
    shifted = np.exp(z - z.max())
    ends = {
        "tanh": np.tanh(z),
        "relu": np.maximum(z, 0),
        "sigmoid": 1 / (1 + np.exp(-z)),
        "softmax": shifted / shifted.sum(),
    }
    return ends.get(kind, z)


@pytest.mark.parametrize("changes", CASES)
@pytest.mark.parametrize("part", ["train", "test"])
def test_a_units_numbers_are_those_of_a_forward_pass_by_hand(changes, part):
    made = training(changes)
    task = made.task
    inputs, truth = (task.train.inputs, task.train.truth) if part == "train" else (task.test.inputs, task.test.truth)
    x = inputs[7].double().numpy()
    for name in [*(f"hidden.{i}" for i in range(len(made.net.hidden))), "output"]:
        module = made.net.get_submodule(name)
        weight, bias = (p.detach().double().numpy() for p in (module.weight, module.bias))
        kind = task.head.output if name == "output" else module.kind
        z = weight @ x + bias
        for number in range(len(weight)):
            found = ask("unit_arithmetic", made.net, task, layer=name, unit=number, part=part, index=7)
            np.testing.assert_allclose(found["inputs"], x, atol=1e-5)
            np.testing.assert_array_equal(found["weights"], module.weight[number].detach().numpy())
            terms = (found["weights"].astype(float) * found["inputs"]).sum() + float(found["bias"])
            assert terms == pytest.approx(float(found["sum"]), abs=1e-5)
            assert float(found["sum"]) == pytest.approx(z[number], abs=1e-5)
            assert float(found["output"]) == pytest.approx(by_numpy(z, kind)[number], abs=1e-5)
            assert (str(found["kind"]), float(found["truth"])) == (kind, pytest.approx(float(truth[7])))
        x = by_numpy(z, kind)


def test_an_example_beyond_the_end_is_the_last_and_nonsense_is_a_problem():
    made = training()
    assert int(ask("unit_arithmetic", made.net, made.task, layer="output", part="test", index=10**9)["index"]) == 149
    for wrong in ({"layer": "nowhere"}, {"layer": "output", "unit": 5}, {"layer": "output", "part": "truth"}, {}):
        with pytest.raises(Problem):
            ask("unit_arithmetic", made.net, made.task, **wrong)


def test_the_tasks_order_of_examples_is_known_without_torch():
    made = training({"data.name": "moons", "data.seed": 3})
    xy, _targets, test = on_plane(made.experiment.data)
    for part, held in zip(order(3, test), (made.task.train.inputs, made.task.test.inputs), strict=True):
        np.testing.assert_allclose(made.task.inputs_at(xy[part]), held, atol=1e-6)


@pytest.mark.parametrize("hidden", ["4,2", "7,5,3,6"])
def test_identity_layers_are_one_matrix(hidden):
    made = training({"net.activation": "identity", "net.hidden": hidden, "data.features": "x,y,x2"}, 20)
    found = ask("linear_collapse", made.net, made.task)
    x = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    net = made.net(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(x @ found["weight"].T + found["bias"], net, atol=1e-5)
    assert 0 <= float(found["difference"]) < 1e-5
    assert len(found["shapes"]) == hidden.count(",") + 2


def test_layers_that_bend_do_not_collapse():
    made = training({"net.activation": "identity,tanh"})
    with pytest.raises(Problem):
        ask("linear_collapse", made.net, made.task)


OPTIMIZERS = [
    {"fit.optimizer": "sgd"},
    {"fit.optimizer": "momentum", "fit.schedule": "cosine"},
    {"fit.optimizer": "adam", "net.dropout": 0.4, "fit.l1": 0.01, "fit.clip": 0.1},
    {"fit.optimizer": "rmsprop", "fit.weight_decay": 0.1, "fit.batch": 200},
]


@pytest.mark.parametrize("changes", OPTIMIZERS)
@pytest.mark.parametrize("examples", [None, (5,)])
def test_the_update_looked_through_is_the_one_that_torch_makes(changes, examples):
    made = training(changes, 7)
    before = held(made)
    grads = [p.grad.clone() for p in made.parameters]
    told = update(made, examples)
    assert held(made) == before
    assert all(torch.equal(a, p.grad) for a, p in zip(grads, made.parameters, strict=True))
    old = copy.deepcopy(made.net.state_dict())
    step = made.update() if examples is None else made.update(torch.tensor(examples))
    assert float(told["loss"]) == step.figures["loss"]
    for name, parameter in made.named.items():
        np.testing.assert_array_equal(told[name], old[name].numpy())
        np.testing.assert_array_equal(told[f"{name}_new"], parameter.detach().numpy())
        if changes == {"fit.optimizer": "sgd"}:
            by_hand_ = told[name] - float(told["lr"]) * told[f"{name}_gradient"]
            np.testing.assert_allclose(told[f"{name}_new"], by_hand_, atol=1e-7)


@pytest.mark.parametrize("changes", CASES)
def test_gradients_told_are_finite_differences(changes):
    made = training(changes)
    told = update(made, (4,))
    net = copy.deepcopy(made.net).double()
    x, target = made.task.train.inputs[4:5].double(), made.task.train.targets[4:5]
    target = target if target.dtype == torch.int64 else target.double()

    def loss():
        with torch.no_grad():
            return made.task._loss(net(x), target).item()

    assert loss() == pytest.approx(float(told["loss"]), abs=1e-6)
    assert float(told["losses"][0]) == pytest.approx(float(told["loss"]), abs=1e-6)
    for name, parameter in net.named_parameters():
        flat = parameter.data.view(-1)
        for i in range(min(len(flat), 6)):
            kept = flat[i].item()
            ends = []
            for shift in (1e-5, -1e-5):
                flat[i] = kept + shift
                ends.append(loss())
            flat[i] = kept
            slope = (ends[0] - ends[1]) / 2e-5
            assert told[f"{name}_gradient"].ravel()[i] == pytest.approx(slope, abs=2e-4), name
    for name in map(str, told["layers"]):  # by a sum as by its bias, for a single example
        np.testing.assert_allclose(told[f"{name}/sums_gradient"][0], told[f"{name}.bias_gradient"], atol=1e-6)


def test_a_weight_is_written_and_the_loss_is_torchs():
    made = training()
    edit = write(made, "hidden.0.weight", (1, 0), 2.5)
    assert made.net.hidden[0].weight[1, 0].item() == 2.5
    with torch.no_grad():
        outputs = made.net(made.task.test.inputs)
        loss = functional.binary_cross_entropy_with_logits(outputs, made.task.test.targets).item()
    assert edit.after["test_loss"] == pytest.approx(loss, abs=1e-6)
    assert edit.before["test_loss"] != edit.after["test_loss"]
    back = write(made, "hidden.0.weight", (1, 0), edit.old, undo=True)
    assert back.after == edit.before
    assert add_edit([edit], back) == []
    made.update()
    later = write(made, "hidden.0.weight", (1, 0), 1.0)
    assert add_edit([edit], later) == [edit, later]


WRONG = [
    ("hidden.0.weight", (1, 0), float("nan")),
    ("hidden.0.weight", (1, 0), float("inf")),
    ("hidden.0.weight", (1, 0), 1e30),
    ("hidden.0.weight", (1, 0), "<b>"),
    ("hidden.0.weight", (4, 0), 1.0),
    ("hidden.0.weight", (-1, 0), 1.0),
    ("hidden.0.weight", (1,), 1.0),
    ("hidden.0.weight", (1, "0"), 1.0),
    ("__class__", (0,), 1.0),
]


@pytest.mark.parametrize(("parameter", "index", "value"), WRONG)
def test_a_weight_that_cannot_be_written_is_a_problem_and_changes_nothing(parameter, index, value):
    made = training()
    before = held(made)
    with pytest.raises(Problem):
        write(made, parameter, index, value)
    assert held(made) == before


def test_only_training_examples_are_learnt_from():
    made = training()
    for wrong in ((), (350,), (-1,), ("0",)):
        with pytest.raises(Problem):
            teach(made, wrong)
    assert made.index == 3
    edit, figures = teach(made, (349,))
    assert (edit.step, made.index) == (3, 4)
    assert np.isfinite(figures["loss"])


@pytest.fixture(scope="module")
def engine():
    made = start_engine("process")
    yield made
    made.close()


def ready(run):
    wait([run.connection.commands.last], timeout=60)
    return run


def test_a_run_keeps_what_was_done_by_hand_until_it_is_undone(engine):
    run = ready(engine.start(Perceptron(), watch={"weights": {}}))
    run.step()
    first = run.history.last("train_loss")
    edit = by_hand.write(run, "output.bias", (0,), 3.0)
    assert run.edits == [edit]
    assert run.history.last("train_loss") == edit.after["train_loss"] != first
    assert run.probe_answers.answers["weights"]["output/bias"][0] == 3.0
    assert by_hand.undoable(run) == edit
    assert by_hand.undo(run).new == edit.old
    assert (run.edits, by_hand.undo(run)) == ([], None)
    assert run.history.last("train_loss") == first
    by_hand.write(run, "output.bias", (0,), 3.0)
    run.step()
    by_hand.undo(run)
    assert [type(e) for e in run.edits] == [Written, Written]
    assert by_hand.undoable(run) is None
    with pytest.raises(Problem):
        by_hand.write(run, "output.bias", (7,), 3.0)
    assert run.state == "paused"
    again = ready(engine.start(Perceptron(), run.checkpoint))  # the checkpoint holds what was written
    np.testing.assert_array_equal(again.ask("weights")["output/bias"], run.ask("weights")["output/bias"])


def test_a_run_learns_from_one_example_and_says_so(engine):
    run = ready(engine.start(Perceptron()))
    told = by_hand.rehearse(run, (3,))
    edit = by_hand.teach(run, (3,))
    assert (run.index, run.edits, edit.examples) == (1, [edit], (3,))
    np.testing.assert_array_equal(run.ask("weights")["output/weight"], told["output.weight_new"])
    told = by_hand.rehearse(run)
    assert by_hand.teach(run) is None
    assert (run.index, len(run.edits)) == (2, 1)
    np.testing.assert_array_equal(run.ask("weights")["output/weight"], told["output.weight_new"])
    run.stop()
    with pytest.raises(Problem):
        by_hand.teach(run, (3,))


@pytest.mark.parametrize("optimizer", OPTIMIZER_NAMES)
def test_the_cost_is_what_torch_counts(optimizer):
    experiment = Perceptron().replace({"net.hidden": "5,3", "fit.optimizer": optimizer, "fit.batch": 16})
    made = Training(experiment)
    all_of_it = total(costs(experiment.layers(), experiment.fit))
    made.update()
    numbers = sum(p.numel() for p in made.parameters)
    assert all_of_it.parameters == numbers == experiment.parameters
    assert all_of_it.weights == sum(p.nbytes for p in made.parameters)
    assert all_of_it.gradients == sum(p.grad.nbytes for p in made.parameters)
    memories = [v for memory in made.optimizer.state.values() for v in memory.values() if torch.is_tensor(v) and v.ndim]
    assert all_of_it.optimizer == sum(v.nbytes for v in memories)
    outputs = []
    handles = [
        m.register_forward_hook(lambda m, i, o: outputs.append(o.nbytes)) for m in (*made.net.hidden, made.net.output)
    ]
    with FlopCounterMode(display=False) as forward:
        loss = made.task.loss(made.net, torch.arange(16))
    with FlopCounterMode(display=False) as backward:
        loss.backward()
    for handle in handles:
        handle.remove()
    assert all_of_it.activations == sum(outputs)
    assert 2 * 16 * all_of_it.multiply_adds == forward.get_total_flops()
    assert 2 * all_of_it.update_multiply_adds == forward.get_total_flops() + backward.get_total_flops()
