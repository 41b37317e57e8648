"""What is moved by hand is one change a drag, is judged by the challenges, and is not laid to the learning rate."""

import runpy

import pytest

from nets.diagnosis.diagnosis import diagnose
from nets.engine import manual_edit_commands as hand
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.models.neuron.challenges import best_line, by_hand, few, two_losses
from nets.models.neuron.experiment import Neuron
from tests.support.engines import wait_until
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run


def fresh(engine, changes=()):
    """A run that has answered, before any update."""
    run = engine.start(Neuron().replace(dict(changes)))
    wait_until(lambda: run.ready and not run.busy)
    return run


def put(run, weight, bias):
    hand.write(run, "output.weight", (0, 0), weight)
    return hand.write(run, "output.bias", (0,), bias)


def learnt(engine, changes, steps):
    return train_run(engine, changes, steps, experiment=Neuron())


def test_a_drag_is_one_change_and_is_taken_back_as_one(engine):
    run = fresh(engine)
    begun = run.history.last("weight/0/0")
    for place, value in enumerate((0.5, 0.9, 1.25)):
        hand.write(run, "output.weight", (0, 0), value, on=place > 0)
    assert [(edit.old, edit.new) for edit in run.edits] == [(begun, 1.25)]
    assert run.edits[0].before["train_loss"] == pytest.approx(9.61, abs=0.01)
    hand.write(run, "output.bias", (0,), 0.4, on=True)
    assert len(run.edits) == 2, "another weight is another change"
    hand.undo(run)
    hand.undo(run)
    assert run.edits == []
    assert run.history.last("weight/0/0") == begun


def test_the_line_by_hand_counts_within_five_percent(engine):
    run = fresh(engine)
    assert by_hand([]).share == 0
    put(run, 1.0, 1.0)
    assert 0 < by_hand([run]).share < 1
    said = put(run, 1.25, 0.42)
    assert said.after["train_loss"] == pytest.approx(best_line(run.experiment.data)[1], rel=1e-4)
    assert by_hand([run]).reached
    assert not by_hand([learnt(engine, {}, 150)]).reached, "gradient descent is no hand"


def test_moving_by_hand_is_not_laid_to_the_learning_rate(engine):
    run = fresh(engine)
    for turn in range(30):
        put(run, (-3.0, 3.0)[turn % 2], 1.0)
    put(run, 0.0, 0.0)
    for step in range(1, 25):
        run.step()
        wait_until(lambda step=step: run.index >= step and not run.busy)
    assert diagnose(run.experiment, run.history, None, "running").kind == "learning"


def test_ten_steps_are_enough_in_a_bowl_but_not_in_a_valley(engine):
    valley, bowl = learnt(engine, {}, 12), learnt(engine, {"data.standard": True, "fit.lr": 0.3}, 12)
    assert not few([valley]).reached
    assert few([valley, bowl]).reached
    helped = fresh(engine)
    put(helped, 1.25, 0.42)
    helped.step()
    wait_until(lambda: not helped.busy)
    assert few([helped]).share == 0


def test_the_same_start_is_stuck_with_one_loss_and_free_with_the_other(engine):
    start = {"data.name": "exam", "net.activation": "sigmoid", "net.init": "large", "fit.seed": 4, "fit.lr": 0.3}
    stuck = learnt(engine, start, 210)
    free, other = (learnt(engine, {**start, "net.loss": "binary_cross_entropy", "fit.seed": s}, 210) for s in (4, 1))
    assert two_losses([free]).share == 0
    assert 0 < two_losses([stuck, other]).share < 1, "another seed is another start"
    assert two_losses([stuck, free]).reached


CASES = {
    "houses": (
        {"data.inputs": "area,rooms", "data.standard": True, "data.label_noise": 0.2},
        20,
        {7: {"fit.lr": 0.03}},
    ),
    "mse of a sigmoid": ({"data.name": "exam", "net.activation": "sigmoid", "fit.batch": 7}, 20, {}),
    "a number by tanh": ({"data.name": "bend", "net.activation": "tanh"}, 20, {}),
    "softmax": ({"data.name": "three", "net.activation": "softmax", "net.loss": "cross_entropy"}, 20, {}),
}


@pytest.mark.parametrize("case", CASES)
def test_its_script_arrives_at_the_same_numbers(engine, tmp_path, capsys, case):
    run = train_run(engine, *CASES[case], experiment=Neuron())
    hand.write(run, "output.weight", (0, 0), 0.5)
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)


def test_what_is_no_weight_is_refused_and_changes_nothing(engine):
    run = fresh(engine)
    with pytest.raises(Problem):
        hand.write(run, "output.weight", (0, 0), float("nan"), on=True)
    assert run.edits == []
