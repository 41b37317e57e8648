"""The script of a convolutional net arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.engine import run_snapshot as keeping
from nets.export import run_folder as folder
from nets.models.cnn.experiment import Convolutional
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import restore_run, run_weights, train_run

SMALL = {"net.channels": "4,6", "data.examples": 200}
CASES = {
    "default": ({}, 12, {}),
    "everything": (
        {
            **SMALL,
            "net.norm": True,
            "net.dropout": 0.2,
            "net.hidden": "9",
            "net.pool": "average",
            "net.kernel": "3,2",
            "net.padding": "2,1",
            "net.stride": "1,2",
            "net.dilation": "2,1",
            "net.activation": "gelu",
            "net.init": "xavier",
            "data.shift": 0.1,
            "data.rotate": 12.0,
            "data.scale": 0.1,
            "data.noise": 0.05,
            "data.label_noise": 0.1,
            "fit.l1": 0.001,
            "fit.clip": 0.5,
        },
        25,
        {8: {"net.dropout": 0.5, "fit.lr": 0.01}, 15: {"fit.optimizer": "momentum"}},
    ),
    "a line": ({**SMALL, "data.name": "mnist1d", "data.scale": 0.2, "data.shift": 0.1, "net.stride": "2"}, 15, {}),
    "early stopping and averages": (
        {**SMALL, "net.norm": True, "fit.average": True, "fit.patience": 30, "fit.report": 25, "fit.lr": 0.1},
        45,
        {},
    ),
    "mlp": ({"net.kind": "mlp", "net.dropout": 0.1}, 15, {}),
    "logistic": ({"net.kind": "logistic", "data.noise": 0.1}, 15, {}),
    "transfer": (
        {**SMALL, "data.classes": "7,5,9", "net.pretrain": 30, "net.freeze": "convolutions", "net.dropout": 0.1,
         "net.norm": True, "fit.l1": 0.001},
        15,
        {},
    ),
    "fine-tuning, no pooling": (
        {**SMALL, "data.classes": "1,2", "net.pretrain": 12, "net.before": "8,3,1", "net.pool": "none",
         "data.rotate": 9.0},
        15,
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Convolutional())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)


@pytest.mark.parametrize("case", ["everything", "transfer", "early stopping and averages"])
def test_a_run_taken_up_goes_on_to_the_same_numbers(engine, case) -> None:
    changes, steps, turns = CASES[case]
    whole = train_run(engine, changes, steps, turns, experiment=Convolutional())
    again = restore_run(engine, folder.pack(train_run(engine, changes, 10, turns, experiment=Convolutional()), engine))
    for index in range(10, steps):
        if index in turns:
            again.change_settings(turns[index])
        again.step()
    keeping.save(again)
    ours, theirs = run_weights(whole), run_weights(again)
    assert ours.keys() == theirs.keys()
    assert all((ours[name] == theirs[name]).all() for name in ours)
