"""The script of a captioner arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.captioner.experiment import Captioner
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

SMALL = {"data.examples": 100, "data.longest": 2, "net.channels": "3,4", "net.hidden": 8, "net.embedding": 4}
CASES = {
    "default kinds": (SMALL, 3, {}),
    "an lstm that is not always told the truth": (
        SMALL | {"net.decoder": "lstm", "net.attention": "dot", "net.dropout": 0.2, "net.forcing": 0.5,
                 "net.norm": False, "net.pool": "average", "data.language": "zh"},
        5,
        {2: {"net.forcing": 0.0, "net.dropout": 0.0}},
    ),
    "blind, wrong captions": (
        SMALL | {"data.label_noise": 0.2, "net.decoder": "rnn", "net.attention": "none", "net.places": False,
                 "net.forcing": 0.7},
        3,
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Captioner())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
