"""The script of an encoder-decoder arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.seq2seq.experiment import Seq2Seq
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

SMALL = {"data.examples": 60, "data.length": 5, "data.name": "reverse", "net.hidden": 7, "net.embedding": 5,
         "fit.batch": 20}  # fmt: skip
CASES = {
    "additive, wrong answers": ({**SMALL, "data.label_noise": 0.3}, 8, {}),
    "lstm, forcing and dropout": (
        {**SMALL, "data.name": "numbers", "net.encoder": "lstm", "net.decoder": "lstm", "net.layers": 2,
         "net.attention": "dot", "net.dropout": 0.2, "net.forcing": 0.5, "fit.clip": 0.5},
        14,
        {5: {"net.dropout": 0.4, "net.forcing": 0.9}},
    ),
    "cnn without attention": ({**SMALL, "net.encoder": "cnn", "net.decoder": "rnn", "net.attention": "none"}, 8, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Seq2Seq())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
