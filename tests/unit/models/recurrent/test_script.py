"""The script of a net that reads sequences arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.recurrent.experiment import Recurrent
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

SMALL = {"data.examples": 60, "data.length": 12, "net.hidden": 7, "fit.batch": 20}
CASES = {
    "default": (SMALL, 12, {}),
    "everything": (
        {**SMALL, "data.name": "tagging", "net.cell": "lstm", "net.layers": 2, "net.bidirectional": True,
         "net.dropout": 0.2, "net.truncate": 4, "net.forget_bias": 0.5, "net.gain": 1.2, "fit.clip": 0.5},
        25,
        {8: {"net.dropout": 0.5, "net.truncate": 3}, 15: {"fit.optimizer": "momentum"}},
    ),
    "plain": ({**SMALL, "data.name": "sentiment", "net.cell": "rnn", "net.activation": "relu", "net.init": "identity",
               "data.language": "zh", "net.embedding": 0}, 12, {}),
    "part of an own text": (
        {**SMALL, "data.name": "text", "data.text": "“\"it's\\n" * 60, "net.init": "uniform", "data.share": 0.6,
         "data.label_noise": 0.2}, 12, {},
    ),
    "weather, cnn": ({**SMALL, "data.name": "weather", "net.cell": "cnn", "net.layers": 2}, 12, {}),
    "parentheses, attention": ({**SMALL, "data.name": "parentheses", "net.cell": "attention"}, 12, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Recurrent())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
