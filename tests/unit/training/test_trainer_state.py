"""The same experiment gives the same numbers, whatever else happens; live settings; checkpoints; schedules."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.training import checkpoint
from nets.training.optimizers import learning_rate
from nets.training.trainer_state import Training, steps, train


def made(**changes):
    """A small experiment with dropout, whose epochs of 350 examples do not end with a full batch."""
    turned = {key.replace("__", "."): value for key, value in changes.items()}
    return Perceptron().replace({"net.dropout": 0.2, "fit.steps": 60, "fit.batch": 40} | turned)


def figures(steps):
    return [(step.index, step.figures) for step in steps]


def same(ours, theirs):
    return all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_steps_count_from_the_untrained_net_to_the_last():
    run = figures(train(made(fit__report=7)))
    assert [index for index, _ in run] == list(range(61))
    assert "loss" not in run[0][1]
    assert all("loss" in said for _, said in run[1:])
    reported = [index for index, said in run if "test_loss" in said]
    assert reported == [*range(7), *range(7, 61, 7), 60]  # densely at first
    assert all(type(value) is float for _, said in run for value in said.values())


@pytest.mark.parametrize("optimizer", OPTIMIZER_NAMES)
def test_same_experiment_same_numbers(optimizer):
    experiment = made(fit__optimizer=optimizer)
    torch.manual_seed(1)
    alone = figures(train(experiment))
    torch.manual_seed(2)
    torch.rand(7)
    state = torch.get_rng_state()
    assert figures(train(experiment)) == alone
    assert torch.equal(torch.get_rng_state(), state)


def test_interleaved_trainings_do_not_touch_each_other():
    experiments = [made(fit__seed=seed, fit__optimizer=name) for seed, name in enumerate(("sgd", "adam", "rmsprop"))]
    alone = [figures(train(experiment)) for experiment in experiments]
    together = [train(experiment) for experiment in experiments]
    mixed = [[] for _ in together]
    for turn in range(3 * 61):
        torch.rand(turn % 5)
        mixed[turn % 3].append(next(together[turn % 3]))
    assert [figures(run) for run in mixed] == alone


def test_the_seed_decides_weights_and_order():
    first, again, other = Training(made()), Training(made()), Training(made(fit__seed=1))
    assert same(first.parameters, again.parameters)
    assert not same(first.parameters, other.parameters)
    orders = [training.batches.draw(350) for training in (first, again, other)]
    assert torch.equal(orders[0], orders[1])
    assert not torch.equal(orders[0], orders[2])


def test_an_epoch_shows_every_example_once():
    training = Training(made())
    batches = [training.batches.draw(40) for _ in range(9)]
    assert [len(batch) for batch in batches] == [40] * 8 + [30]
    assert sorted(torch.cat(batches).tolist()) == list(range(350))


@settings(max_examples=25)
@given(
    optimizer=st.sampled_from(OPTIMIZER_NAMES),
    before=st.integers(0, 25),
    after=st.integers(1, 20),
    dropout=st.sampled_from([0.0, 0.3]),
    momentum=st.sampled_from([0.0, 0.9]),
    schedule=st.sampled_from(["constant", "step", "cosine", "warmup"]),
    penalties=st.booleans(),
    seed=st.integers(0, 2**31 - 1),
)
def test_a_resumed_training_goes_on_bit_for_bit(optimizer, before, after, dropout, momentum, schedule, penalties, seed):
    fit = {"fit.optimizer": optimizer, "fit.momentum": momentum, "fit.schedule": schedule, "fit.seed": seed}
    if penalties:
        fit |= {"fit.weight_decay": 0.01, "fit.l1": 0.001, "fit.clip": 0.5}
    experiment = made(net__dropout=dropout).replace(fit)
    training = Training(experiment)
    for _ in range(before):
        training.update()
    written = checkpoint.write(training)
    resumed = checkpoint.resume(experiment, written)
    torch.rand(3)
    for _ in range(after):
        assert training.update() == resumed.update()
    ours, theirs = load(checkpoint.write(training)), load(checkpoint.write(resumed))
    assert ours.keys() == theirs.keys()
    assert same(ours.values(), (theirs[name] for name in ours))


def test_a_checkpoint_is_taken_between_two_updates_without_a_trace():
    ours, theirs = Training(made(fit__optimizer="adam")), Training(made(fit__optimizer="adam"))
    for _ in range(30):
        checkpoint.write(theirs)
        theirs.measure()
        assert ours.update() == theirs.update()


def test_a_checkpoint_resumes_under_another_optimizer():
    training = Training(made(fit__optimizer="adam"))
    training.update()
    resumed = checkpoint.resume(made(fit__optimizer="rmsprop"), checkpoint.write(training))
    assert same(training.parameters, resumed.parameters)
    assert resumed.index == 1
    assert math.isfinite(resumed.update().figures["loss"])


@pytest.mark.parametrize("data", [b"", b"nothing", b"\xff" * 64, b"\x02\0\0\0\0\0\0\0{}"])
def test_other_bytes_are_no_checkpoint(data):
    with pytest.raises(ValueError, match="not a checkpoint"):
        checkpoint.resume(made(), data)


def test_a_checkpoint_of_another_net_is_refused():
    with pytest.raises(ValueError, match="another net"):
        checkpoint.resume(made(net__hidden="3"), checkpoint.write(Training(made())))


def test_a_checkpoint_remembers_that_the_run_diverged():
    training = Training(made(data__name="plane", net__activation="relu", fit__lr=100))
    list(steps(training))
    resumed = checkpoint.resume(training.experiment, checkpoint.write(training))
    assert training.diverged
    assert len(list(steps(resumed))) == 1


# -- live settings ------------------------------------------------------------------------------------------------


def test_turning_the_rate_takes_effect_at_once():
    training, reference = Training(made()), Training(made(fit__lr=0.3))
    training.change_settings({"fit.lr": 0.3})
    assert [training.update() for _ in range(20)] == [reference.update() for _ in range(20)]


@pytest.mark.parametrize(
    "changes",
    [
        {"fit.batch": 7},
        {"fit.optimizer": "adam"},
        {"fit.weight_decay": 0.1},
        {"fit.l1": 0.01},
        {"fit.clip": 0.01},
        {"fit.report": 3},
        {"fit.schedule": "cosine"},
        {"net.dropout": 0.6},
        {"fit.lr": "0.5", "fit.batch": "33"},
        {"fit.optimizer": "nesterov", "fit.momentum": 0.5},
    ],
)
def test_a_turned_training_equals_one_that_began_so(changes):
    training = Training(made())
    training.change_settings(changes)
    reference = Training(made().replace(changes))
    assert [training.update() for _ in range(25)] == [reference.update() for _ in range(25)]


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "rmsprop"])
@pytest.mark.parametrize("begun", [0.0, 0.5])
def test_turning_the_momentum_equals_resuming_with_it(optimizer, begun):
    training = Training(made(fit__optimizer=optimizer, fit__momentum=begun))
    for _ in range(5):
        training.update()
    resumed = checkpoint.resume(made(fit__optimizer=optimizer, fit__momentum=0.9), checkpoint.write(training))
    training.change_settings({"fit.momentum": 0.9})
    turned = [training.update() for _ in range(20)]
    assert turned == [resumed.update() for _ in range(20)]
    group = training.optimizer.param_groups[0]
    assert group["momentum"] == 0.9
    assert group.get("nesterov", False) == (optimizer == "nesterov")
    training.change_settings({"fit.momentum": 0.0})
    assert math.isfinite(training.update().figures["loss"])


def test_turning_the_rate_keeps_the_optimizers_memory():
    training = Training(made(fit__optimizer="adam"))
    for _ in range(5):
        training.update()
    training.change_settings({"fit.lr": 0.001})
    assert training.optimizer.state[training.parameters[0]]["step"].item() == 5
    training.change_settings({"fit.optimizer": "adamw"})
    assert not training.optimizer.state


def test_turning_the_steps_ends_or_prolongs_the_run():
    training = Training(made())
    run = steps(training)
    for _ in range(11):
        next(run)
    training.change_settings({"fit.steps": 15})
    assert [step.index for step in run] == [11, 12, 13, 14, 15]
    training.change_settings({"fit.steps": 17})
    assert [step.index for step in steps(training)] == [15, 16, 17]


@pytest.mark.parametrize(
    "changes",
    [
        {"fit.lr": -1},
        {"fit.lr": float("nan")},
        {"fit.lr": "fast"},
        {"fit.lr": 0.1, "fit.batch": 0},
        {"fit.optimizer": "magic"},
        {"net.dropout": 1.0},
        {"fit.nothing": 1},
        {"nothing": 1},
        {"net.hidden": "3,3"},
        {"fit.seed": 5},
        {"data.noise": 0.5, "fit.lr": 0.1},
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(changes):
    training, reference = Training(made()), Training(made())
    with pytest.raises(Problem):
        training.change_settings(changes)
    assert training.experiment == reference.experiment
    assert [training.update() for _ in range(5)] == [reference.update() for _ in range(5)]


def test_a_diverging_run_ends_with_a_diverged_step():
    run = list(train(made(data__name="plane", net__activation="relu", fit__lr=100)))
    assert run[-1].diverged
    assert len(run) < 60
    assert not any(step.diverged for step in run[:-1])


def test_closing_the_generator_stops():
    run = train(made())
    next(run)
    run.close()
    assert list(run) == []


# -- schedules -------------------------------------------------------------------------------------------------------


def rates(schedule, steps=200, lr=0.4):
    fit = TrainingConfig(schedule=schedule, steps=steps, lr=lr)
    return [learning_rate(fit, index) for index in range(steps)]


def test_schedules_have_their_shapes():
    assert set(rates("constant")) == {0.4}
    assert rates("step") == pytest.approx([0.4] * 100 + [0.04] * 50 + [0.004] * 50)
    assert rates("cosine") == pytest.approx([0.2 * (1 + math.cos(math.pi * i / 200)) for i in range(200)])
    assert rates("warmup") == pytest.approx([0.04 * (i + 1) for i in range(10)] + [0.4] * 190)
    assert rates("warmup", steps=5) == [0.4] * 5


@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "warmup"])
def test_the_reported_rate_is_the_schedules(schedule):
    run = list(train(made(fit__schedule=schedule, fit__report=1, fit__lr=0.1)))
    expected = rates(schedule, 60, 0.1)
    assert run[0].figures["lr"] == pytest.approx(expected[0])
    assert [step.figures["lr"] for step in run[1:]] == pytest.approx(expected)


def test_a_schedule_goes_on_after_its_end():
    assert learning_rate(TrainingConfig(schedule="cosine", steps=10), 12) == 0
    assert learning_rate(TrainingConfig(schedule="step", steps=10, lr=1.0), 12) == pytest.approx(0.01)
