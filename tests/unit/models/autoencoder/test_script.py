"""The script of an autoencoder arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.autoencoder.experiment import Autoencoder
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

CASES = {
    "default kinds": ({}, 5, {}),
    "noise and cross-entropy": (
        {"data.noise": 0.2, "data.classes": "7", "data.seed": 3, "net.loss": "binary_cross_entropy", "net.code": 5,
         "net.activation": "gelu"},
        6,
        {3: {"fit.lr": 0.001}},
    ),
    "linear": ({"net.hidden": "", "net.output": "linear", "net.init": "xavier", "data.examples": 90}, 5, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Autoencoder())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
